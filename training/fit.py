"""Fit what Mutuals ships: `rules.toml` (weights of all levels) and `common_words.toml` (how frequent common words are).

    python training/fit.py [--without NAME ...] [--into FOLDER]

Labelled pairs come from the example generator (seeded, part of the project) and, where the folder is there, from the
labelled lists `sec_yahoo` and `gpg17_gpg21_domain` under MUTUALS_BENCH_DATA (default ../shared/data). Rows of lists are
read, never copied: what leaves this script are weights and frequencies of common words. Name weights are a logistic
regression on thermometer-coded levels with monotone bounds, fitted on top of the evidence of the other fields, one
intercept a list; the weights of the fields are their log-likelihood ratios averaged over the lists. Deterministic.
"""

import argparse
import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize

from mutuals.accounts import ACCOUNTS
from mutuals.example import example_lists
from mutuals.matching.candidates import find_candidates
from mutuals.matching.compare import compare
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.field_comparisons import FIELD_COMPARISONS
from mutuals.matching.information import common_words
from mutuals.matching.match import contest_of, homonyms_of
from mutuals.matching.model import RELIANCE, learn
from mutuals.matching.name_comparisons import NAME_COMPARISONS
from mutuals.matching.pairs import Levels
from mutuals.matching.rules import BIT, Bands, Rules, rules_as_toml
from mutuals.matching.weighing import evidence
from mutuals.normalise.fields import NormalisedList, normalise_accounts

LABELLED = ("sec_yahoo", "gpg17_gpg21_domain")
EXAMPLES = {"example_a": (20_000, 0.3, 101), "example_b": (6_000, 0.15, 102)}
IMPORTANCE = {"example_a": 0.1, "example_b": 0.05}
"""How much a task counts beside a real list (1): invented names teach what real lists have few of, no more."""

RIDGE = 1e-5
ROUNDS = 3
COMMON, COMMON_INVENTED, OFTEN = 8e-4, 4e-4, 8
"""A word in this share of a list's names, and in so many of them, is common enough to ship."""


@dataclass
class Task:
    """One pair of lists with its truth, normalised and compared."""

    name: str
    left: NormalisedList
    right: NormalisedList
    pairs: pl.DataFrame
    levels: dict[str, Levels]
    right_pair: NDArray[np.float64]


def lists_of(name: str, folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame] | None:
    """The two lists (shape `ACCOUNTS`) and the truth (account_id, partner_account_id) of a task; None if not there."""
    if name in EXAMPLES:
        accounts, overlap, seed = EXAMPLES[name]
        return example_lists(accounts, overlap, seed)
    if not (folder / name).is_dir():
        return None
    names = {"id": "account_id", "postal": "postal_code", "regnum": "registration_number"}
    ours, theirs = (
        ACCOUNTS.conform(pl.read_parquet(folder / name / f"{side}.parquet").rename(names, strict=False))
        for side in "ab"
    )
    truth = pl.read_parquet(folder / name / "truth.parquet").select(account_id="id_a", partner_account_id="id_b")
    return ours, theirs, truth


def prepare(name: str, folder: Path, rules: Rules) -> Task | None:
    """Normalise, find candidates and compare one task."""
    lists = lists_of(name, folder)
    if lists is None:
        print(f"{name}: not there, left out")
        return None
    ours, theirs, truth = lists
    ours, theirs = ours.sort("account_id"), theirs.sort("account_id")
    left, right = normalise_accounts(ours), normalise_accounts(theirs)
    pairs = find_candidates(left, right)
    labels = (
        pairs.with_columns(
            account_id=ours["account_id"].gather(pairs["ours"]),
            partner_account_id=theirs["account_id"].gather(pairs["theirs"]),
        )
        .join(
            truth.unique(["account_id", "partner_account_id"]).with_columns(y=1.0),
            on=["account_id", "partner_account_id"],
            how="left",
            maintain_order="left",
        )["y"]
        .fill_null(0.0)
        .to_numpy()
    )
    levels = compare(left, right, pairs, rules)
    print(f"{name}: {pairs.height} pairs, {labels.sum():.0f} right")
    return Task(name, left, right, pairs, levels, labels)


def design(levels: dict[str, Levels]) -> tuple[NDArray[np.float64], list[tuple[str, int, int]]]:
    """Columns for the regression: thermometer-coded for ordered comparisons, one a level for the others."""
    columns, meaning = [], []
    for comparison in NAME_COMPARISONS:
        values = levels[comparison.name]
        for level in range(1, len(comparison.levels)):
            columns.append(values >= level if comparison.order else values == level)
            meaning.append((comparison.name, level, comparison.order))
    return np.stack(columns, axis=1).astype(np.float64), meaning


FIXED = {"name_generic": (0.0, -0.5, -4.0)}
"""Weights (nats) set by judgement, not fitted: the labelled lists have too few common names to teach them."""

LIMITS = {("name_numerals", "differ"): -9.0, ("name_places", "differ"): -2.5, ("legal_form", "differ"): -0.7}
"""Weights (nats) that the fit may not exceed: precision comes first where a figure or a form says 'another company'."""

STARTING = {"lei": (9.0, -5.0), "duns": (7.0, -1.5), "vat": (7.0, -2.0, 0.0), "registration": (7.0, -4.0)}
"""Weights (nats) of equal and different identifiers where no labelled list has enough of them."""


def fit_names(
    tasks: list[Task], offsets: list[NDArray[np.float64]], start: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    """Coefficients of the name levels (then one intercept a task), by bounded L-BFGS; each task weighs the same."""
    designs = [design(task.levels) for task in tasks]
    meaning = designs[0][1]
    x = np.concatenate([one[0] for one in designs])
    y = np.concatenate([task.right_pair for task in tasks])
    offset = np.concatenate(offsets)
    group = np.repeat(np.arange(len(tasks)), [len(task.right_pair) for task in tasks])
    weight = np.concatenate(
        [np.full(len(t.right_pair), IMPORTANCE.get(t.name, 1.0) / t.right_pair.sum()) for t in tasks]
    )
    weight /= weight.sum()
    size = len(meaning)

    def loss(beta: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = x @ beta[:size] + beta[size:][group] + offset
        residual = weight * (1 / (1 + np.exp(-score)) - y)
        value = float((weight * (np.logaddexp(0, score) - y * score)).sum() + RIDGE * (beta[:size] ** 2).sum())
        slope = np.concatenate(
            [x.T @ residual + 2 * RIDGE * beta[:size], np.bincount(group, weights=residual, minlength=len(tasks))]
        )
        return value, slope

    bounds = [_bound(name, level, order) for name, level, order in meaning] + [(None, None)] * len(tasks)
    begin = np.zeros(size + len(tasks)) if start is None else start
    begin = np.clip(
        begin, [-np.inf if b[0] is None else b[0] for b in bounds], [np.inf if b[1] is None else b[1] for b in bounds]
    )
    return minimize(loss, begin, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 400}).x


def _bound(name: str, level: int, order: int) -> tuple[float | None, float | None]:
    if name in FIXED:
        value = FIXED[name][level]
        return value, value
    comparison = next(c for c in NAME_COMPARISONS if c.name == name)
    highest = LIMITS.get((name, comparison.levels[level].name))
    return {1: (0.0, None), -1: (None, 0.0), 0: (None, highest)}[order]


def name_weights(beta: NDArray[np.float64], levels: dict[str, Levels]) -> dict[str, NDArray[np.float64]]:
    """Coefficients as one weight a level."""
    weights = {comparison.name: np.zeros(len(comparison.levels)) for comparison in NAME_COMPARISONS}
    for value, (name, level, order) in zip(beta, design({k: v[:1] for k, v in levels.items()})[1], strict=False):
        if order:
            weights[name][level:] += value
        else:
            weights[name][level] = value
    return weights


def field_weights(tasks: list[Task], rules: Rules) -> Rules:
    """Shipped weights and chances of the learned comparisons: averages over the tasks that have the field."""
    weights, chance = dict(rules.weights), dict(rules.chance)
    for comparison in FIELD_COMPARISONS:
        matched, others = [], []
        for task in tasks:
            size, levels = len(comparison.levels), task.levels[comparison.name]
            right = np.bincount(levels, weights=task.right_pair, minlength=size)[1:]
            wrong = np.bincount(levels, weights=1 - task.right_pair, minlength=size)[1:]
            if right.sum() >= 100 and wrong.sum() >= 100:
                matched.append((right + 1) / (right + 1).sum())
                others.append((wrong + 1) / (wrong + 1).sum())
        if matched:
            share, other = np.mean(matched, axis=0), np.mean(others, axis=0)
            weights[comparison.name] = np.concatenate([[0.0], RELIANCE * (np.log(share) - np.log(other))])
            agreeing = comparison.agreeing
            weights[comparison.name][agreeing] = np.maximum(weights[comparison.name][agreeing], 0.0)
            chance[comparison.name] = np.concatenate([[1e-6], other])
    return replace(rules, weights=weights, chance=chance)


def empty_rules() -> Rules:
    """Rules that weigh nothing, to start from."""
    weights = {c.name: np.zeros(len(c.levels)) for c in COMPARISONS}
    chance = {c.name: np.full(len(c.levels), 1 / max(len(c.levels) - 1, 1)) for c in COMPARISONS}
    vetoes = {c.name: VETO * BIT for c in COMPARISONS if c.veto}
    return Rules(Bands(), float(np.log(0.05 / 0.95)), 9.5, 2e-7, GROUP_CAP, weights, chance, vetoes, {})


def starting_rules() -> Rules:
    """Empty rules with the weights that are set by judgement."""
    rules = empty_rules()
    weights = {name: np.array(values) for name, values in FIXED.items()}
    chance = {}
    for name, values in STARTING.items():
        weights[name] = np.array([0.0, *values])
        chance[name] = np.array([1e-6, 1e-4, *[(1 - 1e-4) / (len(values) - 1)] * (len(values) - 1)])
    return replace(rules, weights=rules.weights | weights, chance=rules.chance | chance)


VETO = 16.0
"""Bits that a veto takes off."""

GROUP_CAP = 6.3
"""Nats that address, phone, website, country and industry count together at most. Lists with sister companies need a
lower cap than lists without (5 to 8 measured best on labelled and generated ones)."""


def fit(tasks: list[Task]) -> Rules:
    """Fit name weights and field weights in turn."""
    rules = field_weights(tasks, starting_rules())
    offsets = [evidence(task.levels, list(FIELD_COMPARISONS), rules.weights) for task in tasks]
    beta = None
    for _ in range(ROUNDS):
        beta = fit_names(tasks, offsets, beta)
        rules = replace(rules, weights=rules.weights | name_weights(beta, tasks[0].levels))
        offsets = []
        for task in tasks:
            learned = learn(
                task.levels,
                COMPARISONS,
                rules,
                contest_of(task.left, task.right, task.pairs),
                homonyms=homonyms_of(task.left, task.right, rules),
            )
            offsets.append(evidence(task.levels, list(FIELD_COMPARISONS), learned.weights))
    return rules


def fit_common_words(folder: Path, without: set[str]) -> dict[str, float]:
    """Rates (per name) of the words that are common in the labelled lists, averaged over the lists."""
    rates: list[dict[str, float]] = []
    words: set[str] = set()
    for name in (*LABELLED, *EXAMPLES):
        lists = None if name in without else lists_of(name, folder)
        for accounts in lists[:2] if lists else ():
            names = normalise_accounts(accounts).names
            counts = (
                names.words.filter(pl.col("kind").is_in(["word", "place"]))
                .unique(["variant", "word"])["word"]
                .value_counts()
            )
            rate = counts["count"] / names.variants.height
            rates.append(dict(zip(counts["word"], rate, strict=True)))
            least = COMMON if name in LABELLED else COMMON_INVENTED
            frequent = counts.filter((counts["count"] >= OFTEN) & (rate >= least))["word"]
            words.update(word for word in frequent if word.isalpha() and len(word) > 1)
    return {word: max(rate.get(word, 0.0) for rate in rates) for word in sorted(words)}


def main() -> None:
    """Fit and write the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without", nargs="*", default=[], help="labelled lists to leave out")
    parser.add_argument("--into", type=Path, default=Path("src/mutuals/matching"))
    given = parser.parse_args()
    folder = Path(os.environ.get("MUTUALS_BENCH_DATA", "../shared/data"))
    words = fit_common_words(folder, set(given.without))
    lines = [
        "# How often common words stand in company names: occurrences per million names. Written by training/fit.py."
    ]
    lines += [f"{word} = {rate * 1e6:.0f}" for word, rate in words.items()]
    given.into.mkdir(parents=True, exist_ok=True)
    (given.into / "common_words.toml").write_text("\n".join(lines) + "\n", "utf-8")
    common_words.cache_clear()
    rules = empty_rules()
    tasks = [
        task
        for name in (*LABELLED, *EXAMPLES)
        if name not in given.without and (task := prepare(name, folder, rules)) is not None
    ]
    (given.into / "rules.toml").write_text(rules_as_toml(fit(tasks)), "utf-8")


if __name__ == "__main__":
    main()
