"""Files that are no list of accounts: one clear sentence each, bounded memory and time, nothing written."""

import gzip
import os
import random
import struct
import subprocess
import sys
import textwrap
from pathlib import Path

import polars as pl
import pytest

from mutuals.errors import BadInput, exit_code
from mutuals.intake import (
    DamagedArchive,
    EmptyFile,
    EndlessArchive,
    FileTooBig,
    NoFile,
    NoNameOrWebsite,
    NotATable,
    NothingUsable,
    read_accounts,
)
from tests.intake.files import (
    archive,
    gzip_bomb,
    ods,
    ods_cell,
    ods_row,
    old_office,
    parquet,
    workbook,
    workbook_bomb,
    workbook_of_cells,
    write,
)

NOISE = bytes((i * 197 + (i >> 3) * 31) % 256 for i in range(5_000))

REFUSED: dict[str, tuple[bytes, type[BadInput], str]] = {
    "empty": (b"", EmptyFile, "is empty"),
    "only blanks": (b"\xef\xbb\xbf \r\n\t\n", EmptyFile, "is empty"),
    "only zero bytes": (b"\0" * 5_000, EmptyFile, "is empty"),
    "header only": (b"id,name,website\n", EmptyFile, "header and no rows"),
    "header and blank rows": (b"id,name,website\n,,\n\n,,\n", EmptyFile, "header and no rows"),
    "no name or website": (b"colour,size\nred,3\n", NoNameOrWebsite, "--column name="),
    "prose": (b"Dear all,\nplease find the list attached.\nRegards\n", NoNameOrWebsite, "its columns are"),
    "every row ragged": (b"id,name\n1\n2\n3\n", EmptyFile, "none of its 3 rows can be used; the first, row 2, has"),
    "every row without a name": (b"id,name\n1,\n2,\n", NothingUsable, "row 2, has no name"),
    "PDF": (b"%PDF-1.7\n\xe2\xe3\n", NotATable, "a PDF document"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", NotATable, "a PNG picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", NotATable, "a JPEG picture"),
    "random bytes": (NOISE, NotATable, "not text"),
    "web page": (b"\n<!DOCTYPE html><html><body>Log in</body></html>", NotATable, "a web page"),
    "web page called xls": (b"<table><tr><td>id</td></tr></table>", NotATable, "a web page"),
    "XML": (b'<?xml version="1.0"?><rows/>', NotATable, "an XML file"),
    "JSON array": (b'[{"id": 1}]', NotATable, "one JSON array"),
    "SQLite": (b"SQLite format 3\0" + b"\0" * 100, NotATable, "an SQLite database"),
    "zip": (archive({"accounts.csv": "id,name\n1,Acme\n"}), NotATable, "a ZIP archive"),
    "docx": (archive({"word/document.xml": "<x/>"}), NotATable, "a Word document"),
    "pptx": (archive({"ppt/presentation.xml": "<x/>"}), NotATable, "a presentation"),
    "odt": (archive({"mimetype": "application/vnd.oasis.opendocument", "content.xml": "<x/>"}), NotATable, "no spread"),
    "old Word": (old_office("WordDocument"), NotATable, "no workbook"),
    "password": (old_office("EncryptionInfo", "EncryptedPackage"), NotATable, "password"),
    "old workbook cut short": (old_office("Workbook"), NotATable, "damaged"),
    "xlsx cut short": (workbook(("A", [["id", "name"], [1, "Acme"]]))[:-500], DamagedArchive, "damaged or cut short"),
    "xlsx of nonsense": (archive({"xl/workbook.xml": "<x/>"}), NotATable, "damaged"),
    "gzip cut short": (gzip.compress(b"id,name\n1,Acme\n")[:-6], DamagedArchive, "cut short"),
    "gzip damaged": (gzip.compress(b"id,name\n1,Acme\n")[:-8] + b"\xff" * 8, DamagedArchive, "damaged"),
    "gzip in gzip": (gzip.compress(gzip.compress(b"id,name\n1,Acme\n")), DamagedArchive, "inside a gzip"),
    "gzip of nothing": (gzip.compress(b""), EmptyFile, "is empty"),
    "stray cell": (
        workbook_of_cells([(0, 0, "id"), (0, 1, "name"), (1, 1, "A"), (1_048_575, 16_383, "x")]),
        EndlessArchive,
        "stray cells",
    ),
    "repeated ods cell": (
        ods(
            ods_row(ods_cell("id"), ods_cell("name")),
            ods_row(
                ods_cell("x", ' table:number-columns-repeated="16000"'),
                attributes=' table:number-rows-repeated="1000000"',
            ),
        ),
        EndlessArchive,
        "stray cells",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(tmp_path: Path, kind: str) -> None:
    data, error, said = REFUSED[kind]
    path = write(tmp_path, "given.csv", data)
    with pytest.raises(error, match=said) as raised:
        read_accounts(path)
    sentence = str(raised.value)
    assert "given.csv" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert exit_code(raised.value) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_member_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(workbook_bomb(20))
    directory = data.find(b"PK\x01\x02")
    while directory >= 0:
        name_length = struct.unpack_from("<H", data, directory + 28)[0]
        if data[directory + 46 : directory + 46 + name_length] == b"xl/worksheets/sheet1.xml":
            struct.pack_into("<I", data, directory + 24, 1_000)
        directory = data.find(b"PK\x01\x02", directory + 4)
    with pytest.raises(DamagedArchive, match="damaged"):
        read_accounts(write(tmp_path, "given.xlsx", bytes(data)))


def test_missing_paths_folders_and_devices(tmp_path: Path) -> None:
    for path, said in (
        (tmp_path / "none.csv", "there is no file"),
        (tmp_path, "is a folder"),
        (Path("/dev/null"), "not a plain"),
    ):
        with pytest.raises(NoFile, match=said):
            read_accounts(path)
    with pytest.raises(NoFile, match="cannot be opened"):
        read_accounts("a\0b.csv")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    path = write(tmp_path, "given.csv", "id,name\n1,Acme\n")
    path.chmod(0)
    with pytest.raises(NoFile, match="may not be read"):
        read_accounts(path)


def test_a_permission_error_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "given.csv", "id,name\n1,Acme\n")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(NoFile, match="may not be read"):
        read_accounts(path)


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    with pytest.raises(FileTooBig, match="more than the limit"):
        read_accounts(write(tmp_path, "given.csv", "id,name\n1,Acme\n"), max_bytes=5)
    with pytest.raises(EndlessArchive, match="expands"):
        read_accounts(write(tmp_path, "given.gz", gzip.compress(b"id,name\n" + b"1,Acme\n" * 1_000)), max_bytes=100)


BOMBS = {
    "gzip": lambda: gzip_bomb(600),
    "gzip of zeros": lambda: gzip_bomb(600, b"\0"),
    "workbook": lambda: workbook_bomb(600),
    "stray cell": lambda: REFUSED["stray cell"][0],
    "repeated ods cell": lambda: REFUSED["repeated ods cell"][0],
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_costs_bounded_memory_and_time(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, "bomb.dat", BOMBS[kind]())
    program = textwrap.dedent(
        """
        import resource, sys, time
        from mutuals.intake import read_accounts, EndlessArchive
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        try:
            read_accounts(sys.argv[1])
        except EndlessArchive as refusal:
            after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            print((after - before) // 1024, round(time.process_time() - began, 1))
        """
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    megabytes, seconds = answer.stdout.split()
    assert int(megabytes) < 400
    assert float(seconds) < 5


@pytest.mark.parametrize("seed", range(6))
def test_damage_anywhere_is_read_or_refused_never_a_crash(
    tmp_path: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice for a test
    sentences = []
    for name, intact in INTACT.items():
        for _ in range(12):
            data = bytearray(intact)
            for _ in range(dice.choice([1, 2, 8])):
                place = dice.randrange(len(data))
                data[place : place + dice.randrange(3)] = dice.randbytes(dice.randrange(3))
            try:
                read_accounts(write(tmp_path, name, bytes(data)))
            except BadInput as refusal:
                sentences.append(str(refusal))
    assert capfd.readouterr().err == ""
    assert len(sentences) > 10
    assert not [sentence for sentence in sentences if "\n" in sentence]


INTACT = {
    "a.csv": b"id,name,website\n" + b'1,"Acme, Inc.",acme.example\n2,Globex,\n' * 5,
    "a.csv.gz": gzip.compress(b"id,name\n1,Acme\n2,Globex\n"),
    "a.xlsx": workbook(("Accounts", [["id", "name"], ["1", "Acme"], ["2", "Globex"]])),
    "a.ods": ods(ods_row(ods_cell("id"), ods_cell("name")), ods_row(ods_cell("1"), ods_cell("Acme"))),
    "a.parquet": parquet(pl.DataFrame({"id": range(300), "name": ["Acme"] * 300, "tags": [["a"]] * 300})),
    "a.jsonl": b'{"id": 1, "name": "Acme", "address": {"city": "Leeds"}}\n' * 3,
}
