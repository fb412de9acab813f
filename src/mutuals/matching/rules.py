"""The match rules as data: every weight, threshold, stop-list and veto, read from and written to one TOML file.

The shipped rules are such a file too (`rules.toml` beside this module). In files weights are in bits: +1 doubles the
odds, −1 halves them; in code they are nats.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mutuals.errors import BadInput
from mutuals.matching.comparison import Comparison
from mutuals.matching.comparisons import COMPARISONS

BIT = float(np.log(2))


class UnusableRules(BadInput):
    """The rules file cannot be used. The person mends the entry that the message names."""


@dataclass(frozen=True)
class Bands:
    """Probabilities from which a link is certain, likely or possible; below it is unlikely."""

    certain: float = 0.95
    likely: float = 0.5
    possible: float = 0.1

    def of(self, probability: float) -> str:
        """The band of a probability."""
        for name in ("certain", "likely", "possible"):
            if probability >= getattr(self, name):
                return name
        return "unlikely"


@dataclass(frozen=True)
class Rules:
    """Everything about matching that a person may change; weights in nats by number of level.

    `pinned`: levels of learned comparisons whose weight the file changed; they are used as written. `stop_words` say
    nothing about a company; `stop_domains` are nobody's own. `vetoes`: nats that a comparison's veto takes off.
    """

    bands: Bands
    prior: float
    name_cap: float
    homonym_density: float
    group_cap: float
    weights: dict[str, NDArray[np.float64]]
    chance: dict[str, NDArray[np.float64]]
    vetoes: dict[str, float]
    pinned: dict[str, frozenset[int]]
    stop_words: frozenset[str] = frozenset()
    stop_domains: frozenset[str] = frozenset()


@cache
def shipped_rules() -> Rules:
    """The rules that Mutuals ships."""
    text = resources.files("mutuals.matching").joinpath("rules.toml").read_text("utf-8")
    return _parse(tomllib.loads(text), "the shipped rules", None)


def read_rules(path: Path) -> Rules:
    """The rules in a TOML file; whatever it leaves out is as shipped.

    Raises `UnusableRules` for a file that is missing or no TOML, and for names and values that are not there to set.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UnusableRules(f"{path}: cannot be read ({error.strerror or error}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnusableRules(f"{path}: not a TOML file ({error}).") from error
    return _parse(table, str(path), shipped_rules())


def _parse(table: dict[str, Any], source: str, base: Rules | None) -> Rules:
    _only(table, {"bands", "prior", "comparisons", "vetoes", "stop_words", "stop_domains"}, source, "entry")
    rules = base or Rules(Bands(), 0.0, 0.0, 0.0, 0.0, {}, {}, {}, {})
    bands = _bands(table.get("bands", {}), source, rules.bands)
    prior = table.get("prior", {})
    _only(prior, {"log_odds", "name_cap", "homonym_density", "group_cap"}, f"{source}, [prior]", "entry")
    comparisons = table.get("comparisons", {})
    known = {comparison.name: comparison for comparison in COMPARISONS}
    _only(comparisons, set(known), f"{source}, [comparisons]", "comparison")
    weights, chance, pinned = dict(rules.weights), dict(rules.chance), dict(rules.pinned)
    for name, comparison in known.items():
        given = comparisons.get(name, {})
        place = f"{source}, [comparisons.{name}]"
        _only(given, {"weights", "chance"}, place, "entry")
        weights[name] = _levels(comparison, given.get("weights", {}), place, weights.get(name))
        chance[name] = _shares(comparison, given.get("chance", {}), place, chance.get(name))
        if base is not None:
            changed = np.flatnonzero(np.abs(weights[name] - base.weights[name]) > 0.02 * BIT)
            pinned[name] = frozenset(int(number) for number in changed)
    return replace(
        rules,
        bands=bands,
        prior=_number(prior, "log_odds", source, rules.prior / BIT) * BIT,
        name_cap=_number(prior, "name_cap", source, rules.name_cap / BIT) * BIT,
        homonym_density=_number(prior, "homonym_density", source, rules.homonym_density),
        group_cap=_number(prior, "group_cap", source, rules.group_cap / BIT) * BIT,
        weights=weights,
        chance=chance,
        pinned=pinned,
        vetoes=rules.vetoes | _vetoes(table.get("vetoes", {}), source, known),
        stop_words=_texts(table, "stop_words", source, rules.stop_words),
        stop_domains=_texts(table, "stop_domains", source, rules.stop_domains),
    )


def _only(table: Any, known: set[str], place: str, what: str) -> None:
    if not isinstance(table, dict):
        raise UnusableRules(f"{place}: a table is expected, not {table!r}.")
    for name in table:
        if name not in known:
            raise UnusableRules(f"{place}: no {what} is called {name!r}; there are {', '.join(sorted(known))}.")


def _number(table: dict[str, Any], name: str, place: str, default: float) -> float:
    value = table.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise UnusableRules(f"{place}: {name} must be a number, not {value!r}.")
    return float(value)


def _bands(table: dict[str, Any], source: str, base: Bands) -> Bands:
    place = f"{source}, [bands]"
    _only(table, {"certain", "likely", "possible"}, place, "band")
    bands = Bands(*(_number(table, name, place, getattr(base, name)) for name in ("certain", "likely", "possible")))
    if not 0 < bands.possible <= bands.likely <= bands.certain <= 1:
        raise UnusableRules(f"{place}: thresholds must go down from certain to possible, between 0 and 1.")
    return bands


def _levels(
    comparison: Comparison, table: dict[str, Any], place: str, base: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    names = [level.name for level in comparison.levels]
    _only(table, set(names), f"{place} weights", "level")
    start = base if base is not None else np.zeros(len(names))
    return np.array([_number(table, name, place, start[i] / BIT) * BIT for i, name in enumerate(names)])


def _shares(
    comparison: Comparison, table: dict[str, Any], place: str, base: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    names = [level.name for level in comparison.levels]
    _only(table, set(names), f"{place} chance", "level")
    start = base if base is not None else np.full(len(names), 1 / max(len(names) - 1, 1))
    shares = np.array([_number(table, name, place, start[i]) for i, name in enumerate(names)])
    if (shares < 0).any():
        raise UnusableRules(f"{place} chance: shares cannot be negative.")
    least: NDArray[np.float64] = np.maximum(shares, 1e-6)
    return least


def _vetoes(table: dict[str, Any], source: str, known: dict[str, Comparison]) -> dict[str, float]:
    place = f"{source}, [vetoes]"
    _only(table, {name for name, comparison in known.items() if comparison.veto}, place, "veto")
    return {name: _number(table, name, place, 0.0) * BIT for name in table}


def _texts(table: dict[str, Any], name: str, source: str, base: frozenset[str]) -> frozenset[str]:
    values = table.get(name, sorted(base))
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise UnusableRules(f"{source}: {name} must be a list of texts.")
    return frozenset(value.strip().lower() for value in values)


def rules_as_toml(rules: Rules) -> str:
    """The rules as a TOML file a person can edit: every entry with the sentence that says what it does."""
    lines = [
        "# Match rules. Weights are in bits: +1 doubles the odds that two accounts are one company, -1 halves them.",
        "# Delete what you do not change; whatever is left out stays as shipped.",
        "",
        "# A word in this list says nothing about which company a name means; a domain in it is nobody's own.",
        f"stop_words = {_toml_list(rules.stop_words)}",
        f"stop_domains = {_toml_list(rules.stop_domains)}",
        "",
        "# Probabilities from which a link is certain, likely or possible.",
        "[bands]",
        *(f"{name} = {getattr(rules.bands, name):g}" for name in ("certain", "likely", "possible")),
        "",
        "# Where learning starts: log-odds (bits) that a candidate pair is the same company; the most that names can",
        "# count; how often two different companies of one list have the same name (a share of all pairs); the most",
        "# that address, phone, website, country and industry count together, since companies of one group share them.",
        "[prior]",
        f"log_odds = {rules.prior / BIT:.2f}",
        f"name_cap = {rules.name_cap / BIT:.2f}",
        f"homonym_density = {rules.homonym_density:.2g}",
        f"group_cap = {rules.group_cap / BIT:.2f}",
        "",
        "# What each veto takes off, in bits; it is shown on the link as a warning. 0 switches it off.",
        "[vetoes]",
        *(
            f"{c.name} = {rules.vetoes.get(c.name, 0.0) / BIT:.1f}  # {_level(c, c.veto)}"
            for c in COMPARISONS
            if c.veto
        ),
    ]
    for comparison in COMPARISONS:
        lines += ["", *_comparison_lines(comparison, rules)]
    return "\n".join(lines) + "\n"


def _level(comparison: Comparison, name: str) -> str:
    return comparison.levels[comparison.number(name)].said


def _toml_list(values: frozenset[str]) -> str:
    return "[" + ", ".join(f'"{value}"' for value in sorted(values)) + "]"


def _comparison_lines(comparison: Comparison, rules: Rules) -> list[str]:
    learned = (
        "Learned: adapts to the lists at hand, starting from these; a weight that you change is used as written."
        if comparison.learned
        else "Fixed: used as written."
    )
    lines = [f"# {comparison.title}. {comparison.sentence}", f"# {learned}", f"[comparisons.{comparison.name}.weights]"]
    weights = rules.weights[comparison.name] / BIT
    start = 1 if comparison.learned else 0
    for number, level in enumerate(comparison.levels[start:], start=start):
        said = f"  # {level.said}" if level.said else ""
        lines.append(
            f"{level.name if _bare(level.name) else chr(34) + level.name + chr(34)} = {weights[number]:.2f}{said}"
        )
    if comparison.learned:
        lines += [f"[comparisons.{comparison.name}.chance]  # how often two different companies show each level"]
        shares = rules.chance[comparison.name]
        lines += [f"{level.name} = {shares[number]:.4g}" for number, level in enumerate(comparison.levels[1:], start=1)]
    return lines


def _bare(name: str) -> bool:
    return name.replace("_", "").replace("-", "").isalnum()
