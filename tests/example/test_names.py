"""Names are lifelike: words that are rare, words that are common, siblings, scripts, and no seams showing."""

import numpy as np
import polars as pl
import pytest
from rapidfuzz.distance import OSA

from mutuals.example.companies import invent
from mutuals.example.dice import Dice
from mutuals.example.grammar import fill, parts
from mutuals.example.spelling import typos
from mutuals.example.vocabulary import vocabulary

COUNT = 8_000


@pytest.fixture(scope="module")
def companies() -> pl.DataFrame:
    return invent(COUNT, 11)


def test_parts_of_a_shape() -> None:
    assert parts("{h} {t} & {t}") == (("h", 0), (" ", -1), ("t", 0), (" & ", -1), ("t", 1))
    assert parts("Bank") == (("Bank", -1),)


def test_fill_asks_for_the_words_of_the_rows_that_need_them() -> None:
    asked: list[tuple[str, int, list[int]]] = []

    def texts(key: str, nth: int, rows: np.ndarray) -> pl.Series:  # type: ignore[type-arg]
        asked.append((key, nth, rows.tolist()))
        return pl.Series([f"{key}{nth}{row}" for row in rows])

    shapes = pl.Series(["{a}-{a}", "x", "{a}-{a}", "{b}!"])
    filled = fill(shapes, np.array([0, 1, 2, 3]), np.array([5, 6, 7, 8]), texts)
    assert filled.to_list() == ["a05-a15", "x", "a07-a17", "b08!"]
    assert asked == [("a", 0, [5, 7]), ("a", 1, [5, 7]), ("b", 0, [8])]


def test_no_seams_show(companies: pl.DataFrame) -> None:
    for spelling in ("native", "latin", "english", "head"):
        texts = companies[spelling].drop_nulls()
        assert texts.filter(texts.str.contains(r"[{}]|  |^ | $|^$")).to_list() == [], spelling


def test_names_seldom_repeat_by_accident(companies: pl.DataFrame) -> None:
    assert companies["latin"].n_unique() / COUNT > 0.98


def test_words_have_a_heavy_tail(companies: pl.DataFrame) -> None:
    words = companies.select(pl.col("latin").str.to_lowercase().str.split(" ")).to_series().explode()
    counts = words.value_counts(sort=True)
    assert counts["count"][0] > COUNT * 0.01
    assert 0.4 < counts.filter(pl.col("count") == 1).height / counts.height < 0.9
    assert 2 <= companies["latin"].str.split(" ").list.len().median() <= 3


def test_siblings_share_the_head_of_their_name(companies: pl.DataFrame) -> None:
    children = companies.filter(pl.col("parent").is_not_null() & pl.col("native").is_null())
    assert children.height > COUNT * 0.05
    shared = children.filter(pl.col("latin").str.contains(pl.col("head"), literal=True)).height
    assert shared / children.height > 0.95
    parents = companies["head"].gather(children["parent"])
    assert (parents == children["head"]).mean() > 0.99


def test_other_scripts_have_three_spellings(companies: pl.DataFrame) -> None:
    v = vocabulary()
    other = companies.filter(pl.Series(v.other_script[companies["language"].to_numpy()] == 1))
    assert 0.08 < other.height / COUNT < 0.25
    assert other["native"].null_count() == other["english"].null_count() == 0
    assert companies["native"].count() == other.height
    assert (other["native"] != other["latin"]).mean() > 0.7


def test_national_subsidiaries_are_abroad(companies: pl.DataFrame) -> None:
    national = companies.filter("national")
    assert national.height > 5
    assert (national["country"] != companies["country"].gather(national["parent"])).all()


def test_a_typo_is_one_slip() -> None:
    names = pl.Series(["Brackenmoor Logistics Limited", "Zonnewijk Bakkerij", "Al", "Halsterstow"] * 50)
    marked = np.arange(len(names)) % 2 == 0
    slipped = typos(names, marked, Dice(1, "test"))
    distance = [OSA.distance(one, other) for one, other in zip(names, slipped, strict=True)]
    assert max(distance) == 1
    assert not any(np.array(distance)[~marked])
    assert sum(distance) > 40
