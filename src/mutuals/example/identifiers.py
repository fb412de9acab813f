"""Numbers that registers give to companies, with the right check digits where the country's rule is known.

A company's numbers depend on the seed and on the company alone, so both lists show the same one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.example.dice import Dice, Ints
from mutuals.example.vocabulary import Vocabulary

_LEI_ISSUERS = pl.Series(["5299", "5493", "2138", "9695", "8156", "3912", "2549", "9845"])
_ALPHABET = pl.Series(list("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


@dataclass(frozen=True)
class CheckRule:
    """A VAT number: `width` random digits turned into the whole by `write`; digits that have none become null."""

    width: int
    write: Callable[[Ints], tuple[pl.Series, Ints]]


def text_of(digits: Ints) -> pl.Series:
    """Rows of digits as texts."""
    if not digits.shape[1]:
        return pl.repeat("", len(digits), eager=True)
    columns = {str(i): digits[:, i].astype(np.uint8) for i in range(digits.shape[1])}
    return pl.DataFrame(columns).select(pl.concat_str(pl.all().cast(pl.String)).alias("text"))["text"]


def _sum(digits: Ints, weights: str) -> Ints:
    total: Ints = digits @ np.array([int(w) for w in weights.split()])
    return total


def _luhn(digits: Ints) -> Ints:
    """The check digit after Luhn that follows `digits`."""
    doubled = digits.copy()
    doubled[:, ::-2] *= 2
    total: Ints = (doubled // 10 + doubled % 10).sum(axis=1)
    return (10 - total % 10) % 10


def _number(digits: Ints) -> Ints:
    return _sum(digits, " ".join(str(10**i) for i in range(digits.shape[1] - 1, -1, -1)))


def _leading(digits: Ints) -> Ints:
    """`digits` with a first one that is not zero."""
    digits = digits.copy()
    digits[:, 0] = digits[:, 0] % 9 + 1
    return digits


Written = tuple[pl.Series, Ints]


def _one_check(shape: str, check: Callable[[Ints], Ints]) -> Callable[[Ints], Written]:
    """A rule whose only check digit `check` follows the digits; 10 means that there is no such number."""

    def write(digits: Ints) -> Written:
        digits = _leading(digits)
        last = check(digits)
        number = text_of(np.column_stack([digits, last % 10]))
        before, after = shape.split("#")
        return before + number + after, (last < 10).astype(np.int64)

    return write


def _weights(weights: str, modulus: int = 11, tens: int = 10) -> Callable[[Ints], Ints]:
    """The check digit that brings the weighted sum to a multiple of `modulus`; `tens` stands for a remainder of ten."""

    def check(digits: Ints) -> Ints:
        rest = (modulus - _sum(digits, weights) % modulus) % modulus
        return np.where(rest == 10, tens, rest)

    return check


def _remainder(weights: str, tens: int = 10) -> Callable[[Ints], Ints]:
    """The weighted sum modulo 11 is the check digit itself; `tens` stands for ten."""

    def check(digits: Ints) -> Ints:
        rest = _sum(digits, weights) % 11
        return np.where(rest == 10, tens, rest)

    return check


def _iso_7064(digits: Ints) -> Ints:
    """ISO 7064 MOD 11,10, as Germany and Croatia use it."""
    product = np.full(len(digits), 10)
    for place in range(digits.shape[1]):
        total = (product + digits[:, place]) % 10
        product = np.where(total == 0, 10, total) * 2 % 11
    return (11 - product) % 10


def _two_checks(modulus: int, shape: str, scale: int) -> Callable[[Ints], Written]:
    """A rule with two check digits: `modulus` less the number times `scale` modulo `modulus`."""

    def write(digits: Ints) -> Written:
        digits = _leading(digits)
        rest = modulus - _number(digits) * scale % modulus
        number = text_of(np.column_stack([digits, rest // 10, rest % 10]))
        before, after = shape.split("#")
        return before + number + after, np.ones(len(digits), np.int64)

    return write


def _britain(digits: Ints) -> Written:
    digits = _leading(digits)
    rest = 97 - (_sum(digits, "8 7 6 5 4 3 2")) % 97
    return "GB" + text_of(np.column_stack([digits, rest // 10, rest % 10])), np.ones(len(digits), np.int64)


def siren(digits: Ints) -> pl.Series:
    """The nine digits of a French company from eight."""
    digits = _leading(digits)
    return text_of(np.column_stack([digits, _luhn(digits)]))


def _france(digits: Ints) -> Written:
    company = siren(digits)
    key = (12 + 3 * (company.cast(pl.Int64).to_numpy() % 97)) % 97
    return "FR" + pl.Series(key).cast(pl.String).str.zfill(2) + company, np.ones(len(digits), np.int64)


def _luxembourg(digits: Ints) -> Written:
    digits = _leading(digits)
    rest = _number(digits) % 89
    return "LU" + text_of(np.column_stack([digits, rest // 10, rest % 10])), np.ones(len(digits), np.int64)


def _austria(digits: Ints) -> Written:
    doubled = digits.copy()
    doubled[:, 1::2] *= 2
    rest = (10 - ((doubled // 10 + doubled % 10).sum(axis=1) + 4) % 10) % 10
    return "ATU" + text_of(np.column_stack([digits, rest])), np.ones(len(digits), np.int64)


def _spain(digits: Ints) -> Written:
    rest = _luhn(digits)
    return "ESB" + text_of(np.column_stack([digits, rest])), np.ones(len(digits), np.int64)


def _sweden(digits: Ints) -> Written:
    digits = np.column_stack([np.full(len(digits), 5), np.full(len(digits), 5), digits])
    return "SE" + text_of(np.column_stack([digits, _luhn(digits)])) + "01", np.ones(len(digits), np.int64)


def _italy(digits: Ints) -> Written:
    office = np.column_stack([np.zeros(len(digits), np.int64), digits[:, -2] % 9, digits[:, -1] % 9 + 1])
    digits = np.column_stack([_leading(digits[:, :-2]), office])
    return "IT" + text_of(np.column_stack([digits, _luhn(digits)])), np.ones(len(digits), np.int64)


VAT_RULES: dict[str, CheckRule] = {
    "GB": CheckRule(7, _britain),
    "DE": CheckRule(8, _one_check("DE#", _iso_7064)),
    "FR": CheckRule(8, _france),
    "IT": CheckRule(9, _italy),
    "ES": CheckRule(7, _spain),
    "AT": CheckRule(7, _austria),
    "BE": CheckRule(7, _two_checks(97, "BE0#", 1)),
    "LU": CheckRule(6, _luxembourg),
    "NL": CheckRule(8, _one_check("NL#B01", _remainder("9 8 7 6 5 4 3 2"))),
    "PT": CheckRule(8, _one_check("PT#", _weights("9 8 7 6 5 4 3 2", tens=0))),
    "SE": CheckRule(7, _sweden),
    "DK": CheckRule(7, _one_check("DK#", _weights("2 7 6 5 4 3 2"))),
    "FI": CheckRule(7, _one_check("FI#", _weights("7 9 10 5 8 4 2"))),
    "NO": CheckRule(8, _one_check("NO#MVA", _weights("3 2 7 6 5 4 3 2"))),
    "PL": CheckRule(9, _one_check("PL#", _remainder("6 5 7 2 3 4 5 6 7"))),
    "HU": CheckRule(7, _one_check("HU#", _weights("9 7 3 1 9 7 3", modulus=10))),
    "EL": CheckRule(8, _one_check("EL#", _remainder("256 128 64 32 16 8 4 2", tens=0))),
    "CH": CheckRule(8, _one_check("CHE#MWST", _weights("5 4 3 2 7 6 5 4"))),
}
"""Prefix of the VAT number -> its rule. Countries without one get a register number alone."""


def vat_ids(v: Vocabulary, company: Ints, country: Ints, dice: Dice) -> pl.Series:
    """VAT numbers of the companies given, in their countries; null where the country has no rule in `VAT_RULES`."""
    numbers = pl.repeat(None, len(company), dtype=pl.String, eager=True)
    prefixes = v.countries["vat"]
    for prefix, rule in VAT_RULES.items():
        rows = np.flatnonzero((prefixes == prefix).to_numpy()[country])
        if rows.size:
            texts, exists = rule.write(dice.child("vat").digits(company[rows], rule.width))
            numbers = numbers.scatter(rows[exists == 1], texts.filter(pl.Series(exists == 1)))
    return numbers


def registrations(v: Vocabulary, company: Ints, country: Ints, dice: Dice) -> pl.Series:
    """Register numbers of the companies given, after the shape of their country; a French one is a SIREN."""
    numbers = pl.repeat(None, len(company), dtype=pl.String, eager=True)
    for place, shape in enumerate(v.countries["reg"]):
        rows = np.flatnonzero(country == place)
        if not rows.size:
            continue
        digits = dice.child("vat" if shape == "### ### ###" else "register").digits(company[rows], 14)
        if v.countries["code"][place] == "FR":
            texts = siren(digits[:, :8]).str.replace(r"^(...)(...)", "$1 $2 ")
        else:
            texts = _shaped(shape, digits)
        numbers = numbers.scatter(rows, texts)
    return numbers


def _shaped(shape: str, digits: Ints) -> pl.Series:
    """`shape` with each # replaced by the next digit."""
    pieces = [piece for letter in shape for piece in ([None] if letter == "#" else [letter])]
    columns: dict[str, pl.Series] = {}
    used = 0
    for i, piece in enumerate(pieces):
        if piece is None:
            columns[str(i)] = pl.Series(digits[:, used % digits.shape[1]].astype(np.uint8)).cast(pl.String)
            used += 1
        else:
            columns[str(i)] = pl.repeat(piece, len(digits), eager=True)
    return pl.DataFrame(columns).select(pl.concat_str(pl.all()).alias("text"))["text"]


def duns_numbers(company: Ints, dice: Dice) -> pl.Series:
    """D-U-N-S numbers: nine digits."""
    return text_of(_leading(dice.child("duns").digits(company, 9)))


def leis(company: Ints, dice: Dice) -> pl.Series:
    """Legal Entity Identifiers (ISO 17442): issuer, two zeros, twelve letters and digits, two check digits."""
    drawn = dice.child("lei").digits(company, 37)
    issuer = _LEI_ISSUERS.gather(drawn[:, 36] % len(_LEI_ISSUERS))
    letters = drawn[:, 0:36:3] * 100 + drawn[:, 1:36:3] * 10 + drawn[:, 2:36:3]
    places = letters % 36
    rest = issuer.cast(pl.Int64).to_numpy() * 100 % 97
    for i in range(12):
        rest = np.where(places[:, i] < 10, rest * 10 + places[:, i], rest * 100 + places[:, i]) % 97
    check = 98 - rest * 100 % 97
    columns = {str(i): _ALPHABET.gather(places[:, i]) for i in range(12)}
    body = pl.DataFrame(columns).select(pl.concat_str(pl.all()).alias("text"))["text"]
    return issuer + "00" + body + pl.Series(check).cast(pl.String).str.zfill(2)
