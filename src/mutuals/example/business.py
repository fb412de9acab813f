"""The small change of the generator: endings of domains, notes, placeholders, short forms, from `business.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

from mutuals.example.dice import Dice, Ints


@cache
def _business() -> dict[str, Any]:
    return tomllib.loads((files("mutuals.example") / "data" / "business.toml").read_text(encoding="utf-8"))


@cache
def entries(key: str) -> pl.Series:
    """The entries of one line."""
    line = _business()[key]
    return pl.Series(key, line.split() if isinstance(line, str) else line, dtype=pl.String)


def pick(key: str, count: int, dice: Dice) -> pl.Series:
    """`count` entries of one line, drawn evenly."""
    return entries(key).gather(dice.below(count, len(entries(key))))


def pick_at(key: str, at: Ints) -> pl.Series:
    """The entries at the positions given, counted round and round."""
    return entries(key).gather(at % len(entries(key)))


def table(key: str) -> dict[str, Any]:
    """One table: what is written -> what becomes of it."""
    found: dict[str, Any] = _business()[key]
    return found


def tables(key: str) -> list[dict[str, Any]]:
    """Tables that stand under one name."""
    found: list[dict[str, Any]] = _business()[key]
    return found
