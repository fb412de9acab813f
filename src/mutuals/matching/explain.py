"""Why two accounts were linked, step by step from prior to probability; and why an account was not."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from mutuals.errors import BadInput
from mutuals.matching.compare import compare
from mutuals.matching.comparison import Comparison
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.evidence import headline
from mutuals.matching.match import LEAST, Matching, contest_of
from mutuals.matching.model import score
from mutuals.matching.relation import relations
from mutuals.matching.rules import BIT
from mutuals.matching.schema import LEVELS
from mutuals.matching.weighing import vetoes
from mutuals.normalise.fields import NormalisedList
from mutuals.normalise.keys import KEYS

NEAREST = 3
"""Candidates that the explanation of a missing match shows."""


class NoSuchAccount(BadInput):
    """No account has that id. The person checks the id and which list it is on."""


@dataclass(frozen=True)
class Step:
    """One step of the waterfall: what was compared, what was found, both values as written, and the bits it adds."""

    title: str
    finding: str
    ours: str
    theirs: str
    bits: float


@dataclass(frozen=True)
class Explanation:
    """Why the link between two accounts has its probability: the steps' bits sum to its log-odds (base 2)."""

    our_id: str
    their_id: str
    our_name: str
    their_name: str
    probability: float
    band: str
    level: str
    candidate: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class MissingExplanation:
    """Why an account of ours has no counterpart: its keys (kind, key, how many of the partner's accounts share it), the
    nearest candidates, and the reason in a sentence."""

    our_id: str
    our_name: str
    keys: pl.DataFrame
    nearest: tuple[Explanation, ...]
    sentence: str


_FIELDS = {
    "website": ("website",),
    "country": ("country",),
    "address": ("street", "postal_code", "city", "region"),
    "phone": ("phone",),
    "lei": ("lei",),
    "duns": ("duns",),
    "vat": ("vat_id",),
    "registration": ("registration_number",),
    "industry": ("industry",),
}
"""The columns whose values a step shows; the name for comparisons that are not here."""


def explain_link(matching: Matching, our_id: str, their_id: str) -> Explanation:
    """Why this link has its probability. Pairs that were no candidates are compared all the same.

    Raises `NoSuchAccount` when either id is on neither list.
    """
    ours, theirs = _row(matching.ours, our_id, "our"), _row(matching.theirs, their_id, "the partner's")
    found = matching.candidates.with_row_index("at").filter((pl.col("ours") == ours) & (pl.col("theirs") == theirs))
    if found.height:
        return _explanation(matching, int(found["at"][0]), candidate=True)
    return _explanation(_alone(matching, ours, theirs), 0, candidate=False)


def explain_missing(matching: Matching, our_id: str) -> MissingExplanation:
    """Why this account of ours has no counterpart: its keys, its nearest candidates, what spoke against them."""
    row = _row(matching.ours, our_id, "our")
    keys = _keys_of(matching, row)
    at = matching.candidates.with_row_index("at").filter(pl.col("ours") == row)["at"].to_list()
    at.sort(key=lambda index: -matching.scores.probability[index])
    nearest = tuple(_explanation(matching, index, candidate=True) for index in at[:NEAREST])
    return MissingExplanation(
        our_id, matching.ours["name"][row] or "", keys, nearest, _why_missing(keys, nearest, matching)
    )


def _why_missing(keys: pl.DataFrame, nearest: tuple[Explanation, ...], matching: Matching) -> str:
    if keys.is_empty():
        return "The account has no usable name, website, phone or identifier to find a counterpart by."
    if not nearest:
        shared = keys.filter(pl.col("shared_by") > 0).height
        if shared:
            return "What it shares with the partner's accounts is shared by so many of them that it tells nothing."
        return "No account of the partner's shares a key with it: no word of the name, website, phone or identifier."
    best = nearest[0]
    if best.probability >= matching.rules.bands.likely:
        return f"It has a counterpart: {best.their_name!r} at {best.probability:.0%}."
    against = min(best.steps, key=lambda step: step.bits)
    return (
        f"The nearest of the partner's accounts is {best.their_name!r} at {best.probability:.0%}; "
        f"most against it: {against.title.lower()}, {against.finding} ({against.bits:+.1f} bits)."
    )


def _row(side: pl.DataFrame, account_id: str, whose: str) -> int:
    found = (side["account_id"] == account_id).arg_true()
    if found.is_empty():
        raise NoSuchAccount(f"No account with id {account_id!r} is on {whose} list.")
    return int(found[0])


def _alone(matching: Matching, ours: int, theirs: int) -> Matching:
    """The matching with this one pair as its candidate, weighed as the two lists taught."""
    pair = pl.DataFrame({"ours": [ours], "theirs": [theirs], "score": [0.0]}, schema=matching.candidates.schema)
    levels = compare(matching.left, matching.right, pair, matching.rules)
    contest = contest_of(matching.left, matching.right, pair)
    scores = score(levels, COMPARISONS, matching.learned, matching.rules, contest)
    return replace(matching, candidates=pair, levels=levels, scores=scores)


def _explanation(matching: Matching, at: int, *, candidate: bool) -> Explanation:
    ours, theirs = (int(matching.candidates[side][at]) for side in ("ours", "theirs"))
    probability = float(matching.scores.probability[at])
    levels = {name: column[at : at + 1] for name, column in matching.levels.items()}
    relation = LEVELS.categories[
        int(relations(levels, matching.scores.probability[at : at + 1], matching.rules.bands.likely)[0])
    ]
    return Explanation(
        our_id=matching.ours["account_id"][ours],
        their_id=matching.theirs["account_id"][theirs],
        our_name=matching.ours["name"][ours] or "",
        their_name=matching.theirs["name"][theirs] or "",
        probability=probability,
        band=matching.rules.bands.of(probability),
        level=relation,
        candidate=candidate,
        steps=tuple(_steps(matching, at, ours, theirs)),
    )


def _steps(matching: Matching, at: int, ours: int, theirs: int) -> list[Step]:
    scores, learned = matching.scores, matching.learned
    levels = {name: column[at : at + 1] for name, column in matching.levels.items()}
    steps = [Step("Prior", "how often candidates of these lists are the same company", "", "", learned.prior / BIT)]
    values = (matching.ours.row(ours, named=True), matching.theirs.row(theirs, named=True))
    for comparison in COMPARISONS:
        step = _step(matching, comparison, int(levels[comparison.name][0]), values)
        if step is not None:
            steps.append(step)
    capped = (scores.capped[at] - scores.name[at]) / BIT
    if abs(capped) >= LEAST:
        steps.append(
            Step("Homonyms", "other companies have equal names too, so names count only so far", "", "", capped)
        )
    if abs(scores.group[at]) / BIT >= LEAST:
        found = "companies of one group share address, phone and website too, so these count only so far"
        steps.append(Step("One group", found, "", "", float(scores.group[at]) / BIT))
    veto = -float(vetoes(levels, COMPARISONS, matching.rules)[0]) / BIT
    if veto:
        steps.append(Step("Veto", "two different registry identifiers", "", "", veto))
    probability = float(np.clip(scores.probability[at], 1e-13, 1 - 1e-13))
    rivals = (np.log(probability / (1 - probability)) - scores.log_odds[at]) / BIT
    if abs(rivals) >= LEAST:
        found = (
            "other accounts are candidates for the same counterpart" if rivals < 0 else "no other candidate comes near"
        )
        steps.append(Step("Rivals", found, "", "", float(rivals)))
    if steps[1:]:
        steps[1:1] = [Step("Names", str(headline(levels)[0]), values[0]["name"] or "", values[1]["name"] or "", 0.0)]
    return steps


def _step(
    matching: Matching, comparison: Comparison, level: int, values: tuple[dict[str, object], dict[str, object]]
) -> Step | None:
    bits = float(matching.learned.weights[comparison.name][level]) / BIT
    said = comparison.levels[level].said
    if abs(bits) < LEAST and (not said or not comparison.learned):
        return None
    columns = _FIELDS.get(comparison.name, ())
    shown = [", ".join(str(side[column]) for column in columns if side[column] is not None) for side in values]
    return Step(comparison.title, said or "nothing to compare", shown[0], shown[1], bits)


def _keys_of(matching: Matching, row: int) -> pl.DataFrame:
    """The match keys of one of our accounts: kind, key, and how many of the partner's accounts share it (shared_by)."""
    side = _one(matching.left, row)
    parts = []
    for name, kind in KEYS.items():
        own = kind.keys(side).select(pl.lit(name).alias("kind"), "key").unique().drop_nulls()
        if own.is_empty():
            continue
        theirs = pl.concat(
            [other.keys(matching.right).select("row", "key") for other in KEYS.values() if other.space == kind.space]
        )
        counts = theirs.unique().join(own.select("key"), on="key", how="semi").group_by("key").agg(shared_by=pl.len())
        parts.append(own.join(counts, on="key", how="left").with_columns(pl.col("shared_by").fill_null(0)))
    empty = pl.DataFrame(schema={"kind": pl.String, "key": pl.String, "shared_by": pl.UInt32})
    return (
        pl.concat(parts, how="vertical_relaxed").sort("shared_by", "kind", "key", descending=[True, False, False])
        if parts
        else empty
    )


def _one(side: NormalisedList, row: int) -> NormalisedList:
    variants = side.names.variants.filter(pl.col("row") == row).with_columns(row=pl.lit(0, pl.UInt32))
    words = side.names.words.join(variants.select("variant"), on="variant", how="semi", maintain_order="left")
    return NormalisedList(side.fields[row : row + 1], replace(side.names, variants=variants, words=words))
