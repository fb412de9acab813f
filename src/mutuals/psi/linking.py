"""From edges to accounts: which of our accounts and which of the partner's have a key in common."""

import polars as pl

from mutuals.psi.results import LINK_COLUMNS
from mutuals.psi.run import Run
from mutuals.psi.terms import Learner, Terms


def links(run: Run, own: list[pl.DataFrame], terms: Terms) -> pl.DataFrame:
    """The links of a finished run, shape `LINK_COLUMNS`; an account pair once however many keys agree.

    `own` are our edges, those of `records.own_edges` for each list.
    """
    ours = pl.concat(own)
    if terms.learner is Learner.BOTH:
        edges = ours.join(run.received, on=["list", "position"]).join(run.payloads, on="handle")
    else:
        edges = ours.with_columns(handle=pl.lit(None, pl.Binary), payload=pl.lit(None, pl.Binary))
    kinds = pl.Series("kinds", terms.kinds, dtype=pl.String)
    found = edges.unique(["account", "handle", "list"]).sort("account", "handle", "list")
    named = found.with_columns(kinds.gather(found["list"]))
    pairs = named.group_by("account", "handle", maintain_order=True).agg("kinds", pl.col("payload").first())
    return pairs.select(list(LINK_COLUMNS)).cast(LINK_COLUMNS)  # type: ignore[arg-type]
