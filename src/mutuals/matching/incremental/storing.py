"""The states of sides and pairs, written to folders and read from them."""

from pathlib import Path

import numpy as np

from mutuals.matching.incremental.counted import Counts, Postings
from mutuals.matching.incremental.folder import Content, Kept, read_state, write_state
from mutuals.matching.incremental.nearest import Nearest
from mutuals.matching.incremental.pair import PairState
from mutuals.matching.incremental.side import SideState, Statistics
from mutuals.matching.model import Learned
from mutuals.normalise.fields import NormalisedList
from mutuals.normalise.names import Names


def write_side(folder: Path, side: SideState) -> None:
    """Keep the state of a side in `folder`, whole or not at all."""
    counted = side.statistics
    values = {
        "accounts": counted.accounts,
        "variants": counted.variants,
        "homonyms": counted.homonyms.tolist(),
        "stop_domains": sorted(side.stop_domains),
        "changes": side.changes,
    }
    content: Content = {
        "fields": side.normalised.fields,
        "variants": side.normalised.names.variants,
        "words": side.normalised.names.words,
        "content": side.content,
        "group": side.group,
        "keys": side.postings.keys,
        "rows": side.postings.rows,
        "key_hashes": counted.keys.hashes,
        "key_counts": counted.keys.counts,
        "word_hashes": counted.words.hashes,
        "word_counts": counted.words.counts,
    }
    write_state(folder, "side", values, content)


def read_side(folder: Path, *, verify: bool = True) -> SideState:
    """The state of a side that is kept in `folder`. Raises `UnusableState`."""
    kept = read_state(folder, "side", verify=verify)
    values = kept.values
    statistics = Statistics(
        accounts=values["accounts"],
        variants=values["variants"],
        keys=Counts(kept.array("key_hashes"), kept.array("key_counts")),
        words=Counts(kept.array("word_hashes"), kept.array("word_counts")),
        homonyms=np.array(values["homonyms"]),
    )
    return SideState(
        normalised=NormalisedList(kept.frame("fields"), Names(kept.frame("variants"), kept.frame("words"))),
        content=kept.array("content"),
        group=kept.array("group"),
        postings=Postings(kept.array("keys"), kept.array("rows")),
        statistics=statistics,
        stop_domains=frozenset(values["stop_domains"]),
        changes=values["changes"],
    )


def write_pair(folder: Path, pair: PairState) -> None:
    """Keep the state of a pair of sides in `folder`, whole or not at all."""
    values = {
        "prior": pair.learned.prior,
        "name_caps": pair.learned.name_caps.tolist(),
        "weights": {name: weights.tolist() for name, weights in pair.learned.weights.items()},
        "all_candidates": pair.all_candidates,
        "sides": pair.sides,
        "statistics": pair.statistics,
        "rules": pair.rules,
        "learned_at": pair.learned_at,
    }
    content: Content = {
        **_nearest("forth", pair.forth),
        **_nearest("back", pair.back),
        "ours": pair.ours,
        "theirs": pair.theirs,
        "levels": pair.levels,
        "log_odds": pair.log_odds,
        "grouped": pair.grouped,
        "links": pair.links,
        "judgements": pair.judgements,
    }
    write_state(folder, "pair", values, content)


def read_pair(folder: Path, *, verify: bool = True) -> PairState:
    """The state of a pair of sides that is kept in `folder`. Raises `UnusableState`."""
    kept = read_state(folder, "pair", verify=verify)
    values = kept.values
    weights = {name: np.array(each) for name, each in values["weights"].items()}
    return PairState(
        learned=Learned(values["prior"], np.array(values["name_caps"]), weights),
        forth=_read_nearest("forth", kept),
        back=_read_nearest("back", kept),
        ours=kept.array("ours"),
        theirs=kept.array("theirs"),
        levels=kept.array("levels"),
        log_odds=kept.array("log_odds"),
        grouped=kept.array("grouped"),
        links=kept.frame("links"),
        judgements=kept.frame("judgements"),
        all_candidates=values["all_candidates"],
        sides=(values["sides"][0], values["sides"][1]),
        statistics=(values["statistics"][0], values["statistics"][1]),
        rules=values["rules"],
        learned_at=(values["learned_at"][0], values["learned_at"][1]),
    )


def _nearest(name: str, nearest: Nearest) -> Content:
    return {f"{name}_other": nearest.other, f"{name}_score": nearest.score, f"{name}_bound": nearest.bound}


def _read_nearest(name: str, kept: Kept) -> Nearest:
    return Nearest(*(kept.array(f"{name}_{part}") for part in ("other", "score", "bound")))
