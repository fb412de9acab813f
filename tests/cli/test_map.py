"""`mutuals map`: what it finds, what it writes, and what each option changes."""

import json
import zipfile
from pathlib import Path
from unittest import mock

import fastexcel
import polars as pl
import pytest

from mutuals.matching.schema import MATCHES
from mutuals.pipeline import OUTPUTS
from tests.cli.conftest import Made
from tests.cli.running import ACME, DEALS, GLOBEX, mutuals, process, write_csv

QUIET = ("--quiet", "--out")


def _links(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "matches.parquet")


def _overlaps(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "overlaps.csv", infer_schema_length=0)


def _pairs(frame: pl.DataFrame) -> set[tuple[str, str]]:
    return set(frame.select("account_id", "partner_account_id").iter_rows())


def _summary(folder: Path) -> dict:
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_generated_lists_overlap_as_the_truth_says(made: Made) -> None:
    """Roughly: tests/matching and bench say how well; this says that the right columns were read and written."""
    truth = pl.read_csv(made.truth, infer_schema_length=0)
    found = _pairs(_overlaps(made.out))
    assert len(_pairs(truth.filter(pl.col("kind") == "same")) & found) > 0.75 * (truth["kind"] == "same").sum()
    assert len(found & _pairs(truth)) > 0.75 * len(found)


def test_every_output_is_written_and_nothing_else(made: Made) -> None:
    assert {path.name for path in made.out.iterdir()} == set(OUTPUTS)


def test_matches_have_their_declared_shape(made: Made) -> None:
    links = MATCHES.check(_links(made.out))
    assert links["probability"].is_between(0, 1).all()
    assert links["evidence"].str.len_chars().min() > 0
    assert _pairs(_overlaps(made.out)) <= _pairs(links)


def test_all_candidates_adds_the_unlikely_ones(made: Made, tmp_path: Path) -> None:
    mutuals("map", made.ours, made.theirs, *QUIET, tmp_path, "--all-candidates")
    every, usual = _links(tmp_path), _links(made.out)
    assert _pairs(usual) < _pairs(every)
    assert every.filter(pl.col("level") != "group")["probability"].min() >= 0.02
    assert _pairs(_overlaps(tmp_path)) == _pairs(_overlaps(made.out))


def test_the_terminal_shows_matrix_overlaps_figures_and_next_step(made: Made) -> None:
    text = made.printed.out
    overlaps = _overlaps(made.out)
    assert f"{overlaps['account_id'].n_unique():,} of acme's 400 accounts" in text
    assert not [word for word in ("Customers", "in order of work", "Next", "report.html") if word not in text]
    assert "name ← Account Name" in text
    assert made.printed.err == ""


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    outcome = mutuals("map", ACME, GLOBEX, *QUIET, tmp_path)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "")


def test_json_prints_the_summary_and_nothing_else(tmp_path: Path) -> None:
    outcome = mutuals("map", ACME, GLOBEX, "--opportunities", DEALS, "--out", tmp_path, "--json")
    assert outcome.json == _summary(tmp_path)
    assert outcome.err == ""
    assert outcome.json["inputs"]["ours"]["file"] == {"given": str(ACME), "resolved": str(ACME.resolve())}
    assert outcome.json["lists"]["theirs"]["mapping"]["account_id"] == "id"
    assert outcome.json["options"]["levels"] == ["entity", "subsidiary", "location"]
    assert set(outcome.json["files"]) == set(OUTPUTS)
    assert {"EUR"} == {one["currency"] for one in outcome.json["figures"]["potential_revenue"]}
    assert sum(outcome.json["seconds"].values()) > 0


@pytest.mark.slow
def test_threads_and_the_order_of_rows_change_nothing(made: Made, tmp_path: Path) -> None:
    for side, path in (("ours", made.ours), ("theirs", made.theirs)):
        rows = pl.read_csv(path, infer_schema_length=0)
        rows.sample(fraction=1.0, shuffle=True, seed=3).write_csv(tmp_path / f"{side}.csv")
    shuffled = ("ours.csv", "theirs.csv")
    for number, lists in ((1, (made.ours, made.theirs)), (2, shuffled)):
        done = process("map", *lists, *QUIET, f"by{number}", "--threads", number, cwd=tmp_path)
        assert done.code == 0, done.err
    assert _links(tmp_path / "by1").equals(_links(tmp_path / "by2"))
    assert _links(tmp_path / "by1").equals(_links(made.out))


def test_formulas_in_names_stay_text_everywhere(tmp_path: Path) -> None:
    evil = '"=HYPERLINK(""http://evil.example"",""Zonnewijk Bakkerij"")"'
    ours = write_csv(
        tmp_path / "ours.csv", "id,name,website,owner", f"=1+1,{evil},zonnewijkbakkerij.nl,+cmd|' /C calc'!A0"
    )
    theirs = write_csv(tmp_path / "theirs.csv", "id,name,website", f"@G1,{evil},zonnewijkbakkerij.nl", "-1+2,,,")
    assert mutuals("map", ours, theirs, *QUIET, tmp_path / "out").code == 0
    for name in ("overlaps.csv", "refused-theirs.csv"):
        frame = pl.read_csv(tmp_path / "out" / name, infer_schema_length=0)
        assert frame.height == 1
        assert not [cell for cell in frame.row(0) if cell and cell[0] in "=+-@\t\r"]
    with zipfile.ZipFile(tmp_path / "out" / "overlaps.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet]
    shown = fastexcel.read_excel(tmp_path / "out" / "overlaps.xlsx").load_sheet("Overlaps").to_polars()
    assert not [cell for cell in shown.row(0) if isinstance(cell, str) and cell[:1] in set("=+-@")]


def test_a_changed_rule_changes_the_result(tmp_path: Path) -> None:
    rules = write_csv(tmp_path / "rules.toml", "[bands]", "certain = 1.0", "likely = 0.9999999", "possible = 0.1")
    mutuals("map", ACME, GLOBEX, *QUIET, tmp_path / "shipped")
    mutuals("map", ACME, GLOBEX, *QUIET, tmp_path / "strict", "--rules", rules)
    assert _overlaps(tmp_path / "shipped").height > _overlaps(tmp_path / "strict").height
    used = tmp_path / "strict" / "rules-used.toml"
    assert "certain = 1\n" in used.read_text(encoding="utf-8")
    mutuals("map", ACME, GLOBEX, *QUIET, tmp_path / "again", "--rules", used)
    assert _overlaps(tmp_path / "again").height == _overlaps(tmp_path / "strict").height


def test_opportunities_give_potential_revenue(tmp_path: Path) -> None:
    figures = mutuals("map", ACME, GLOBEX, "--opportunities", DEALS, "--out", tmp_path, "--json").json["figures"]
    assert figures["potential_revenue"] == [{"currency": "EUR", "amount": 20000.0, "opportunities": 2}]


def test_levels_say_which_links_count(made: Made, tmp_path: Path) -> None:
    found = dict(_overlaps(made.out).group_by("level").len().iter_rows())
    assert set(found) <= {"entity", "subsidiary", "location"}
    done = mutuals("map", made.ours, made.theirs, "--json", "--out", tmp_path, "--levels", "Entity").json
    assert done["figures"]["overlaps"]["pairs"] == found["entity"] < sum(found.values())
    assert set(_overlaps(tmp_path)["level"]) == {"entity"}
    assert done["options"]["levels"] == ["entity"]


def test_columns_that_a_person_names_win_and_can_be_kept(tmp_path: Path) -> None:
    header = "Key,Trading style,Registered as"
    ours = write_csv(tmp_path / "ours.csv", header, "1,The Bike Shed,Brackenmoor Bikes Ltd")
    theirs = write_csv(tmp_path / "theirs.csv", "id,name", "9,Brackenmoor Bikes Limited")
    kept = tmp_path / "mapping.toml"
    columns = ("--column", "account_id=key", "--column", "name=Registered as")
    first = mutuals("map", ours, theirs, "--json", "--out", tmp_path / "a", *columns, "--save-mapping", kept).json
    assert first["lists"]["ours"]["mapping"]["name"] == "Registered as"
    again = mutuals("map", ours, theirs, "--json", "--out", tmp_path / "b", "--mapping", kept).json
    assert again["lists"]["ours"]["mapping"] == first["lists"]["ours"]["mapping"]
    assert again["figures"] == first["figures"]


def test_their_columns_are_told_apart_from_ours(tmp_path: Path) -> None:
    theirs = write_csv(tmp_path / "theirs.csv", "id,name,Alias", "9,Holding 77,Brackenmoor Bikes")
    done = mutuals("map", ACME, theirs, "--json", "--out", tmp_path / "out", "--their-column", "name=Alias").json
    assert done["lists"]["theirs"]["mapping"]["name"] == "Alias"
    assert done["lists"]["ours"]["mapping"]["name"] == "name"


def test_one_population_per_file(tmp_path: Path) -> None:
    customers = write_csv(tmp_path / "customers.csv", "id,name,website", "1,Brackenmoor Bikes,brackenmoorbikes.co.uk")
    others = write_csv(
        tmp_path / "p.csv", "id,name,website", "1,Brackenmoor Bikes,", "2,Zonnewijk Bakkerij,zonnewijkbakkerij.nl"
    )
    done = mutuals(
        *("map", customers, GLOBEX, "--json", "--out", tmp_path / "out"),
        *("--population", "Customers", "--population", f"Prospects={others}"),
    ).json
    assert done["figures"]["accounts"]["ours"] == 2
    sizes = {one["name"]: (one["kind"], one["accounts"]) for one in done["lists"]["ours"]["populations"]}
    assert sizes == {"Customers": ("Customers", 1), "Prospects": ("Prospects", 2)}


def test_populations_from_a_file_of_filters(tmp_path: Path) -> None:
    rules = write_csv(
        tmp_path / "populations.toml",
        *(
            "[[population]]",
            'name = "British"',
            'kind = "Customers"',
            'all = [{ column = "country", contains = "kingdom" }]',
        ),
    )
    done = mutuals("map", ACME, GLOBEX, "--json", "--out", tmp_path / "out", "--populations", rules).json
    assert [(one["name"], one["accounts"]) for one in done["lists"]["ours"]["populations"]] == [("British", 2)]


def test_lists_of_one_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "them").mkdir()
    ours = write_csv(tmp_path / "list.csv", "id,name", "1,Brackenmoor Bikes")
    theirs = write_csv(tmp_path / "them" / "list.csv", "id,name", "1,Brackenmoor Bikes")
    done = mutuals("map", ours, theirs, "--json", "--out", tmp_path / "out").json
    assert (done["ours"], done["theirs"]) == ("list (ours)", "list (theirs)")


def test_labels(tmp_path: Path) -> None:
    outcome = mutuals("map", ACME, GLOBEX, "--out", tmp_path, "--label", "Us [bold]", "--their-label", "Them")
    assert "Us [bold] × Them" in outcome.out


def test_refused_rows_stand_beside_the_map_until_they_are_mended(tmp_path: Path) -> None:
    ours = write_csv(tmp_path / "ours.csv", "id,name", "1,Brackenmoor Bikes", "2,", "1,Again")
    outcome = mutuals("map", ours, GLOBEX, "--out", tmp_path / "out")
    refused = pl.read_csv(tmp_path / "out" / "refused-ours.csv")
    assert refused["source_row"].to_list() == [3, 4]
    assert refused["reason"].str.len_chars().min() > 10
    assert "refused-ours.csv" in outcome.out
    write_csv(ours, "id,name", "1,Brackenmoor Bikes")
    mutuals("map", ours, GLOBEX, *QUIET, tmp_path / "out")
    assert not (tmp_path / "out" / "refused-ours.csv").exists()


UNUSABLE = {
    "missing": None,
    "empty": b"",
    "header only": b"id,name,website\n",
    "no name or website": b"a,b\n1,2\n",
    "a PDF": b"%PDF-1.7\n\x00\x01",
    "a picture": b"\x89PNG\r\n\x1a\n\x00",
    "NULs": b"\x00" * 100,
    "a web page": b"<html><body>log in</body></html>",
    "an array": b'[{"id": 1, "name": "x"}]',
    "a broken gzip": b"\x1f\x8b\x08\x00abc",
}


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE.keys())
@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_input_that_cannot_be_used_leaves_nothing_behind(side: str, content: bytes | None, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    lists = (bad, GLOBEX) if side == "ours" else (ACME, bad)
    outcome = mutuals("map", *lists, "--out", tmp_path / "out")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("mutuals: ")
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


WRONG_OPTIONS = {
    "a folder for a list": (".", GLOBEX),
    "no such column": (ACME, GLOBEX, "--column", "name=Nome"),
    "no such field": (ACME, GLOBEX, "--column", "nickname=name"),
    "a column without a header": (ACME, GLOBEX, "--column", "name"),
    "no such level": (ACME, GLOBEX, "--levels", "planet"),
    "no level": (ACME, GLOBEX, "--levels", ","),
    "no rules": (ACME, GLOBEX, "--rules", "nix.toml"),
    "rules that are none": (ACME, GLOBEX, "--rules", ACME),
    "no judgements": (ACME, GLOBEX, "--judgements", "nix.csv"),
    "judgements that are none": (ACME, GLOBEX, "--judgements", GLOBEX),
    "no opportunities": (ACME, GLOBEX, "--opportunities", "nix.csv"),
    "opportunities that are none": (ACME, GLOBEX, "--opportunities", GLOBEX),
    "no mapping": (ACME, GLOBEX, "--mapping", "nix.toml"),
    "no populations": (ACME, GLOBEX, "--their-populations", "nix.toml"),
    "two populations for one file": (ACME, GLOBEX, "--population", "A", "--population", "B"),
    "a population's file that is not there": (ACME, GLOBEX, "--population", "A", "--population", "B=nix.csv"),
    "further files and none for the first": (ACME, GLOBEX, "--population", f"B={ACME}"),
}


@pytest.mark.parametrize("arguments", WRONG_OPTIONS.values(), ids=WRONG_OPTIONS.keys())
def test_an_option_that_cannot_be_followed_leaves_nothing_behind(arguments: tuple[object, ...], tmp_path: Path) -> None:
    outcome = mutuals("map", *arguments, "--out", tmp_path / "out")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("mutuals: ")
    assert outcome.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_told_before_anything_is_read(tmp_path: Path) -> None:
    place = write_csv(tmp_path / "out", "mine")
    outcome = mutuals("map", "nix.csv", "nix.csv", "--out", place)
    assert outcome.code == 2
    assert str(place) in outcome.err
    assert place.read_text(encoding="utf-8") == "mine\n"


def test_outputs_never_take_the_place_of_an_input(tmp_path: Path) -> None:
    ours = write_csv(tmp_path / "overlaps.csv", "id,name", "1,Brackenmoor Bikes")
    outcome = mutuals("map", ours, GLOBEX, "--out", tmp_path)
    assert outcome.code == 2
    assert ours.read_text(encoding="utf-8") == "id,name\n1,Brackenmoor Bikes\n"


def test_a_run_that_fails_at_the_end_keeps_the_last_good_map(tmp_path: Path) -> None:
    mutuals("map", ACME, GLOBEX, *QUIET, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with mock.patch("mutuals.pipeline.write_html", side_effect=OSError(28, "No space left on device")):
        outcome = mutuals("map", GLOBEX, ACME, *QUIET, tmp_path)
    assert outcome.code == 2
    assert "No space left" in outcome.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Neither escape sequences nor console markup nor writing directions in a list have any effect."""
    name = "\x1b[2J\u202eBrackenmoor[bold red] Bikes\x07"
    ours = tmp_path / "ours.parquet"
    pl.DataFrame({"id": ["1"], "name": [name], "website": ["brackenmoorbikes.co.uk"]}).write_parquet(ours)
    shown = [mutuals("map", ours, GLOBEX, "--out", tmp_path / "out"), mutuals("check", ours)]
    shown += [mutuals("explain", "1", *more, "--out", tmp_path / "out") for more in (("G1",), ("--missing",))]
    for outcome in shown:
        assert outcome.code == 0
        assert not {"\x1b", "\x07", "\u202e"} & set(outcome.out)
    assert "[bold red]" in shown[2].out


def test_judgements_on_accounts_that_have_gone_are_told(tmp_path: Path) -> None:
    judgements = write_csv(
        tmp_path / "j.csv", "account_id,partner_account_id,judgement", "A1,G1,confirmed", "A99,G1,rejected"
    )
    outcome = mutuals("map", ACME, GLOBEX, "--out", tmp_path / "out", "--judgements", judgements)
    assert "1 of 2 judgements are on accounts no longer listed, such as A99 and G1" in " ".join(outcome.out.split())
    assert "A99" in " ".join(_summary(tmp_path / "out")["notes"])
