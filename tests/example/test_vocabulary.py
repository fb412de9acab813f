"""The data files hold together: every language, every country, every shape."""

import re

import pytest

from mutuals.example.business import entries, table, tables
from mutuals.example.vocabulary import INDUSTRIES, vocabulary

KEYS = {*"rskcfdinwgqaxyhtj", "m", "1", "2", "3", "4", "land", "city", "fund", "nth"}
SHAPES = ("lineage", "lineage_of_head", "institutions", "family", "streets")
V = vocabulary()


def test_more_than_thirty_jurisdictions() -> None:
    assert V.countries.height >= 50
    assert V.countries["code"].is_unique().all()
    assert (V.countries["weight"] > 0).all()


@pytest.mark.parametrize("place", range(V.countries.height), ids=V.countries["code"].to_list())
def test_countries_are_complete(place: int) -> None:
    code = V.countries["code"][place]
    for shelf in (V.country_languages, V.cities, V.spellings, V.nicknames, V.suffixes, V.forms):
        assert shelf.size[place] >= 1, code
    assert V.cities.size[place] >= 4
    last = int(V.forms.latin[int(V.forms.start[place] + V.forms.size[place] - 1)])
    assert V.form_spellings.latin[int(V.form_spellings.start[last])] == "|", "the last form is none"
    assert V.forms.size[place] >= 50
    assert re.fullmatch(r"\d+( \d)+", V.countries["dial"][place])


@pytest.mark.parametrize("key", SHAPES)
def test_shapes_have_known_placeholders_in_every_spelling(key: str) -> None:
    shelf = V.words[key]
    for native, latin in zip(shelf.native, shelf.latin, strict=True):
        asked = re.findall(r"\{(\w+)\}", latin)
        assert set(asked) <= KEYS, latin
        assert sorted(asked) == sorted(re.findall(r"\{(\w+)\}", native)), latin
        assert native.count("{") == native.count("}") == len(asked)


def test_institutions_name_an_industry() -> None:
    assert set(V.words["institutions"].english) <= set(INDUSTRIES)


def test_every_language_has_words_for_every_key() -> None:
    for key, shelf in V.words.items():
        assert shelf.size.min() >= 1, key
    assert V.trades.size.min() >= 1


def test_latin_spellings_are_latin() -> None:
    foreign = r"[\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
    for key, shelf in V.words.items():
        assert shelf.latin.filter(shelf.latin.str.contains(foreign)).to_list() == [], key
    assert V.trades.english.filter(V.trades.english.str.contains(foreign)).to_list() == []


def test_nobody_is_named_after_a_real_partner_of_the_cast() -> None:
    assert not V.words["words"].latin.is_in(["Acme", "Globex", "Initech"]).any()


def test_small_change_is_there() -> None:
    assert len(entries("placeholders")) > 5
    assert all(table("short").values())
    assert {code for system in tables("respelled") for code in system["languages"].split()} <= set(V.languages)
