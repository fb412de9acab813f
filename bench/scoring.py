"""How good links are: the best link of each of our accounts against the truth.

Precision is over the links given, recall over our accounts that have a true counterpart. An account may have several
true ones; finding any of them is right.
"""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Figures:
    """What a table of links is worth: best F1 and the probability where it lies; the share right among links above
    0.95 and the recall there; recall at 99 % precision; expected calibration error in ten bins."""

    best_f1: float
    best_at: float
    right_above_95: float
    recall_above_95: float
    recall_at_99: float
    calibration_error: float


def score(links: pl.DataFrame, truth: pl.DataFrame, *, certain: float = 0.95) -> Figures:
    """Score `links` (account_id, partner_account_id, probability) against `truth` (account_id, partner_account_id)."""
    right = truth.select("account_id", "partner_account_id").unique().with_columns(right=True)
    findable = right["account_id"].n_unique()
    best = (
        links.select("account_id", "partner_account_id", "probability")
        .sort("probability", "partner_account_id", descending=[True, False])
        .unique("account_id", keep="first", maintain_order=True)
        .join(right, on=["account_id", "partner_account_id"], how="left", maintain_order="left")
        .with_columns(pl.col("right").fill_null(value=False))
        .sort("probability", descending=True, maintain_order=True)
    )
    curve = (
        best.with_columns(hits=pl.col("right").cum_sum(), given=pl.int_range(1, pl.len() + 1))
        # Links of one probability stand or fall together.
        .filter(pl.col("probability").ne_missing(pl.col("probability").shift(-1)))
        .select("probability", precision=pl.col("hits") / pl.col("given"), recall=pl.col("hits") / max(findable, 1))
        .with_columns(f1=2 * pl.col("precision") * pl.col("recall") / (pl.col("precision") + pl.col("recall")))
        .with_columns(pl.col("f1").fill_nan(0.0))
    )
    if curve.is_empty():
        return Figures(0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    top = curve.sort("f1", descending=True, maintain_order=True).row(0, named=True)
    above = best.filter(pl.col("probability") >= certain)["right"]
    precise = curve.filter(pl.col("precision") >= 0.99)["recall"]
    return Figures(
        best_f1=top["f1"],
        best_at=top["probability"],
        right_above_95=above.sum() / len(above) if len(above) else 1.0,
        recall_above_95=above.sum() / max(findable, 1),
        recall_at_99=float(precise.max() or 0.0) if len(precise) else 0.0,  # type: ignore[arg-type]
        calibration_error=_calibration_error(best),
    )


def _calibration_error(best: pl.DataFrame) -> float:
    """The mean distance between what probabilities say and how often they are right, over ten bins, by links."""
    bins = best.group_by((pl.col("probability") * 10).floor().clip(0, 9)).agg(
        links=pl.len(), said=pl.col("probability").mean(), was=pl.col("right").mean()
    )
    return float((bins["links"] * (bins["said"] - bins["was"]).abs()).sum()) / best.height
