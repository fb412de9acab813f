"""The files of an example, and the small ones made by hand that open the README."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from mutuals.example import ExampleFiles, NoFolder, NoSuchExample, write_example
from mutuals.example.files import TODAY

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ExampleFiles:
    return write_example(tmp_path_factory.mktemp("example") / "new", accounts=900, seed=2)


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)


def test_lists_look_like_exports_of_two_systems(files: ExampleFiles) -> None:
    ours, theirs = read(files.ours), read(files.theirs)
    assert ours.height == theirs.height == 900
    assert {"Account ID", "Account Name", "Billing Country", "Type"} <= set(ours.columns)
    assert {"Record ID", "Company name", "Country/Region", "Lifecycle Stage"} <= set(theirs.columns)
    assert set(ours["Account ID"].str.len_chars()) == {18}
    assert theirs["Record ID"].str.contains(r"^\d{11}$").all()
    assert ours["Account ID"].is_unique().all()
    assert theirs["Record ID"].is_unique().all()


def test_truth_names_their_ids(files: ExampleFiles) -> None:
    truth = read(files.truth)
    assert truth["account_id"].is_in(read(files.ours)["Account ID"].implode()).all()
    assert truth["partner_account_id"].is_in(read(files.theirs)["Record ID"].implode()).all()


def test_the_same_arguments_write_the_same_bytes(files: ExampleFiles, tmp_path: Path) -> None:
    again = write_example(tmp_path, accounts=900, seed=2)
    for name in ("ours", "theirs", "opportunities", "truth"):
        assert getattr(again, name).read_bytes() == getattr(files, name).read_bytes(), name


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(NoFolder, match="taken"):
        write_example(taken, accounts=5)
    with pytest.raises(NoSuchExample):
        write_example(tmp_path / "none", accounts=0)
    assert not (tmp_path / "none").exists()


def test_nothing_but_the_four_files_is_left(files: ExampleFiles) -> None:
    left = {path.name for path in files.ours.parent.iterdir()}
    assert left == {"acme.csv", "globex.csv", "acme-opportunities.csv", "truth.csv"}


def test_opportunities_agree_with_themselves(files: ExampleFiles) -> None:
    deals = pl.read_csv(files.opportunities, try_parse_dates=True)
    accounts = read(files.ours).select("Account ID", "Type")
    assert deals["Opportunity ID"].is_unique().all()
    joined = deals.join(accounts, on="Account ID", how="left")
    assert joined["Type"].null_count() < 0.1 * joined.height
    won = deals.filter("Won")
    assert won["Closed"].all()
    assert (won["Stage"] == "Closed Won").all()
    assert (deals["Close Date"] > deals["Created Date"]).all()
    assert (deals["Created Date"] < TODAY).all()
    open_ones = deals.filter(~pl.col("Closed"))
    assert (open_ones["Close Date"] > TODAY).all()
    assert (open_ones["Close Date"] <= TODAY + timedelta(days=180)).all()
    assert (deals["Amount"] > 0).all()
    every_open = accounts.filter(pl.col("Type") == "Open Opportunity")["Account ID"]
    assert every_open.is_in(open_ones["Account ID"].implode()).all()


def test_hand_made_lists_are_small_and_checkable() -> None:
    ours, theirs, expected, deals = (
        read(EXAMPLES / name) for name in ("acme.csv", "globex.csv", "expected-overlap.csv", "acme-opportunities.csv")
    )
    assert 6 <= ours.height <= 10
    assert 6 <= theirs.height <= 10
    assert expected["account_id"].is_in(ours["id"].implode()).all()
    assert expected["partner_account_id"].is_in(theirs["id"].implode()).all()
    assert expected["why"].str.ends_with(".").all()
    assert 0 < expected.height < ours.height
    assert deals["account id"].is_in(ours["id"].implode()).all()
    assert ours["status"].n_unique() == 3
