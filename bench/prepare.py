"""Both lists of a task prepared for the peer: the very fields that Mutuals compares, as it normalises them.

    prepare.py OURS THEIRS OUT_OURS OUT_THEIRS

Columns: unique_id, name (folded, without legal form), tokens (with their share of all tokens, as the peer's guide for
companies asks), rarest_tokens (the two rarest), domain, phone, postal, number (of the house), city, country.
"""

import sys
from pathlib import Path

import polars as pl

from mutuals.normalise.fields import normalise_accounts
from mutuals.pipeline import import_accounts


def prepared(path: Path) -> pl.DataFrame:
    """One list, a row an account."""
    normalised = normalise_accounts(import_accounts(path).account_list.accounts)
    fields = normalised.fields.select(
        pl.col("account_id").alias("unique_id"), "domain", "phone", "postal", "number", "city", "country"
    ).with_row_index("row")
    name = normalised.names.variants.unique("row", keep="first", maintain_order=True).select("row", name="text")
    return fields.join(name, on="row", how="left", maintain_order="left").drop("row")


def with_tokens(frame: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """`frame` with the tokens of its names and their shares, and its two rarest tokens below 1 %."""
    words = frame.select("unique_id", token=pl.col("name").str.split(" ")).explode("token").drop_nulls("token")
    words = words.unique(maintain_order=True).join(shares, on="token", how="left", maintain_order="left")
    tokens = words.group_by("unique_id", maintain_order=True).agg(tokens=pl.struct("token", "rel_freq"))
    rarest = (
        words.filter(pl.col("rel_freq") < 0.01)
        .sort("rel_freq", "token")
        .group_by("unique_id", maintain_order=True)
        .agg(rarest_tokens=pl.col("token").head(2))
    )
    return frame.join(tokens, on="unique_id", how="left").join(rarest, on="unique_id", how="left")


def main() -> None:
    """Prepare two files."""
    ours, theirs, *outs = map(Path, sys.argv[1:])
    frames = [prepared(path) for path in (ours, theirs)]
    words = pl.concat([frame.select(token=pl.col("name").str.split(" ")).explode("token") for frame in frames])
    words = words.drop_nulls("token")
    shares = words.group_by("token").agg(rel_freq=pl.len() / words.height)
    for frame, out in zip(frames, outs, strict=True):
        out.parent.mkdir(parents=True, exist_ok=True)
        with_tokens(frame, shares).sort("unique_id").write_parquet(out)


if __name__ == "__main__":
    main()
