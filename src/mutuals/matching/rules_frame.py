"""The match rules as a table to show: each weight, threshold and veto with the sentence that says what it does."""

import polars as pl

from mutuals.matching.comparison import Comparison
from mutuals.matching.comparisons import COMPARISONS
from mutuals.matching.homonyms import PLACES
from mutuals.matching.model import Learned
from mutuals.matching.rules import BIT, Rules

_SCHEMA = {"group": pl.String, "rule": pl.String, "value": pl.String, "sentence": pl.String}


def rules_frame(rules: Rules, learned: Learned | None = None) -> pl.DataFrame:
    """The rules as group, rule, value and sentence, weights in signed bits, in the order of the rules file.

    With `learned`, the prior and the weights as two lists adapted them.
    """
    learned = learned or Learned.nothing(rules)
    rows = [
        ("bands", name, f"{getattr(rules.bands, name):g}", f"Probability from which a link is {name}.")
        for name in ("certain", "likely", "possible")
    ]
    rows += [
        (
            "prior",
            "log_odds",
            _bits(learned.prior),
            "Log-odds that a candidate pair is the same company, before any evidence.",
        ),
        *(
            ("prior", "name_cap", _bits(float(cap)), f"The most that names alone can count, accounts in {place}.")
            for cap, place in zip(learned.name_caps, PLACES, strict=True)
        ),
        (
            "prior",
            "group_cap",
            _bits(rules.group_cap),
            "The most that what companies of one group share can count: address, phone, website, country, industry.",
        ),
    ]
    rows += [
        ("vetoes", one.name, _bits(-rules.vetoes.get(one.name, 0.0)), _said(one, one.veto))
        for one in COMPARISONS
        if one.veto
    ]
    for comparison in COMPARISONS:
        rows += _weights(comparison, learned.weights[comparison.name].tolist())
    rows += [
        ("stop lists", "stop_words", ", ".join(sorted(rules.stop_words)), "Words that say nothing about a company."),
        ("stop lists", "stop_domains", ", ".join(sorted(rules.stop_domains)), "Domains that are nobody's own."),
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _weights(comparison: Comparison, weights: list[float]) -> list[tuple[str, str, str, str]]:
    """The levels of one comparison that are evidence."""
    return [
        (comparison.name, level.name, _bits(weight), level.said or comparison.sentence)
        for level, weight in zip(comparison.levels, weights, strict=True)
        if level.said or abs(weight) >= BIT / 20
    ]


def _said(comparison: Comparison, level: str) -> str:
    return comparison.levels[comparison.number(level)].said


def _bits(nats: float) -> str:
    """Nats as signed bits with one digit, with a true minus sign."""
    return f"{nats / BIT:+.1f}".replace("-", "−")
