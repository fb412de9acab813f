"""What a field of a table is to the intake, and how headers are compared.

The tables `ACCOUNT_FIELDS` and `OPPORTUNITY_FIELDS` are what to extend when an export is not understood: add the
header, as the system writes it, to the field's line. Headers are compared by `header_key`, so case, accents,
punctuation and CamelCase do not matter, and `Billing City`, `BillingCity` and `billing_city` are one. `sure` headers
mean the field; `likely` ones often do, and stand back where a sure one is there.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

SURE = 1.0
"""Strength of a header that means the field."""

LIKELY = 0.8
"""Strength of a header that often does."""


@dataclass(frozen=True)
class Field:
    """One field: the column it fills, the headers that mean it, and the name of the content test it must agree with."""

    name: str
    sure: tuple[str, ...]
    likely: tuple[str, ...] = ()
    content: str = ""


def header_words(header: str) -> tuple[str, ...]:
    """The words of a header in lower case without accents: `(Do Not Modify) Account`, `BillingCity__c` become
    `do not modify account`, `billing city`."""
    text = re.sub(r"__c$", "", header.strip())
    text = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", text)
    text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return tuple(re.findall(r"[^\W_]+|[#%№]", text))


def header_key(header: str) -> str:
    """What two headers must share to be one: their words run together."""
    return "".join(header_words(header))


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@cache
def header_index(fields: tuple[Field, ...]) -> dict[str, tuple[tuple[str, float], ...]]:
    """For each header key the fields it may mean, with a strength: `SURE` or `LIKELY`."""
    index: dict[str, dict[str, float]] = {}
    for field in fields:
        for strength, headers in ((SURE, field.sure), (LIKELY, field.likely)):
            for header in headers:
                for spelling in (header, header.translate(_UMLAUTS)):
                    index.setdefault(header_key(spelling), {}).setdefault(field.name, strength)
    return {key: tuple(meant.items()) for key, meant in index.items()}
