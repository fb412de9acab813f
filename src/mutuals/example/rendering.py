"""What is decided about each row of a list before any field of it is written."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.example.business import pick
from mutuals.example.dice import Bools, Dice, Ints, kept, on_some
from mutuals.example.dirt import Dirt
from mutuals.example.world import World

KINDS = ("same", "duplicate", "renamed", "acronym", "trade_name", "subsidiary")
"""How a row shows its company: under its own name (again, if a duplicate), or under another one."""


@dataclass(frozen=True)
class Rendering:
    """One list in the making, row by row: the company (`at`, a row of the world), the kind (`KINDS`) in which it shows,
    the country (`nation`) that it is in on this list, whether it has moved, and whether it is in its own script."""

    world: World
    at: Ints
    companies: pl.DataFrame
    kind: Ints
    nation: Ints
    moved: Bools
    native: Bools
    dirt: Dirt
    dice: Dice

    @staticmethod
    def decided(world: World, at: Ints, plain: Bools, dirt: Dirt, dice: Dice) -> "Rendering":
        """Decide for the companies `at`; rows marked `plain` show under their own name."""
        count = len(at)
        v, companies = world.vocabulary, world.companies[at]
        others = [dirt.renamed, dirt.acronym, dirt.trade_name, dirt.subsidiary]
        drawn = dice.weighted(count, [1.0 - sum(others), *others])
        kind = np.where((drawn == 0) | plain, 0, drawn + 1)
        # Two letters are nobody's name: acronyms come of three words and more.
        words = companies["english"].fill_null(companies["latin"]).str.count_matches(" ", literal=True).to_numpy() + 1
        kind[(kind == KINDS.index("acronym")) & (words < 3)] = 0
        again = np.ones(count, dtype=np.bool_)
        again[np.unique(at, return_index=True)[1]] = False
        kind[again & (kind == 0)] = KINDS.index("duplicate")
        country = companies["country"].to_numpy().astype(np.int64)
        abroad = dice.weighted(count, np.sqrt(v.countries["weight"].to_numpy()))
        nation = np.where(kind == KINDS.index("subsidiary"), abroad, country)
        script = companies["native"].is_not_null().to_numpy()
        own_name = kind <= KINDS.index("duplicate")
        return Rendering(
            world=world,
            at=at,
            companies=companies,
            kind=kind,
            nation=nation,
            moved=dice.chance(count, dirt.moved) | (nation != country),
            native=script & own_name & dice.chance(count, dirt.native_script),
            dirt=dirt,
            dice=dice,
        )

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.at)

    def shows(self, kind: str) -> Bools:
        """Rows of the kind named."""
        rows: Bools = self.kind == KINDS.index(kind)
        return rows

    def filled(self, values: pl.Series, missing: float, *, placeholders: bool = False) -> pl.Series:
        """`values`, a share `missing` of which is null, or now and then a placeholder such as 'n/a'."""
        dice = self.dice.child(f"missing {values.name}")
        values = kept(values, ~dice.chance(self.count, missing))
        if not placeholders:
            return values
        empty = values.is_null().to_numpy() & dice.chance(self.count, self.dirt.placeholder)
        return on_some(values, empty, pl.col("word"), word=pick("placeholders", self.count, dice))
