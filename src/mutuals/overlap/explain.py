"""Numbers that can disagree explain themselves: why mine, theirs and pairs differ, and why cells do not add up."""

from decimal import Decimal

import polars as pl

from mutuals.overlap.matrix import OverlapMatrix

_INNER = pl.col("our_population").is_not_null() & pl.col("partner_population").is_not_null()


def why_counts_differ(overlaps: pl.DataFrame, matrix: OverlapMatrix, *, ours: str, theirs: str) -> tuple[str, ...]:
    """Sentences on accounts of mine, of theirs and pairs, computed from `overlaps`: those that count in `matrix`.

    `ours` and `theirs` are the names of the two sides.
    """
    mine, their, pairs = matrix.cell()
    if not pairs:
        return (f"No account of {ours} overlaps with one of {theirs}.",)
    opening = f"{_many(mine, 'account')} of {ours} and {_many(their, 'account')} of {theirs} meet in {_pairs(pairs)}."
    if mine == their == pairs:
        return (opening, "Every account has one counterpart, so the three numbers agree.")
    several = (_several(overlaps, "", own=ours, other=theirs), _several(overlaps, "partner_", own=theirs, other=ours))
    return (opening, *(sentence for sentence in several if sentence))


def why_cells_do_not_add_up(matrix: OverlapMatrix, *, ours: str) -> tuple[str, ...]:
    """Sentences on the sum of the cells against the total, in accounts and in each currency."""
    summed = int(matrix.cells.filter(_INNER)["mine"].sum())
    total = matrix.cell()[0]
    sentences = []
    if summed != total:
        sentences.append(
            f"The cells add up to {_many(summed, 'account')} of {ours}, the total is {total:,}: an account stands in "
            "every cell that its own populations and its counterparts' populations make, and counts once in the total."
        )
    elif total:
        sentences.append(f"Each account of {ours} stands in one cell, so here the cells add up to the total.")
    sentences += _why_money_does_not_add_up(matrix)
    return tuple(sentences)


def _why_money_does_not_add_up(matrix: OverlapMatrix) -> list[str]:
    """Sentences on potential revenue: cells against totals, and one currency against another."""
    by_currency = matrix.potential.filter(_INNER).group_by("currency").agg(pl.col("amount").sum().alias("summed"))
    totals = matrix.potential_of().join(by_currency, on="currency", nulls_equal=True, maintain_order="left")
    sentences = []
    if totals.select((pl.col("summed") != pl.col("amount")).any()).item():
        cells, whole = (
            _and([money(amount, currency) for currency, amount in totals.select("currency", name).iter_rows()])
            for name in ("summed", "amount")
        )
        sentences.append(
            f"Potential revenue of the cells adds up to {cells}, the total is {whole}: an account's open amounts "
            "stand in each of its cells and are counted once in the total."
        )
    if totals.height > 1:
        named = ", ".join(currency or "no currency" for currency in totals["currency"])
        sentences.append(f"Amounts in different currencies ({named}) stand side by side and are never added.")
    return sentences


def money(amount: Decimal, currency: str | None) -> str:
    """An amount in words that line up: '1,250,000 EUR', cents only where there are any."""
    figure = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return f"{figure} {currency}" if currency else figure


def _several(overlaps: pl.DataFrame, prefix: str, *, own: str, other: str) -> str:
    """How many accounts of one side have several counterparts, the one with most, and the pairs that this makes.

    `prefix` is that of the side's columns: none for ours, `partner_` for the partner's.
    """
    key, name, links = f"{prefix}account_id", f"{prefix}name", f"{prefix or 'our_'}links"
    counts = (
        overlaps.filter(pl.col(links) > 1)
        .group_by(key)
        .agg(pl.len().alias("links"), pl.col(name).first())
        .filter(pl.col("links") > 1)
    )
    if counts.is_empty():
        return ""
    most = counts.sort("links", key, descending=[True, False]).row(0, named=True)
    extra = int(counts["links"].sum()) - counts.height
    have = "has" if counts.height == 1 else "have"
    who = most[name] or most[key]
    return (
        f"{_many(counts.height, 'account')} of {own} {have} several counterparts at {other} "
        f"(most: {who}, {most['links']:,}), which makes {_pairs(extra)} beyond one an account."
    )


def _and(parts: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _pairs(number: int) -> str:
    return _many(number, "pair")
