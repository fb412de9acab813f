"""Two lists of invented companies that overlap, with the truth beside them."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.errors import BadInput
from mutuals.example.dice import Bools, Dice, Ints
from mutuals.example.dirt import Dirt
from mutuals.example.organizations import ACME, GLOBEX
from mutuals.example.rendering import KINDS
from mutuals.example.rows import rows
from mutuals.example.world import World

TRUTH_KINDS = KINDS
"""What connects the two accounts of a true pair; of several that apply, the last one."""

PARENTS_LATE = 0.3
"""How late, of 1, the parent of a group comes in the order in which the companies on both lists are taken."""

LARGEST = 1_000_000
"""Most accounts a side."""


class NoSuchExample(BadInput):
    """The size or the overlap asked for cannot be made. The caller shows the sentence; the person asks for another."""


@dataclass(frozen=True)
class Sides:
    """Both lists before they are written: the world, the companies of each row, and which of ours are on both."""

    world: World
    ours: Ints
    theirs: Ints
    shared: Bools
    dirt: Dirt

    @staticmethod
    def drawn(accounts: int, overlap: float, seed: int, dirt: Dirt | None = None) -> "Sides":
        """Companies for two lists of `accounts` rows, a share `overlap` of them on both. Raises `NoSuchExample`."""
        if not 1 <= accounts <= LARGEST:
            raise NoSuchExample(f"An example has 1 to {LARGEST:,} accounts a side, not {accounts:,}.")
        if not 0 <= overlap <= 1:
            raise NoSuchExample(f"The overlap is a share from 0 to 1, not {overlap}.")
        dirt = dirt or Dirt()
        dice = Dice(seed, "membership")
        twice = round(accounts * dirt.duplicate)
        companies = accounts - twice
        both = round(companies * overlap)
        world = World.invented(2 * companies - both, seed)
        order = _parents_first(world.companies, dice)
        ours, theirs = (
            _listed(members, twice, dice)
            for members in (order[:companies], np.concatenate([order[:both], order[companies:]]))
        )
        return Sides(world, ours, theirs, np.isin(ours, order[:both]), dirt)

    def our_rows(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Our list, and what its rows are (account_id, company, kind)."""
        # Of a company on both lists only one side shows another name, else nobody could find it.
        return rows(self.world, self.ours, self.shared, ACME, self.dirt)

    def their_rows(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The partner's list, and what its rows are (account_id, company, kind)."""
        return rows(self.world, self.theirs, np.zeros(len(self.theirs), dtype=np.bool_), GLOBEX, self.dirt)

    def truth(self, ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
        """Every true pair (account_id, partner_account_id, kind): the same company, or a parent and its national
        subsidiary. `ours` and `theirs` say what the rows of the lists are."""
        theirs = theirs.rename({"account_id": "partner_account_id", "kind": "their_kind"})
        parents = self.world.companies.select(
            pl.int_range(pl.len(), dtype=pl.Int64).alias("company"), "parent", "national"
        )
        national = parents.filter("national").select("company", "parent")
        subsidiary = pl.lit(KINDS.index("subsidiary"), dtype=pl.Int64)
        same = ours.join(theirs, on="company").with_columns(kind=pl.max_horizontal("kind", "their_kind"))
        theirs_is = ours.join(national, left_on="company", right_on="parent").join(
            theirs, left_on="company_right", right_on="company"
        )
        ours_is = ours.join(national, on="company").join(theirs, left_on="parent", right_on="company")
        pairs = [same, theirs_is.with_columns(kind=subsidiary), ours_is.with_columns(kind=subsidiary)]
        return (
            pl.concat([frame.select("account_id", "partner_account_id", "kind") for frame in pairs])
            .unique(["account_id", "partner_account_id"], keep="first", maintain_order=True)
            .sort("account_id", "partner_account_id")
            .with_columns(pl.col("kind").replace_strict(dict(enumerate(KINDS)), return_dtype=pl.String))
        )


def _parents_first(companies: pl.DataFrame, dice: Dice) -> Ints:
    """All companies in random order, the parents of groups mostly early: it is they whom both sides know."""
    parents = np.zeros(companies.height, dtype=np.bool_)
    parents[companies["parent"].drop_nulls().to_numpy()] = True
    return np.argsort(dice.uniform(companies.height) * np.where(parents, PARENTS_LATE, 1.0), kind="stable")


def _listed(members: Ints, twice: int, dice: Dice) -> Ints:
    """The companies of a list in the order of its rows, some of them twice."""
    listed = np.concatenate([members, members[dice.order(len(members))[:twice]]])
    return listed[dice.order(len(listed))]


def example_lists(
    accounts: int, overlap: float = 0.2, seed: int = 7, *, dirt: Dirt | None = None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Our list, the partner's list (shape `ACCOUNTS`) and the truth (account_id, partner_account_id, kind).

    Each list has `accounts` rows; a share `overlap` of its companies is on the other one too. `dirt` falls on the
    partner's list, and in part on ours. The same arguments give the same lists on every machine.
    Raises `NoSuchExample`.
    """
    sides = Sides.drawn(accounts, overlap, seed, dirt)
    ours, what_ours = sides.our_rows()
    theirs, what_theirs = sides.their_rows()
    return ours, theirs, sides.truth(what_ours, what_theirs)
