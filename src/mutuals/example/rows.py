"""One organization's list of the world's companies."""

import numpy as np
import polars as pl

from mutuals.accounts import ACCOUNTS
from mutuals.example.dice import Bools, Dice, Ints, kept
from mutuals.example.dirt import Dirt
from mutuals.example.organizations import Organization
from mutuals.example.rendering import Rendering
from mutuals.example.row_business import business
from mutuals.example.row_names import names
from mutuals.example.row_numbers import identifiers, phones
from mutuals.example.row_places import addresses
from mutuals.example.row_websites import websites
from mutuals.example.world import World

HAS_PARENT = 0.35
"""Share of subsidiaries whose parent is known, of those whose parent is in the list."""


def rows(
    world: World, at: Ints, plain: Bools, organization: Organization, dirt: Dirt
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The list (shape `ACCOUNTS`) of the companies `at`, and what its rows are: account_id, company, kind.

    Rows marked `plain` show under their own name, never as a subsidiary, acronym, trade name or former name.
    """
    dice = Dice(world.seed, organization.name)
    r = Rendering.decided(world, at, plain, dirt.cleaner(organization.dirt), dice)
    ids = organization.ids(r.count, dice.child("ids")).alias("account_id")
    frame = pl.DataFrame(
        {
            "account_id": ids,
            "name": names(r),
            "website": websites(r),
            **addresses(r),
            "phone": phones(r),
            **identifiers(r),
            "parent_account_id": _parents(r, ids),
            **business(r, organization),
            "source_row": pl.int_range(2, r.count + 2, dtype=pl.UInt32, eager=True),
        }
    )
    what = pl.DataFrame({"account_id": ids, "company": pl.Series(at), "kind": pl.Series(r.kind)})
    return ACCOUNTS.conform(frame), what


def _parents(r: Rendering, ids: pl.Series) -> pl.Series:
    """Account id of the parent, where it is in the list and known."""
    row_of = np.full(r.world.companies.height, -1, dtype=np.int64)
    row_of[r.at] = np.arange(r.count)
    parent = r.companies["parent"].fill_null(-1).to_numpy()
    row = np.where(parent >= 0, row_of[parent], -1)
    known = (row >= 0) & r.dice.child("parents").chance(r.count, HAS_PARENT)
    return kept(ids.gather(np.maximum(row, 0)).alias("parent_account_id"), known)
