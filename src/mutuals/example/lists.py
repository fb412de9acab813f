"""Two lists of invented companies that overlap, with the truth beside them."""

import numpy as np
import polars as pl

from mutuals.accounts import ACCOUNTS
from mutuals.errors import BadInput
from mutuals.example.companies import invent
from mutuals.example.dice import Dice, Ints
from mutuals.example.dirt import Dirt
from mutuals.example.fields import Side, render

TRUTH_KINDS = ("same", "duplicate", "renamed", "acronym", "trade_name", "subsidiary")
"""What connects the two accounts of a true pair; of several that apply, the last one."""

MOST = 1_000_000


class NoSuchExample(BadInput):
    """The size or the overlap asked for cannot be made. The caller shows the sentence; the person asks for another."""


def example_lists(
    accounts: int, overlap: float = 0.2, seed: int = 7, *, dirt: Dirt | None = None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Two lists of `accounts` invented companies each (shape `ACCOUNTS`) and the truth (account_id, partner_account_id, kind).

    A share `overlap` of the companies of each list is on the other one too. `dirt` falls on their list; ours gets
    part of it. The same arguments give the same lists on every machine. Raises `NoSuchExample`.
    """
    if not 1 <= accounts <= MOST:
        raise NoSuchExample(f"An example has 1 to {MOST:,} accounts a side, not {accounts:,}.")
    if not 0 <= overlap <= 1:
        raise NoSuchExample(f"The overlap is a share between 0 and 1, not {overlap}.")
    dirt = dirt or Dirt()
    ours_at, theirs_at, count = _membership(accounts, overlap, dirt, seed)
    companies = invent(count, seed)
    side = Side.of(companies, seed)
    # Of a company on both lists only one side shows another name, else nobody could find it.
    shared = np.isin(ours_at, theirs_at)
    ours = render(side, ours_at, dirt.cleaner(0.45), Dice(seed, "ours"), prefix="A", plain=shared)
    theirs = render(side, theirs_at, dirt, Dice(seed, "theirs"), prefix="G", plain=np.zeros(len(theirs_at), bool))
    truth = _truth(companies, ours, theirs)
    return ACCOUNTS.conform(ours).drop("_company", "_kind"), ACCOUNTS.conform(theirs).drop("_company", "_kind"), truth


def _membership(accounts: int, overlap: float, dirt: Dirt, seed: int) -> tuple[Ints, Ints, int]:
    """The companies of each list in the order of its rows, duplicates twice, and how many companies there are."""
    dice = Dice(seed, "membership")
    twice = round(accounts * dirt.duplicate)
    companies = accounts - twice
    both = round(companies * overlap)
    count = 2 * companies - both
    order = dice.order(count)
    lists = []
    for members in (order[:companies], np.concatenate([order[:both], order[companies:]])):
        again = members[dice.order(companies)[:twice]]
        rows = np.concatenate([members, again])
        lists.append(rows[dice.order(len(rows))])
    return lists[0], lists[1], count


def _truth(companies: pl.DataFrame, ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Every true pair: the same company, or the parent and its national subsidiary."""
    left = ours.select("account_id", company="_company", ours_kind="_kind")
    right = theirs.select(partner_account_id="account_id", company="_company", theirs_kind="_kind")
    same = left.join(right, on="company", how="inner").with_columns(kind=pl.max_horizontal("ours_kind", "theirs_kind"))
    parents = (
        companies.select(company=pl.int_range(pl.len()), parent="parent", national="national")
        .filter("national")
        .drop("national")
    )
    down = left.join(parents, left_on="company", right_on="parent").join(
        right, left_on="company_right", right_on="company"
    )
    up = right.join(parents, left_on="company", right_on="parent").join(
        left, left_on="company_right", right_on="company"
    )
    national = pl.lit(TRUTH_KINDS.index("subsidiary"))
    pairs = [
        frame.select("account_id", "partner_account_id", kind=kind)
        for frame, kind in ((same, pl.col("kind").cast(pl.Int32)), (down, national), (up, national))
    ]
    names = pl.Series(TRUTH_KINDS)
    return (
        pl.concat(pairs)
        .unique(["account_id", "partner_account_id"], keep="first", maintain_order=True)
        .sort("account_id", "partner_account_id")
        .with_columns(kind=pl.col("kind").replace_strict(dict(enumerate(names)), return_dtype=pl.String))
    )
