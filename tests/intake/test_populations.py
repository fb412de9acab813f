"""Populations: from status words, from a rules file, from filters, or one for the whole file."""

from datetime import date
from pathlib import Path

import pytest

from mutuals.accounts import PopulationKind
from mutuals.accounts.filters import WrongFilter
from mutuals.intake import (
    Intake,
    WrongSettings,
    load_population_rules,
    read_accounts,
    save_population_rules,
    suggest_population_rules,
)
from mutuals.intake.statuses import status_kind
from tests.intake.files import write

LIST = (
    "id,name,type,employees,renewal\n"
    "1,Acme,Customer,1500,2026-06-01\n"
    "2,Globex,Prospect,40,\n"
    "3,Initech,Opportunity,2000,2027-01-01\n"
    "4,Hooli Works,Zeta,10,\n"
    "5,Pied Works,,,\n"
    "6,Umbra Works,customer,30,\n"
)


def read(folder: Path, rules: str | None = None, **settings: object) -> Intake:
    if rules is not None:
        settings["populations"] = load_population_rules(write(folder, "populations.toml", rules))
    return read_accounts(write(folder, "ours.csv", LIST), now=date(2026, 6, 15), **settings)  # type: ignore[arg-type]


def members(intake: Intake) -> dict[str, list[str]]:
    grouped = intake.account_list.members.group_by("population", maintain_order=True).agg("account_id")
    return dict(grouped.iter_rows())


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            PopulationKind.CUSTOMERS,
            "Customer|customers|Customer - Direct|Customer - Channel|Client|Kunde|Bestandskunde|Neukunde|Client actif|"
            "Cliente|cliente activo|Klant|Closed Won|evangelist|Gewonnen|A-Kunde|EXISTING CUSTOMER|Current client",
        ),
        (
            PopulationKind.OPEN_OPPORTUNITIES,
            "Opportunity|Open Opportunity|opportunity|Negotiation|Proposal|In Verhandlung|Angebot|Opportunité|"
            "Oportunidad|Oportunidade|Trattativa|Pipeline|Trial",
        ),
        (
            PopulationKind.PROSPECTS,
            "Prospect|prospects|Lead|Hot lead|Cold lead|Subscriber|Marketing Qualified Lead|marketingqualifiedlead|"
            "salesqualifiedlead|MQL|Interessent|Zielkunde|Potenzieller Kunde|Prospecto|Cliente potencial|"
            "Client potentiel|Potential customer|Target|Non-customer|Kein Kunde",
        ),
        (
            PopulationKind.OTHER,
            "Other|Partner|Channel Partner / Reseller|Technology Partner|Vendor|Former customer|Ex-client|Churned|"
            "Lost customer|Closed Lost|ehemaliger Kunde|Ancien client|Ex-cliente|Cliente inactivo|Competitor|Inactive|"
            "Lieferant|Fournisseur|Proveedor|Fornecedor|Investor|Press",
        ),
        (None, "Zeta|A|1|Gold|Active|Type 7"),
    ],
)
def test_what_status_words_mean(kind: PopulationKind | None, words: str) -> None:
    wrong = {word: status_kind(word) for word in words.split("|") if status_kind(word) != kind}
    assert not wrong


def test_the_status_column_makes_the_standard_populations_with_their_reasons(tmp_path: Path) -> None:
    intake = read(tmp_path)
    assert members(intake) == {
        "Customers": ["1", "6"],
        "Prospects": ["2"],
        "Open opportunities": ["3"],
        "Other": ["4", "5"],
    }
    found = intake.account_list.populations
    assert [population.kind for population in found] == list(PopulationKind)
    assert found[0].reason == "Status is 'Customer', 'customer'."
    assert found[3].reason == "Status is 'Zeta' or empty."
    assert "status values not understood, taken as Other: 'Zeta'" in intake.notes


def test_without_a_status_all_are_in_one_population_and_it_says_so(tmp_path: Path) -> None:
    intake = read_accounts(write(tmp_path, "a.csv", "id,name\n1,Acme\n2,Globex\n"))
    (population,) = intake.account_list.populations
    assert (population.name, population.kind) == ("All accounts", PopulationKind.OTHER)
    assert intake.account_list.members.height == 2
    assert any("no status column" in note for note in intake.notes)


@pytest.mark.parametrize(
    ("given", "name", "kind"),
    [
        ("Customers", "Customers", PopulationKind.CUSTOMERS),
        ("open opportunities", "Open opportunities", PopulationKind.OPEN_OPPORTUNITIES),
        ("Key accounts", "Key accounts", PopulationKind.OTHER),
    ],
)
def test_one_population_for_the_whole_file(tmp_path: Path, given: str, name: str, kind: PopulationKind) -> None:
    intake = read(tmp_path, population=given)
    (population,) = intake.account_list.populations
    assert (population.name, population.kind) == (name, kind)
    assert intake.account_list.members.height == 6


def test_the_meaning_of_a_status_can_be_changed(tmp_path: Path) -> None:
    intake = read(tmp_path, '[status]\n"zeta" = "Customers"\n')
    assert members(intake)["Customers"] == ["1", "4", "6"]
    assert members(intake)["Prospects"] == ["2"]


FILTERS = """
[[population]]
name = "Large customers"
kind = "Customers"
any = [
  { all = [ { column = "status", is = "customer" }, { column = "employees", at_least = 1000 } ] },
  { all = [ { column = "Type", is = "opportunity" }, { column = "employees", more_than = 1999 } ] },
]

[[population]]
name = "Renewing soon"
all = [ { column = "renewal", within_days = 30 } ]
"""


def test_filters_make_populations_and_an_account_may_be_in_several_or_none(tmp_path: Path) -> None:
    intake = read(tmp_path, FILTERS)
    assert members(intake) == {"Large customers": ["1", "3"], "Renewing soon": ["1"]}
    assert [str(population.kind) for population in intake.account_list.populations] == ["Customers", "Other"]
    assert "status is 'customer'" in intake.account_list.populations[0].reason


def test_filters_and_status_together(tmp_path: Path) -> None:
    intake = read(tmp_path, '[status]\n"Zeta" = "Prospects"\n' + FILTERS)
    assert list(members(intake)) == [
        "Customers",
        "Prospects",
        "Open opportunities",
        "Other",
        "Large customers",
        "Renewing soon",
    ]


def test_an_empty_status_table_asks_for_the_suggested_populations_too(tmp_path: Path) -> None:
    assert list(members(read(tmp_path, "[status]\n" + FILTERS)))[:2] == ["Customers", "Prospects"]
    assert members(read(tmp_path, "[status]\n")) == members(read(tmp_path))


def test_an_empty_population_is_said(tmp_path: Path) -> None:
    rules = '[[population]]\nname = "None"\nall = [ { column = "name", is = "nobody" } ]\n'
    assert "no account is in the population 'None'" in read(tmp_path, rules).notes


def test_the_suggestion_is_written_to_be_edited_and_read_back(tmp_path: Path) -> None:
    statuses = read(tmp_path).account_list.accounts["status"]
    rules = suggest_population_rules(statuses)
    path = tmp_path / "rules.toml"
    save_population_rules(rules, path)
    assert '"Open opportunities"' in path.read_text()
    again = load_population_rules(path)
    assert again.statuses == rules.statuses
    assert members(read(tmp_path, populations=again)) == members(read(tmp_path))


@pytest.mark.parametrize(
    ("rules", "error", "said"),
    [
        ("", WrongSettings, r"give \[status\]"),
        ("[populations]\n", WrongSettings, "'populations' is not known"),
        ("[status]\nx = 'Friends'\n", WrongSettings, "'Friends' is no kind; the kinds are Customers"),
        ("[[population]]\nkind = 'Customers'\n", WrongSettings, "needs a name"),
        ("[[population]]\nname = 'A'\n", WrongFilter, "populations.toml, population 'A': give 'all' or 'any'"),
        ("[[population]]\nname = 'A'\nwhen = 1\n", WrongSettings, "'when' is not known"),
        ("[[population]]\nname = 'A'\nkind = 3\nall = [{column='name', is='x'}]\n", WrongSettings, "is no kind"),
        ("[[population]]\nname = 'A'\nall = [{column='nam', is='x'}]\n", WrongFilter, "did you mean 'name'"),
        (
            "[[population]]\nname = 'A'\nall = [{column='name', at_least=5}]\n",
            WrongFilter,
            "population 'A': name at least 5",
        ),
        (FILTERS + FILTERS, WrongSettings, "two populations are named 'Large customers'"),
        ("population = 3\n", WrongSettings, r"give \[status\]"),
        ("population = [3]\n", WrongSettings, "needs a name"),
        ("not toml", WrongSettings, "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_in_the_file_is_said_with_its_place(tmp_path: Path, rules: str, error: type, said: str) -> None:
    with pytest.raises(error, match=said):
        read(tmp_path, rules)


def test_a_filter_that_counts_days_needs_a_day(tmp_path: Path) -> None:
    rules = load_population_rules(write(tmp_path, "p.toml", FILTERS))
    with pytest.raises(WrongSettings, match="no day was given"):
        read_accounts(write(tmp_path, "ours.csv", LIST), populations=rules)
