"""What the values of a column look like: the second opinion on what its header says.

Each content test takes a sample of a column's filled cells and gives the share of them that look as the field's values
do. Tests named in `STRICT` may overrule a header: a column `Website` without one web address is not the website.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from mutuals.accounts.values import read_booleans, read_dates, read_numbers
from mutuals.intake.outcomes import outcome
from mutuals.intake.statuses import status_kind
from mutuals.normalise.countries import countries

SAMPLE: Final = 1_000
"""How many filled cells of a column are looked at, evenly spread over it."""


@dataclass(frozen=True)
class Profile:
    """A column of the file: its header, the share of rows filled, a sample of its filled cells, and the share of
    different values among them."""

    header: str
    filled: float
    sample: pl.Series
    unique: float

    @property
    def empty(self) -> bool:
        """Whether no cell is filled."""
        return not len(self.sample)


def profile(column: pl.Series) -> Profile:
    """The profile of one column of text."""
    given = column.drop_nulls()
    sample = given.gather_every(max(1, len(given) // SAMPLE)).head(SAMPLE)
    unique = sample.n_unique() / len(sample) if len(sample) else 0.0
    return Profile(column.name, len(given) / max(1, len(column)), sample, unique)


def agreement(test: str, column: Profile) -> float:
    """How far the column's values look as the test expects, 0 to 1; 0.5 where there is no test or no value."""
    if column.empty or test not in CONTENT_TESTS:
        return 0.5
    return CONTENT_TESTS[test](column)


def _mean(flags: pl.Series) -> float:
    """The share of true values."""
    return int(flags.sum()) / max(1, len(flags))


def _share(pattern: str) -> Callable[[Profile], float]:
    """A test: the share of values that match a pattern, case ignored."""

    def test(column: Profile) -> float:
        return _mean(column.sample.str.contains(f"(?i){pattern}"))

    return test


def _identifier(column: Profile) -> float:
    """Ids have no blanks inside, are short, and hardly ever occur twice."""
    return _mean(column.sample.str.contains(r"^\S{1,64}$")) * column.unique


def _company_name(column: Profile) -> float:
    """Names of companies have letters, are mostly different, and are no addresses of the web or of people's mail."""
    letters = column.sample.str.contains(r"\p{L}{2}") & ~column.sample.str.contains(r"@|://")
    return _mean(letters) * (0.4 + 0.6 * column.unique)


def _named_as_company(column: Profile) -> float:
    """The share of values that end in a legal form: finds the name in a file without headers."""
    return sum(bool(_LEGAL_FORM.search(value)) for value in column.sample.head(200)) / min(200, len(column.sample))


def _country(column: Profile) -> float:
    """The share of different values that are countries."""
    distinct = column.sample.unique(maintain_order=True).head(200)
    short = distinct.str.len_chars() <= 60
    return int(countries(distinct.filter(short)).is_not_null().sum()) / len(distinct)


def _number(column: Profile) -> float:
    """The share of values that are numbers, or ranges and bounds of numbers."""
    loose = column.sample.str.contains(r"^\D{0,4}\d[\d.,' ]*(?:\s*(?:-|–|to|bis|à|a)\s*\d[\d.,' ]*|\+)?\D{0,12}$")
    return _mean(read_numbers(column.sample).values.is_not_null() | loose)


def _date(column: Profile) -> float:
    """The share of values that are dates."""
    return _mean(read_dates(column.sample).values.is_not_null())


def _boolean(column: Profile) -> float:
    """The share of values that are yes or no."""
    return _mean(read_booleans(column.sample).values.is_not_null())


def _status(column: Profile) -> float:
    """The share of values that name a kind of population; none if there are too many different ones to be a choice."""
    if column.sample.n_unique() > 60:
        return 0.0
    return sum(status_kind(value) is not None for value in column.sample) / len(column.sample)


def _outcome(column: Profile) -> float:
    """The share of values that say of a deal whether it is open, won or lost."""
    return sum(outcome(value) is not None for value in column.sample) / len(column.sample)


def _category(column: Profile) -> float:
    """Categories repeat."""
    return 1.0 - 0.5 * column.unique


_LEGAL_FORM: Final = re.compile(
    r"(?i)\b(?:inc|llc|ltd|limited|plc|corp|gmbh|ag|kg|se|s\.?a\.?r?\.?l?|sas|sl|srl|spa|bv|nv|ab|oy|as|aps|lda|ltda|"
    r"company|co|group|holdings?)\b\.?\s*$"
)
_WEB: Final = r"^(?:\w{2,6}:/{0,2})?(?:[^\s/@]+@)?[\w\-]+(?:\.[\w\-]+)*\.\p{L}[\p{L}\d\-]+(?:[:/?#]\S*)?$"
_POSTAL: Final = r"^(?:[a-z]{1,3}[\- ]?)?\d[a-z\d\- ]{1,9}$|^[a-z]{1,2}\d[a-z\d]? ?\d[a-z\d]{1,2}$"
_PHONE: Final = r"^(?:[+(]|0|\d{1,3}[^\d\-]|\d{3}-|\d{7})[\d\s().\-/+]{6,}(?:\s*(?:x|ext|app|poste|#|dw)\D{0,3}\d+)?$"

CONTENT_TESTS: Final[dict[str, Callable[[Profile], float]]] = {
    "identifier": _identifier,
    "reference": _share(r"^\S{1,64}$"),
    "numbered": _share(r"^\S*\d\S*$"),
    "company_name": _company_name,
    "named_as_company": _named_as_company,
    "website": _share(_WEB),
    "email": _share(r"^\S+@\S+\.\S+$"),
    "country": _country,
    "postal_code": _share(_POSTAL),
    "place": _share(r"^[^\d@]{2,80}$|^\p{L}.*\d{1,3}$"),
    "street": _share(r"\p{L}{2}"),
    "phone": _share(_PHONE),
    "duns": _share(r"^\d{2}-?\d{3}-?\d{4}$|^\d{9}$"),
    "lei": _share(r"^[A-Z0-9]{18}\d{2}$"),
    "vat": _share(r"^(?:[A-Z]{2,3}[ \-]?)?[\dA-Z][\dA-Z .\-/]{5,16}$"),
    "registration": _share(r"\d"),
    "number": _number,
    "person": _share(r"\p{L}{2}|^\d+$"),
    "category": _category,
    "status": _status,
    "currency": _share(r"^[A-Z]{3}$|^\p{Sc}$|euro|dollar|pound|yen|franc|peso|real"),
    "date": _date,
    "boolean": _boolean,
    "outcome": _outcome,
}
"""Every content test by the name that `Field.content` uses."""

STRICT: Final = frozenset({"website", "email", "phone", "duns", "lei", "vat", "number", "date", "boolean", "outcome"})
"""Tests that overrule a header when hardly a value agrees."""

TELLING: Final[dict[str, str]] = {
    "website": "web addresses",
    "lei": "Legal Entity Identifiers",
    "country": "countries",
    "phone": "phone numbers",
}
"""Tests sure enough to find a field whose header says nothing, and what the values are called."""
