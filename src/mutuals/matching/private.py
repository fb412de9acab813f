"""Links from shared keys alone: what private matching knows of a partner's account, judged by the same model.

Of an account that shares a match key with one of ours we know which kinds of key the two share, which kinds it has at
all, and the fields that its owner shows. From these the account is drawn as far as it can be known: a shared key tells
the fields it is made of, a kind that both have and do not share tells that they differ, the rest is missing. The drawn
account is compared with ours like any other.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.accounts import ACCOUNTS, Column, Table
from mutuals.matching.compare import compare, first_names, group_duplicates
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.contest import Contest
from mutuals.matching.homonyms import HIGH, PLACES, places
from mutuals.matching.match import Matching, homonyms_of, links_of
from mutuals.matching.model import Learned, Scores, relearned, score
from mutuals.matching.pairs import Levels
from mutuals.matching.rules import Rules, shipped_rules
from mutuals.matching.schema import JUDGEMENTS, MATCHES
from mutuals.matching.weighing import Patterns
from mutuals.normalise.fields import NormalisedList, normalise_accounts

SHARED_KEYS = Table(
    "SHARED_KEYS",
    "One row is one match key that an account of ours and a record of the partner's share.",
    (
        Column("row", pl.UInt32, "Row of our account."),
        Column("record", pl.UInt32, "Number of the partner's record."),
        Column("kind", pl.String, "Kind of the key."),
    ),
)

TELLS = {
    "lei": ("lei",),
    "duns": ("duns",),
    "vat": ("vat",),
    "registration": ("registration", "country"),
    "domain": ("domain", "stem"),
    "phone": ("phone",),
    "name_postal": ("postal",),
    "name_city": ("city",),
    "name_country": ("country",),
    "words_country": ("country",),
    "sound_city": ("city",),
    "name": (),
    "name_or_label": (),
}
"""The fields that are equal where a key of the kind is shared."""

DIFFERS = {
    "lei": "lei",
    "duns": "duns",
    "vat": "vat",
    "registration": "registration",
    "domain": "domain",
    "phone": "phone",
    "name_postal": "postal",
    "name_city": "city",
    "name_country": "country",
}
"""The field that differs where both have a key of the kind and do not share it; for those with a name, where the names
are equal."""

NAMED = ("name_postal", "name_city", "name_country", "words_country", "name")
"""Kinds that tell that the names are the same."""

SOUNDING = (*NAMED, "sound_city")
"""Kinds that tell that the names are the same, but for their vowels."""

ROUNDS = 5
"""Rounds of learning; caps and weights settle within three."""

UNLIKE = "qxjvzk"
"""What stands for a value of the partner's that is there and differs from ours."""


@dataclass(frozen=True)
class Seen:
    """What is known of the partner's records: kinds of keys that each has (record, kind); each record's account id and
    the fields that are shown (record, and columns of `ACCOUNTS`); and about how many accounts the partner has."""

    kinds: pl.DataFrame
    records: pl.DataFrame
    accounts: int


def match_privately(
    ours: pl.DataFrame,
    left: NormalisedList,
    shared: pl.DataFrame,
    seen: Seen,
    *,
    rules: Rules | None = None,
    judgements: pl.DataFrame | None = None,
    all_candidates: bool = False,
) -> Matching:
    """Links of our accounts (shape `ACCOUNTS`, normalised `left`) to the partner's records.

    `shared` has the shape `SHARED_KEYS`; `theirs` of the result has a row a pair, under the record's account id;
    `all_candidates` as in `match_accounts`.
    """
    rules = rules or shipped_rules()
    pairs = shared.group_by("row", "record").agg(shared=pl.col("kind").unique()).sort("row", "record")
    theirs, right = drawn(left, pairs, seen)
    candidates = pl.DataFrame(
        {
            "ours": pairs["row"],
            "theirs": pl.int_range(pairs.height, dtype=pl.UInt32, eager=True),
            "score": pl.zeros(pairs.height, pl.Float32, eager=True),
        }
    )
    levels = compare(left, right, candidates, rules)
    row, record = (pairs[name].to_numpy().astype(np.int64) for name in ("row", "record"))
    contest = Contest.of(row, record, group_duplicates(left)[row], record)
    homonyms = homonyms_of(left, left, rules) * seen.accounts / max(left.height, 1)
    learned, scores = _learned(levels, contest, homonyms, rules)
    matching = Matching(MATCHES.empty(), ours, theirs, left, right, candidates, levels, learned, scores, rules)
    return replace(matching, matches=links_of(matching, _judged(judgements, matching), all_candidates=all_candidates))


def _learned(
    levels: dict[str, Levels], contest: Contest, homonyms: NDArray[np.float64], rules: Rules
) -> tuple[Learned, Scores]:
    """Weights of the fields and caps of the names, from the pairs that share a key, and the scores by them.

    These pairs are nearly all matches, so they teach what matches show; what chance shows, and the prior, are as
    shipped.
    """
    patterns = Patterns.of(levels, [one for one in COMPARISONS if one.learned])
    learned = Learned.nothing(rules)
    scores = score(levels, COMPARISONS, learned, rules, contest)
    for _ in range(ROUNDS if len(scores.name) else 0):
        weights = relearned(patterns, scores.probability, rules, others=False)
        learned = Learned(rules.prior, _caps(levels, scores, homonyms, rules), weights)
        scores = score(levels, COMPARISONS, learned, rules, contest)
    return learned, scores


def _judged(judgements: pl.DataFrame | None, matching: Matching) -> pl.DataFrame:
    """A person's verdicts by row of the pairs: ours, theirs, judgement."""
    if judgements is None:
        return pl.DataFrame(schema={"ours": pl.UInt32, "theirs": pl.UInt32, "judgement": JUDGEMENTS})
    pairs = matching.candidates.select(
        "ours",
        "theirs",
        account_id=matching.ours["account_id"].gather(matching.candidates["ours"]),
        partner_account_id=matching.theirs["account_id"].gather(matching.candidates["theirs"]),
    )
    verdicts = judgements.unique(["account_id", "partner_account_id"], keep="last", maintain_order=True)
    found = pairs.join(verdicts, on=["account_id", "partner_account_id"])
    return found.select("ours", "theirs", pl.col("judgement").cast(JUDGEMENTS)).sort("ours", "theirs")


def _caps(
    levels: dict[str, Levels], scores: Scores, homonyms: NDArray[np.float64], rules: Rules
) -> NDArray[np.float64]:
    """Name evidence that equal names are worth at most, by place: at the cap, names alone make the odds of a match
    those of the matches with equal names found to the homonyms expected."""
    equal = scores.name > HIGH
    matches = np.bincount(places(levels)[equal], weights=scores.probability[equal], minlength=len(PLACES)) + 1.0
    matches[2], expected = matches.sum(), homonyms.copy()
    expected[2] = homonyms.sum()
    return np.minimum(np.log(matches / np.maximum(expected, 1e-9)) - rules.prior, rules.name_cap)


def drawn(ours: NormalisedList, pairs: pl.DataFrame, seen: Seen) -> tuple[pl.DataFrame, NormalisedList]:
    """The partner's record of each of `pairs` (row, record, shared), as far as it can be known: as accounts, and
    normalised."""
    held = seen.kinds.group_by("record").agg(held=pl.col("kind").unique())
    known = pairs.join(held, on="record", how="left", maintain_order="left").join(
        seen.records, on="record", how="left", maintain_order="left"
    )
    own = ours.fields[known["row"]].with_columns(known["shared"], known["held"].fill_null([]))
    text = pl.Series(first_names(ours, "text")[known["row"].to_numpy()].tolist(), dtype=pl.String)
    named, sounding = (
        own.select(pl.col("shared").list.eval(pl.element().is_in(kinds)).list.any()).to_series()
        for kinds in (NAMED, SOUNDING)
    )
    guess = pl.select(pl.when(sounding).then(text).otherwise(pl.lit(UNLIKE))).to_series()
    visible = [name for name in known.columns if name in ACCOUNTS.names]
    raw = ACCOUNTS.conform(known.select(visible))
    raw = raw.with_columns(name=raw["name"].fill_null(guess))
    shown = normalise_accounts(raw)
    fields = shown.fields.with_columns(
        _field(name, own[name], own, named).alias(name)
        if shown.fields[name].null_count() == shown.height
        else shown.fields[name]
        for name in sorted({field for fields in TELLS.values() for field in fields})
    )
    return raw, replace(shown, fields=fields)


def _field(name: str, value: pl.Series, own: pl.DataFrame, named: pl.Series) -> pl.Series:
    """Our own value where a shared key tells that theirs is the same, an unlike one where it must differ, else null."""
    telling = [kind for kind, fields in TELLS.items() if name in fields]
    same = own.select(pl.any_horizontal(pl.col("shared").list.contains(kind) for kind in telling)).to_series()
    kinds = [kind for kind, field in DIFFERS.items() if field == name]
    differs = pl.lit(value=False)
    for kind in kinds:
        both = pl.col("held").list.contains(kind) & ~pl.col("shared").list.contains(kind) & pl.lit(value).is_not_null()
        differs |= (both & pl.lit(named)) if kind in NAMED else both
    return own.select(
        pl.when(pl.lit(same)).then(pl.lit(value)).when(differs).then(pl.lit(UNLIKE)).otherwise(None)
    ).to_series()
