"""The data-quality report: each check finds its rows and only these, and says how to mend them."""

from pathlib import Path

import pytest

from mutuals.intake import CHECKS, FILLED, FINDING_ROWS, FINDINGS, QualityReport, check_quality, read_accounts
from tests.intake.files import write

LIST = (
    "id,name,website,country,city,lei,vat,duns,registration,parent account id\n"
    "1,Acme GmbH,https://acme-works.de,DE,Berlin,,DE136695976,,,\n"  # 2
    "2,ACME Gesellschaft mit beschränkter Haftung,www.acme-works.de/x,Germany,Berlin,,,,,1\n"  # 3: twice, parent known
    "3,Globex Inc.,globex@gmail.com,US,Boston,529900T8BM49AURSDO56,,,,77\n"  # 4: free mail, LEI, parent
    '4,"Globex, Incorporated",linkedin.com/company/globex,USA,Boston,,,,,\n'  # 5: social, twice
    "5,Initech,initech.wordpress.com,Utopia,Austin,,,150483782,,\n"  # 6: hosting, country
    "6,test,n/a,,,,,,,\n"  # 7: no name, placeholder
    "7,Hooli Works,not a site,,,529900T8BM49AURSDO55,,150483782,,\n"  # 8: unreadable, same duns
    "8,Umbra Works,,,,529900T8BM49AURSDO55,DE136695977,12345,,\n"  # 9: missing, same LEI, VAT and DUNS invalid
    "9,Acme GmbH,acme-works.at,DE,Hamburg,,,,,\n"  # 10: another city
    "1,Dup,dup.de,,,,,,,\n"  # 11: id twice
    ",,,x\n"  # 12: ragged
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> QualityReport:
    folder = tmp_path_factory.mktemp("quality")
    return check_quality(read_accounts(write(folder, "ours.csv", LIST)))


EXPECTED = {
    "Rows refused": [12],
    "Account id used twice": [11],
    "No usable name": [7],
    "Website missing": [9],
    "Website is a free-mail domain": [4],
    "Website is a hosting or page-builder address": [6],
    "Website is a social-media or directory page": [5],
    "Website is a placeholder": [7],
    "Website cannot be read": [8],
    "Duplicate: same domain, similar name": [2, 3],
    "Duplicate: same name, same city": [2, 3, 4, 5],
    "Duplicate: same LEI": [8, 9],
    "Duplicate: same D-U-N-S number": [6, 8],
    "LEI invalid": [4],
    "D-U-N-S number invalid": [9],
    "VAT id invalid": [9],
    "Country not understood": [6],
    "Parent not on the list": [4],
}


@pytest.mark.parametrize("kind", [check.kind for check in CHECKS])
def test_each_check_finds_its_rows_and_no_others(report: QualityReport, kind: str) -> None:
    rows = report.rows.filter(kind=kind)["source_row"].sort().to_list()
    assert rows == EXPECTED.get(kind, [])


def test_findings_are_declared_tables_with_rows_and_a_fix(report: QualityReport) -> None:
    FINDINGS.check(report.findings)
    FINDING_ROWS.check(report.rows)
    FILLED.check(report.filled)
    assert set(report.findings["kind"]) == set(EXPECTED)
    assert report.findings["severity"].cast(str).to_list()[:2] == ["problem", "problem"]
    for kind, rows, count, fix in report.findings.select("kind", "rows", "count", "fix").iter_rows():
        assert rows == EXPECTED[kind]
        assert count == len(rows)
        assert fix.endswith(".")


def test_duplicates_name_the_rows_they_are_like(report: QualityReport) -> None:
    details = dict(
        report.rows.filter(kind="Duplicate: same name, same city").select("source_row", "detail").iter_rows()
    )
    assert details == {2: "like row 3", 3: "like row 2", 4: "like row 5", 5: "like row 4"}


def test_shares_filled_are_those_of_the_accounts_taken(report: QualityReport) -> None:
    assert (report.accounts, report.refused) == (9, 2)
    filled = {column: (header, share, distinct) for column, header, share, distinct in report.filled.iter_rows()}
    assert filled["name"] == ("name", 1.0, 8)
    assert filled["website"][1] == pytest.approx(8 / 9)
    assert filled["vat_id"] == ("vat", pytest.approx(2 / 9), 2)


def test_a_clean_list_has_no_finding(tmp_path: Path) -> None:
    text = "id,name,website,country\n1,Acme Works,acme-works.de,DE\n2,Globex Works,globex-works.com,US\n"
    clean = check_quality(read_accounts(write(tmp_path, "ours.csv", text)))
    assert clean.findings.height == 0
    assert clean.rows.height == 0


def test_a_list_without_names_is_checked_too(tmp_path: Path) -> None:
    report = check_quality(read_accounts(write(tmp_path, "ours.csv", "website\nacme-works.de\nwww.acme-works.de\n")))
    assert report.rows.filter(kind="No usable name").height == 2
