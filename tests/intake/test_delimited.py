"""Delimited text: dialects, encodings, line ends, titles, and rows that are refused one by one with their line."""

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mutuals.intake.readers.read import read_table
from mutuals.intake.readers.table import FileTable
from tests.intake.files import write


def read(folder: Path, data: bytes | str) -> FileTable:
    return read_table(write(folder, "accounts.csv", data))


def cells(table: FileTable) -> list[tuple[str | None, ...]]:
    return table.frame.rows()


GOOD = [("1", "Acme GmbH", "Köln"), ("2", "Globex", None)]
PLAIN = "id,name,city\n1,Acme GmbH,Köln\n2,Globex,\n"


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", "|"),
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        "id,name,city\r\n1,Acme GmbH,Köln\n2,Globex,\r",
        "sep=;\n" + PLAIN.replace(",", ";"),
        '"sep=|"\n' + PLAIN.replace(",", "|"),
        "\n\n" + PLAIN,
        PLAIN.replace("city\n", "city\n\n\n"),
        PLAIN + "\n\n\n",
        "id,name,city\n1,Acme GmbH,Köln\n\n2,Globex,\n",
        "id,name,city\n1,Acme GmbH,Köln\n,,\n2,Globex,\n",
        'id,name,city\n"1","Acme GmbH","Köln"\n"2","Globex",""\n',
        'id,name,city\n1, "Acme GmbH" , "Köln"\n2, "Globex",\n',
        "id,name,city,,\n1,Acme GmbH,Köln,,\n2,Globex,,,\n",
        "id,name,city\n1,Acme GmbH,Köln,\n2,Globex,,,,\n",
        "id,name,city,\n1,Acme GmbH,Köln\n2,Globex,\n",
        " id , name,city\n 1 , Acme GmbH ,Köln\n2,Globex, \n",
        "Accounts of Example Inc\nExported today\n\n" + PLAIN,
        "Accounts,,\n,,\n" + PLAIN,
        PLAIN.removesuffix("\n"),
        PLAIN + "\x1a",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_same_table_comes_from_every_dialect_and_encoding(tmp_path: Path, text: str, encoding: str) -> None:
    table = read(tmp_path, text.encode(encoding))
    assert table.frame.columns == ["id", "name", "city"]
    assert cells(table) == GOOD
    assert table.rejected.height == 0


def test_columns_come_under_their_headers_whatever_their_order(tmp_path: Path) -> None:
    table = read(tmp_path, "city,name,id\nKöln,Acme,1\n")
    assert table.frame.row(0, named=True) == {"id": "1", "name": "Acme", "city": "Köln"}


def test_a_few_foreign_bytes_in_utf8_are_read_as_windows_1252(tmp_path: Path) -> None:
    good = "".join(f"{i},Société {i} à Köln\n" for i in range(50)).encode()
    table = read(tmp_path, b"id,name\n" + good + "99,Müller\n".encode("cp1252"))
    assert table.frame["name"].to_list()[-1] == "Müller"
    assert table.frame["name"].to_list()[0] == "Société 0 à Köln"
    assert "Windows-1252" in table.notes[0]


def test_bytes_that_windows_1252_leaves_open_are_no_error(tmp_path: Path) -> None:
    assert read(tmp_path, b"id,name\n1,A\x81\xe9\n").frame.height == 1


def test_quoted_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,name\n1,"Acme, ""Best"" of\ntwo lines"\n2,Globex\n')
    assert cells(table) == [("1", 'Acme, "Best" of\ntwo lines'), ("2", "Globex")]
    assert table.rows.to_list() == [2, 4]


def test_rows_carry_the_line_on_which_they_begin(tmp_path: Path) -> None:
    table = read(tmp_path, 'Title\n\nid,name\n1,"A\nB\nC"\n\n2,D\n3,"E\nF"\n4,G\n')
    assert dict(zip(table.frame["id"], table.rows, strict=True)) == {"1": 4, "2": 8, "3": 9, "4": 11}


UGLY = (
    "id,name\n"  # 1
    "1,Acme\n"
    "2,Globex, Inc\n"  # 3: too many
    "3\n"  # 4: too few
    '4,"Initech\n'  # 5: open quote
    '5,Ini"te"ch\n'
    '6,"a ""b"""\n'
    '7,"two\nlines"\n'  # 8 and 9
    '8,"Best" Co\n'  # 10: literal quotes, but in the right number of cells
    '9,"Best, very" Co\n'  # 11: broken
    "10,z,,\n"
    "11,A\0B\n"  # 13: NUL
    "12,last\n"
)


def test_bad_rows_are_refused_one_by_one_and_the_rest_goes_in(tmp_path: Path) -> None:
    table = read(tmp_path, UGLY)
    assert dict(zip(table.frame["id"], table.frame["name"], strict=True)) == {
        "1": "Acme",
        "5": 'Ini"te"ch',
        "6": 'a "b"',
        "7": "two\nlines",
        "8": '"Best" Co',
        "10": "z",
        "12": "last",
    }
    assert table.rows.to_list() == [2, 6, 7, 8, 10, 12, 14]
    refused = {row: reason for row, reason, _ in table.rejected.rows()}
    assert list(refused) == [3, 4, 5, 11, 13]
    assert "3 cells where the header has 2" in refused[3]
    assert "1 cell where the header has 2" in refused[4]
    assert "does not close" in refused[5]
    assert "after its closing quote" in refused[11]
    assert "NUL" in refused[13]
    assert table.rejected["text"].to_list()[0] == "2,Globex, Inc"


def test_one_open_quote_costs_one_row_of_a_large_file(tmp_path: Path) -> None:
    lines = [f'{i},"Company {i}, Ltd"' for i in range(20_000)]
    lines[7_000] = '7000,"Company open, Ltd'
    table = read(tmp_path, "id,name\n" + "\n".join(lines) + "\n")
    assert table.frame.height == 19_999
    assert table.rejected["source_row"].to_list() == [7_002]


def test_an_open_quote_at_the_end_costs_one_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'id,name\n1,A\n2,"B\n3,C\n')
    assert table.frame["id"].to_list() == ["1", "3"]


def test_a_twenty_megabyte_cell_is_read_or_refused_in_one_piece(tmp_path: Path) -> None:
    huge = "x" * 20_000_000
    assert read(tmp_path, f"id,name\n1,{huge}\n2,B\n").frame.height == 2
    table = read(tmp_path, f'id,name\n1,"{huge}"\n3,"open\n2,B\n')
    assert table.frame["id"].to_list() == ["1", "2"]
    table = read(tmp_path, f'id,name\n1,"{huge}\n2,B\n')
    assert table.frame["id"].to_list() == ["2"]
    assert len(table.rejected["text"][0]) == 2_000


def test_headers_repeated_and_blank_become_usable(tmp_path: Path) -> None:
    table = read(tmp_path, "name,Name,name,,x\nA,B,C,D,E\nF,G,H,,J\n")
    assert table.frame.columns == ["name", "Name", "name (2)", "Column 4", "x"]


def test_a_file_without_header_says_so_and_keeps_its_first_row(tmp_path: Path) -> None:
    table = read(tmp_path, "1,Acme,acme.example\n2,Globex,globex.example\n")
    assert table.frame.columns == ["Column 1", "Column 2", "Column 3"]
    assert table.frame.height == 2
    assert "no header" in table.notes[0]


def test_a_single_column_may_hold_commas(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "name\nAcme, Inc.\nGlobex\n")) == [("Acme, Inc.",), ("Globex",)]


TEXT = st.text(
    alphabet=st.one_of(st.sampled_from("\",;\n\t| 'a1é="), st.characters(exclude_categories=("Cs", "Cc"))), max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=12),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_what_the_standard_library_writes_is_read_back(
    tmp_path: Path, rows: list[tuple[str, ...]], delimiter: str, quoting: int
) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerow(["account id", "account name", "website"])
    writer.writerow(["id0", "Acme", "acme.example"])
    writer.writerows(rows)
    table = read(tmp_path, buffer.getvalue())
    expected = [tuple(cell.strip() or None for cell in row) for row in rows]
    assert cells(table) == [("id0", "Acme", "acme.example"), *(row for row in expected if any(row))]
    assert table.rejected.height == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet='",\nab\0', max_size=10), max_size=10))
def test_whatever_the_rows_none_is_lost_silently(tmp_path: Path, lines: list[str]) -> None:
    body = "".join(line + "\n" for line in lines)
    table = read(tmp_path, f"account id,account name\nsure,{'S' * 2_000}\n{body}last,Last\n")
    ids = table.frame["account id"].to_list()
    assert ids[0] == "sure"
    assert table.rows.is_sorted()
    accounted = set(table.rows) | set(table.rejected["source_row"])
    assert len(accounted) == table.frame.height + table.rejected.height
    assert ids[-1] == "last" or 3 + body.count("\n") in accounted or '"' in body


def test_rows_do_not_depend_on_the_path_taken(tmp_path: Path) -> None:
    sound = "".join(f'{i},"Company {i}","Street {i}\nTown"\n' for i in range(500))
    quick = read(tmp_path, "id,name,street\n" + sound)
    careful = read(tmp_path, "id,name,street\n" + sound + "500\n")
    assert quick.frame.equals(careful.frame)
    assert quick.rows.equals(careful.rows)
    assert isinstance(careful.frame, pl.DataFrame)
