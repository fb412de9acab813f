"""Classes of a run that only counts: a key is in one class, that of all the populations whose accounts have it.

The protocol counts common keys for each pair of classes, one of ours and one of the partner's. Were a class a
population, a key whose accounts are in several of them would count in one alone. So a class is a combination of
populations, and the count of a pair of populations is the sum over the pairs of classes that contain them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mutuals.errors import BadInput
from mutuals.psi.messages import MOST_LISTS

LONGEST_TEXT = 200
"""Characters of what names a class towards the partner, whose node reads no more."""


class TooManyPopulations(BadInput):
    """A run that only counts tells apart so many populations and no more. The person hides or joins some of them."""


@dataclass(frozen=True)
class Classes:
    """The keys of one side by class.

    `populations` are those counted; `sets` are the classes, each the places of its populations: first every population
    alone, then combinations. `keys` has the columns kind, key and account: each key once, under the first row that has
    it, and `of` is the class of each row. `merged` counts combinations that were too many for classes of their own.
    """

    populations: tuple[str, ...]
    sets: tuple[tuple[int, ...], ...]
    keys: pl.DataFrame
    of: NDArray[np.uint8]
    merged: int = 0

    @cached_property
    def members(self) -> NDArray[np.bool_]:
        """Whether a population is in a class, shape (populations, classes)."""
        return _members(len(self.populations), self.sets)

    @property
    def names(self) -> tuple[str, ...]:
        """What the partner is told of each class, to be read by `read_names`."""
        return tuple(_text(self.populations, one) for one in self.sets)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know of the counts."""
        if not self.merged:
            return ()
        return (
            f"accounts are in more combinations of populations than the {MOST_LISTS} that a run can count: the rarest "
            f"{self.merged:,} are counted in the first of their populations alone",
        )


def classes_of(keys: pl.DataFrame, counted_in: pl.Series, order: Sequence[str]) -> Classes:
    """The classes of `keys` (shape MATCH_KEYS, one kind), whose rows are in the populations `counted_in` (lists).

    An account has one key here, its first. `order` are the populations in the order of the list; others come last.
    Raises `TooManyPopulations`.
    """
    known = counted_in.explode().drop_nulls().unique(maintain_order=True).to_list()
    populations = tuple(sorted(known, key=lambda name: list(order).index(name) if name in order else len(order)))
    if len(populations) > MOST_LISTS:
        raise TooManyPopulations(
            f"A run that only counts tells apart {MOST_LISTS} populations, and the policy has {len(populations):,} "
            "counted. Nothing was sent; hide some of them in the policy, or make fewer."
        )
    each = _combinations(keys, counted_in, populations)
    found = each.group_by("set").len().sort("len", "set", descending=[True, False])["set"]
    several = [places for text in found if len(places := tuple(map(int, text.split()))) > 1]
    fitting = [one for one in several if len(_text(populations, one)) <= LONGEST_TEXT]
    kept = fitting[: MOST_LISTS - len(populations)]
    sets = (*((place,) for place in range(len(populations))), *sorted(kept))
    number = {one: place for place, one in enumerate(sets)}
    texts = {" ".join(map(str, one)): number.get(one, one[0]) for one in (*sets, *several)}
    of = np.zeros(len(counted_in) + 1, dtype=np.uint8)
    of[each["account"].to_numpy()] = each["set"].replace_strict(texts, return_dtype=pl.UInt8).to_numpy()
    of[-1] = len(sets) - 1  # no row: so that the last class is a list of the run even where no key is in it
    return Classes(populations, sets, each.select("kind", "key", "account"), of, len(several) - len(kept))


def read_names(names: Sequence[str], lists: int) -> tuple[tuple[str, ...], NDArray[np.bool_]]:
    """The populations of the partner, and which of its `lists` classes contains which: shape (populations, classes).

    A name that is none of `Classes.names` is a population that is called so; a class without a name has a number.
    """
    given = [_read(names[place]) if place < len(names) else "" for place in range(lists)]
    alone = {place: _population(one, place) for place, one in enumerate(given) if not isinstance(one, tuple)}
    sets = []
    for place, one in enumerate(given):
        if isinstance(one, tuple) and all(part in alone for part in one):
            sets.append([alone[part] for part in one])
        else:
            sets.append([alone.get(place) or _population(names[place], place)])
    populations = tuple(dict.fromkeys(name for one in sets for name in one))
    where = {name: place for place, name in enumerate(populations)}
    return populations, _members(len(populations), [[where[name] for name in one] for one in sets])


def _combinations(keys: pl.DataFrame, counted_in: pl.Series, populations: Sequence[str]) -> pl.DataFrame:
    """kind, key (Binary), account (the first row) and set (places of the populations, as text) of every key."""
    places = {name: place for place, name in enumerate(populations)}
    inside = (
        counted_in.rename("place")
        .to_frame()
        .with_row_index("row")
        .explode("place", empty_as_null=True)
        .drop_nulls("place")
        .with_columns(pl.col("place").replace_strict(places, return_dtype=pl.UInt16))
    )
    one = keys.unique("row", keep="first", maintain_order=True).with_columns(pl.col("key").cast(pl.Binary))
    sets = (
        one.join(inside, on="row")
        .group_by("kind", "key")
        .agg(pl.col("place").unique().sort(), pl.col("row").min().alias("account"))
    )
    text = pl.col("place").cast(pl.List(pl.String)).list.join(" ").alias("set")
    return sets.sort("account").select("kind", "key", "account", text)


def _members(populations: int, sets: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    inside = np.zeros((populations, len(sets)), dtype=np.bool_)
    for number, places in enumerate(sets):
        inside[list(places), number] = True
    return inside


def _text(populations: Sequence[str], one: tuple[int, ...]) -> str:
    """A class as JSON: a list of its one population's name, or of the places of the classes of its populations."""
    if len(one) > 1:
        return json.dumps(one, separators=(",", ":"))
    name = _printable(populations[one[0]])
    while len(text := json.dumps([name], ensure_ascii=False)) > LONGEST_TEXT:
        name = name[:-1]
    return text


def _read(text: str) -> str | tuple[int, ...]:
    """The name of a population, or the places of a combination; what is neither is a name as it is."""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(said, list) or not said:
        return text
    if len(said) == 1 and isinstance(said[0], str):
        return said[0]
    whole = all(isinstance(one, int) and not isinstance(one, bool) for one in said)
    return tuple(said) if whole and len(said) > 1 else text


def _population(name: Any, place: int) -> str:
    """`name` as it may be shown, or a number for one that has none."""
    return _printable(str(name)) or f"population {place + 1}"


def _printable(name: str) -> str:
    return "".join(character for character in name if character.isprintable())[:LONGEST_TEXT]
