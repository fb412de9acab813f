"""Two account lists → the links between them, each with its calibrated probability, band, level and evidence."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.accounts import ACCOUNTS
from mutuals.matching.candidates import find_candidates
from mutuals.matching.compare import compare, first_names, group_duplicates
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.contest import Contest
from mutuals.matching.evidence import sentences
from mutuals.matching.homonyms import expected_homonyms
from mutuals.matching.model import Learned, Scores, learn, score
from mutuals.matching.pairs import Levels
from mutuals.matching.relation import relations
from mutuals.matching.rules import Bands, Rules, shipped_rules
from mutuals.matching.schema import BANDS, JUDGEMENTS, LEVELS, MATCHES
from mutuals.normalise.fields import NormalisedList, normalise_accounts

LEAST = 0.02
"""Candidate links below this probability are never reported."""

Progress = Callable[[str, float], None]
"""Called with what is being done and the share done, 0 to 1."""


@dataclass(frozen=True)
class Matching:
    """Everything that one matching of two lists found: the links and how they came about.

    `matches` has the shape `MATCHES`; `candidates` (ours, theirs, score), `levels` and `scores` run in parallel, by
    row of `ours` and `theirs`, the two lists sorted by account id.
    """

    matches: pl.DataFrame
    ours: pl.DataFrame
    theirs: pl.DataFrame
    left: NormalisedList
    right: NormalisedList
    candidates: pl.DataFrame
    levels: dict[str, Levels]
    learned: Learned
    scores: Scores
    rules: Rules


def match_accounts(
    ours: pl.DataFrame,
    theirs: pl.DataFrame,
    *,
    rules: Rules | None = None,
    judgements: pl.DataFrame | None = None,
    all_candidates: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Links between two lists (shape `ACCOUNTS` or part of it), shape `MATCHES`, best first.

    Links that are at least possible, judged links, and links that only share the group; with `all_candidates` every
    candidate of probability 0.02 and more. The order of rows and the number of threads change nothing.
    """
    return match_lists(
        ours,
        theirs,
        rules=rules,
        judgements=judgements,
        all_candidates=all_candidates,
        threads=threads,
        progress=progress,
    ).matches


def match_lists(
    ours: pl.DataFrame,
    theirs: pl.DataFrame,
    *,
    rules: Rules | None = None,
    judgements: pl.DataFrame | None = None,
    all_candidates: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> Matching:
    """As `match_accounts`, with everything that the explanation of a link needs."""
    rules = rules or shipped_rules()
    tell = progress or (lambda _what, _share: None)
    ours, theirs = (ACCOUNTS.conform(side).sort("account_id") for side in (ours, theirs))
    tell("Normalising accounts", 0.0)
    with ThreadPoolExecutor(min(threads, 2)) as pool:
        left, right = pool.map(
            lambda side: without_stop_domains(normalise_accounts(side), rules.stop_domains), (ours, theirs)
        )
    tell("Finding candidates", 0.25)
    candidates = find_candidates(left, right, threads=threads)
    judged = judged_rows(judgements, ours, theirs)
    candidates = _with_judged(candidates, judged)
    tell("Comparing candidates", 0.5)
    levels = compare(left, right, candidates, rules, threads=threads)
    tell("Learning from these lists", 0.8)
    contest = contest_of(left, right, candidates)
    if candidates.height:
        learned = learn(levels, COMPARISONS, rules, contest, homonyms=homonyms_of(left, right, rules))
    else:
        learned = Learned.nothing(rules)
    scores = score(levels, COMPARISONS, learned, rules, contest)
    tell("Writing the evidence", 0.9)
    matching = Matching(MATCHES.empty(), ours, theirs, left, right, candidates, levels, learned, scores, rules)
    matches = links_of(matching, judged, all_candidates=all_candidates)
    tell("Matched", 1.0)
    return replace(matching, matches=matches)


def contest_of(left: NormalisedList, right: NormalisedList, candidates: pl.DataFrame) -> Contest:
    """Who competes with whom among the candidate pairs."""
    ours, theirs = (candidates[side].to_numpy().astype(np.int64) for side in ("ours", "theirs"))
    groups = [group_duplicates(side) for side in (left, right)]
    return Contest.of(ours, theirs, groups[0][ours], groups[1][theirs])


def homonyms_of(left: NormalisedList, right: NormalisedList, rules: Rules) -> NDArray[np.float64]:
    """Expected pairs of different companies with an equal name across the two lists, by place (`PLACES`)."""
    return expected_homonyms((left.fields, first_names(left)), (right.fields, first_names(right)), rules)


def without_stop_domains(side: NormalisedList, stop_domains: frozenset[str]) -> NormalisedList:
    """The list without domains that are nobody's own."""
    if not stop_domains:
        return side
    stopped = pl.col("domain").is_in(list(stop_domains)).fill_null(value=False)
    kept = [pl.when(~stopped).then(pl.col(name)).alias(name) for name in ("domain", "stem")]
    return replace(side, fields=side.fields.with_columns(kept))


def judged_rows(judgements: pl.DataFrame | None, ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Judgements by row of the two sorted lists; those on accounts that are not there are left out."""
    empty = pl.DataFrame(schema={"ours": pl.UInt32, "theirs": pl.UInt32, "judgement": JUDGEMENTS})
    if judgements is None or judgements.is_empty():
        return empty
    rows = [
        side.select(pl.col("account_id").alias(key)).with_row_index(name)
        for side, key, name in ((ours, "account_id", "ours"), (theirs, "partner_account_id", "theirs"))
    ]
    joined = judgements.join(rows[0], on="account_id").join(rows[1], on="partner_account_id")
    return (
        joined.select("ours", "theirs", pl.col("judgement").cast(JUDGEMENTS))
        .unique(["ours", "theirs"], keep="last", maintain_order=True)
        .sort("ours", "theirs")
    )


def _with_judged(candidates: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    extra = judged.select("ours", "theirs").join(candidates, on=["ours", "theirs"], how="anti")
    if extra.is_empty():
        return candidates
    return pl.concat([candidates, extra.with_columns(score=pl.lit(0.0, pl.Float32))]).sort("ours", "theirs")


def links_of(matching: Matching, judged: pl.DataFrame, *, all_candidates: bool) -> pl.DataFrame:
    """The links of `matching`, shape `MATCHES`: those worth keeping, with `judged` (ours, theirs, judgement by row)
    laid over the model."""
    bands = matching.rules.bands
    probability = matching.scores.probability
    relation = relations(matching.levels, probability, bands.likely)
    pairs = matching.candidates.select("ours", "theirs")
    verdict = pairs.join(judged, on=["ours", "theirs"], how="left", maintain_order="left")["judgement"]
    grouped = relation == LEVELS.categories.to_list().index("group")
    threshold = LEAST if all_candidates else bands.possible
    kept = np.flatnonzero((probability >= threshold) | grouped | verdict.is_not_null().to_numpy())
    levels = {name: column[kept] for name, column in matching.levels.items()}
    found = pairs[kept].with_columns(
        judgement=verdict.gather(kept),
        account_id=matching.ours["account_id"].gather(pairs["ours"].gather(kept)),
        partner_account_id=matching.theirs["account_id"].gather(pairs["theirs"].gather(kept)),
    )
    links = link_rows(found, levels, matching.scores.at(kept), matching.learned, matching.rules)
    return best_first(counted(links))


def link_rows(
    pairs: pl.DataFrame, levels: dict[str, Levels], scores: Scores, learned: Learned, rules: Rules
) -> pl.DataFrame:
    """`pairs` (judgement, and whatever names the accounts) with probability, band, level and evidence, as weighed and
    as judged."""
    relation = relations(levels, scores.probability, rules.bands.likely)
    frame = pairs.with_columns(
        probability=pl.Series(scores.probability),
        level=_enum(relation, LEVELS),
        evidence=sentences(levels, learned, scores, rules),
    )
    return frame.with_columns(_judged(rules.bands))


def _judged(bands: Bands) -> list[pl.Expr]:
    """Band, probability and evidence of a link with a person's judgement laid over the model's."""
    yes = pl.col("judgement").is_in(["confirmed", "alias"]).fill_null(value=False)
    no = (pl.col("judgement") == "rejected").fill_null(value=False)
    certain, likely, possible = (pl.col("probability") >= at for at in (bands.certain, bands.likely, bands.possible))
    band = pl.when(no).then(pl.lit("unlikely")).when(yes | certain).then(pl.lit("certain"))
    band = band.when(likely).then(pl.lit("likely")).when(possible).then(pl.lit("possible"))
    said = pl.concat_str(pl.lit("a person "), pl.col("judgement").cast(pl.String), pl.lit(" this link · "), "evidence")
    return [
        band.otherwise(pl.lit("unlikely")).cast(BANDS).alias("band"),
        pl.when(yes).then(1.0).when(no).then(0.0).otherwise("probability").alias("probability"),
        pl.when(pl.col("judgement").is_not_null()).then(said).otherwise("evidence").alias("evidence"),
    ]


def counted(links: pl.DataFrame) -> pl.DataFrame:
    """`links` with how many links that count each account has."""
    counts = pl.col("band").is_in(["certain", "likely"])
    return links.with_columns(
        our_links=counts.sum().over("account_id").cast(pl.UInt32),
        partner_links=counts.sum().over("partner_account_id").cast(pl.UInt32),
    )


def best_first(links: pl.DataFrame) -> pl.DataFrame:
    """Links in the shape `MATCHES`, best first."""
    ordered = links.sort(["probability", "account_id", "partner_account_id"], descending=[True, False, False])
    return MATCHES.check(MATCHES.conform(ordered).select(MATCHES.names))


def _enum(numbers: NDArray[np.uint8], dtype: pl.Enum) -> pl.Series:
    return dtype.categories.gather(pl.Series(numbers)).cast(dtype)
