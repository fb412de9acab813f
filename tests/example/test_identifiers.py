"""Identifiers carry the check digits that python-stdnum asks for, and belong to their company."""

import numpy as np
import pytest
from stdnum import get_cc_module, lei
from stdnum.fr import siren as french

from mutuals.example.dice import Dice
from mutuals.example.identifiers import VAT_RULES, duns_numbers, leis, registrations, siren, vat_ids
from mutuals.example.vocabulary import vocabulary

MANY = np.arange(400)
DICE = Dice(7, "identifiers")


def country_of(prefix: str) -> int:
    return vocabulary().countries["vat"].to_list().index(prefix)


@pytest.mark.parametrize("prefix", sorted(VAT_RULES))
def test_vat_ids_are_valid(prefix: str) -> None:
    place = country_of(prefix)
    numbers = vat_ids(vocabulary(), MANY, np.full(len(MANY), place), DICE).drop_nulls()
    module = get_cc_module(vocabulary().countries["code"][place].lower(), "vat")
    assert len(numbers) > 300
    assert [number for number in numbers if not module.is_valid(number)] == []
    assert numbers.n_unique() > 0.99 * len(numbers)


def test_leis_are_valid_and_different() -> None:
    numbers = leis(MANY, DICE)
    assert all(map(lei.is_valid, numbers))
    assert numbers.n_unique() == len(MANY)


def test_french_register_numbers_are_valid() -> None:
    assert all(map(french.is_valid, siren(DICE.digits(MANY, 8))))


def test_numbers_belong_to_the_company_whatever_else_is_asked_for() -> None:
    some = np.array([7, 3, 200])
    assert duns_numbers(some, DICE).to_list() == duns_numbers(MANY, DICE).gather(some).to_list()
    assert leis(some, DICE).to_list() == leis(MANY, DICE).gather(some).to_list()


def test_every_country_has_register_numbers_of_its_shape() -> None:
    v = vocabulary()
    for place, shape in enumerate(v.countries["reg"]):
        numbers = registrations(v, MANY[:5], np.full(5, place), DICE)
        assert numbers.null_count() == 0
        assert set(numbers.str.len_chars()) == {len(shape)}, shape
        assert not numbers.str.contains("#", literal=True).any()
