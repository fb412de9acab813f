"""Opportunities: amounts, dates, yes/no and currencies as CRMs of five languages write them; bad rows refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from mutuals.accounts import OPPORTUNITIES
from mutuals.intake import REJECTED, NoAccountColumn, OpportunityIntake, UnknownColumn, read_opportunities
from tests.intake.files import write

ACCOUNTS = pl.DataFrame({"account_id": ["A1", "A2", "A3"], "name": ["Acme", "Globex", "Globex"]})


def read(folder: Path, text: str, **settings: object) -> OpportunityIntake:
    return read_opportunities(write(folder, "deals.csv", text), **settings)  # type: ignore[arg-type]


def test_the_plain_file(tmp_path: Path) -> None:
    text = (
        "id,account_id,name,stage,amount,currency,open_date,close_date,closed,won,product,owner\n"
        "1,A1,Anvils,Negotiation,1234.5,EUR,2026-01-02,2026-12-31,false,false,Anvil,Kim Lee\n"
    )
    intake = read(tmp_path, text)
    OPPORTUNITIES.check(intake.opportunities)
    REJECTED.check(intake.rejected)
    assert intake.opportunities.row(0) == (
        "1", "A1", "Anvils", "Negotiation", Decimal("1234.50"), "EUR", date(2026, 1, 2), date(2026, 12, 31),
        False, False, "Anvil", "Kim Lee", 2,
    )  # fmt: skip


HEADERS = {
    "Salesforce": (
        "Opportunity ID,Account ID,Opportunity Name,Stage,Amount,Amount Currency,Created Date,Close Date,Closed,Won"
    ),
    "Salesforce objects": ("Id,AccountId,Name,StageName,Amount,CurrencyIsoCode,CreatedDate,CloseDate,IsClosed,IsWon"),
    "HubSpot": (
        "Record ID,Associated Company IDs,Deal Name,Deal Stage,Amount,Currency,Create Date,"
        "Close Date,Is Closed,Is Closed Won"
    ),
    "German": (
        "Opportunity-ID,Kundennummer,Name der Opportunity,Verkaufsphase,Betrag,Währung,"
        "Erstelldatum,Abschlussdatum,Geschlossen,Gewonnen"
    ),
    "French": (
        "ID de l'opportunité,ID du compte,Nom de l'opportunité,Étape,Montant,Devise,"
        "Date de création,Date de clôture,Clôturée,Gagnée"
    ),
    "Spanish": (
        "ID de oportunidad,ID de cuenta,Nombre de la oportunidad,Etapa,Importe,Moneda,"
        "Fecha de creación,Fecha de cierre,Cerrada,Ganada"
    ),
    "Portuguese": (
        "ID da oportunidade,ID da conta,Nome da oportunidade,Fase,Valor,Moeda,Data de criação,"
        "Data de fechamento,Fechado,Ganho"
    ),
}


@pytest.mark.parametrize("system", HEADERS)
def test_exports_are_understood(tmp_path: Path, system: str) -> None:
    text = HEADERS[system] + "\n1,A1,Anvils,Closed Won,5000,EUR,2026-01-02,2026-02-03,true,true\n"
    (row,) = read(tmp_path, text).opportunities.to_dicts()
    assert (row["opportunity_id"], row["account_id"], row["name"]) == ("1", "A1", "Anvils")
    assert (row["amount"], row["currency"], row["close_date"]) == (Decimal(5000), "EUR", date(2026, 2, 3))
    assert (row["is_closed"], row["is_won"]) == (True, True)


@pytest.mark.parametrize(
    ("amount", "value", "currency"),
    [
        ("1.234,56 €", "1234.56", "EUR"),
        ("$1,234.56", "1234.56", "USD"),
        ("US$ 5,000.00", "5000", "USD"),
        ("£12k", "12000", "GBP"),
        ("CHF 1'000.50", "1000.50", "CHF"),
        ("R$ 1.234,50", "1234.50", "BRL"),
        ("EUR 5", "5", "EUR"),
        ("2.5M", "2500000", None),
        ("-50", "-50", None),
    ],
)
def test_amounts_and_their_currency(tmp_path: Path, amount: str, value: str, currency: str | None) -> None:
    (row,) = read(tmp_path, f'id;account_id;amount\n1;A1;"{amount}"\n').opportunities.to_dicts()
    assert row["amount"] == Decimal(value)
    assert row["currency"] == currency


@pytest.mark.parametrize(
    ("written", "code"), [("Euro", "EUR"), ("US Dollar", "USD"), ("usd", "USD"), ("€", "EUR"), ("GBP", "GBP")]
)
def test_currencies_by_name(tmp_path: Path, written: str, code: str) -> None:
    text = f"id,account_id,amount,currency\n1,A1,5,{written}\n"
    assert read(tmp_path, text).opportunities["currency"].to_list() == [code]


def test_a_bare_dollar_is_said(tmp_path: Path) -> None:
    assert any("US dollars" in note for note in read(tmp_path, "id,account_id,amount\n1,A1,$5\n").notes)


def test_dates_are_decided_for_the_file_and_said(tmp_path: Path) -> None:
    text = "id,account_id,open_date,close_date\n1,A1,03/04/2026,25/12/2026\n2,A1,05/06/2026,24/12/2026\n"
    assert read(tmp_path, text).opportunities["open_date"].to_list() == [date(2026, 4, 3), date(2026, 6, 5)]
    unsure = read(tmp_path, "id,account_id,open_date\n1,A1,03/04/2026\n")
    assert unsure.opportunities["open_date"].to_list() == [date(2026, 3, 4)]
    assert any("open_date: dates such as 03/04/2024" in note for note in unsure.notes)


def test_rows_that_cannot_be_read_are_refused_one_by_one(tmp_path: Path) -> None:
    text = (
        "id,account_id,amount,close_date,won\n"
        "1,A1,5,2026-01-01,yes\n"
        "2,A1,lots,2026-01-01,yes\n"
        "3,A1,5,2026-02-31,yes\n"
        "4,A1,5,2026-01-01,perhaps\n"
        "5,,5,2026-01-01,yes\n"
        "1,A1,6,2026-01-01,yes\n"
        "6,A1\n"
    )
    intake = read(tmp_path, text)
    assert intake.opportunities["opportunity_id"].to_list() == ["1"]
    assert [row[:2] for row in intake.rejected.rows()] == [
        (3, "amount cannot be read as an amount"),
        (4, "close_date cannot be read as a date"),
        (5, "is_won cannot be read as yes or no"),
        (6, "names no account"),
        (7, "has the opportunity id '1', which row 2 already has"),
        (8, "has 2 cells where the header has 5"),
    ]


def test_won_and_closed_come_from_the_status_or_stage_where_not_given(tmp_path: Path) -> None:
    deals = "Deal - ID,Deal - Organization ID,Deal - Stage,Deal - Status\n"
    intake = read(tmp_path, deals + "1,A1,Verhandlung,Won\n2,A1,Verhandlung,Open\n3,A1,Verhandlung,Lost\n")
    assert intake.opportunities["is_won"].to_list() == [True, False, False]
    assert intake.opportunities["is_closed"].to_list() == [True, False, True]
    stages = read(tmp_path, "id,account_id,stage\n1,A1,Closed Won\n2,A1,Proposal\n3,A1,Geschlossen - verloren\n")
    assert stages.opportunities["is_won"].to_list() == [True, False, False]
    assert stages.opportunities["is_closed"].to_list() == [True, False, True]
    assert any("read from its stage" in note for note in stages.notes)


def test_accounts_are_found_by_name_where_the_id_is_missing(tmp_path: Path) -> None:
    text = "Opportunity Name,Account Name\nAnvils,ACME\nRockets,Globex\nTraps,Initech\n"
    intake = read(tmp_path, text, accounts=ACCOUNTS)
    assert intake.opportunities["account_id"].to_list() == ["A1"]
    assert intake.opportunities["opportunity_id"].to_list() == ["row-2"]
    assert intake.rejected["source_row"].to_list() == [3, 4]
    assert any("found their account by its name" in note for note in intake.notes)


def test_salesforce_ids_of_15_and_18_characters_are_one(tmp_path: Path) -> None:
    accounts = pl.DataFrame({"account_id": ["0015g00000AbCdEAAX", "0015g00000AbCdF"], "name": ["Acme", "Globex"]})
    text = "id,account_id\n1,0015g00000AbCdE\n2,0015g00000AbCdFAAQ\n3,0015g00000ABCDE\n"
    intake = read(tmp_path, text, accounts=accounts)
    assert intake.opportunities["account_id"].to_list() == ["0015g00000AbCdEAAX", "0015g00000AbCdF"]
    assert intake.rejected["source_row"].to_list() == [4]


def test_an_account_that_is_not_on_the_list_is_refused(tmp_path: Path) -> None:
    intake = read(tmp_path, "id,account_id\n1,A1\n2,B7\n", accounts=ACCOUNTS)
    assert intake.rejected.row(0)[:2] == (3, "its account 'B7' is not on the list of accounts")


def test_without_a_column_of_accounts_it_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(NoAccountColumn, match=r"only the account's name; its columns are 'Deal Name', 'Account Name'"):
        read(tmp_path, "Deal Name,Account Name\nAnvils,Acme\n")
    with pytest.raises(NoAccountColumn, match="no column with the account's id"):
        read(tmp_path, "Deal Name,Amount\nAnvils,5\n")
    with pytest.raises(UnknownColumn):
        read(tmp_path, "Deal Name,Amount\nAnvils,5\n", columns={"account_id": "Konto"})
    assert read(tmp_path, "Deal Name,X\nAnvils,A1\n", columns={"account_id": "X"}).opportunities.height == 1
