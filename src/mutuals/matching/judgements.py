"""A person's verdicts on links: confirmed, rejected, or alias. They persist, and they win over the model."""

from pathlib import Path

import polars as pl

from mutuals.accounts import Column, Table
from mutuals.errors import BadInput
from mutuals.matching.schema import JUDGEMENTS as KINDS

JUDGEMENT_ROWS = Table(
    "JUDGEMENTS",
    "One row is a person's verdict on the link between one account of ours and one of the partner's.",
    (
        Column("account_id", pl.String, "Our account."),
        Column("partner_account_id", pl.String, "The partner's account."),
        Column("judgement", KINDS, "confirmed: the same company; rejected: not; alias: the same under another name."),
        Column("by", pl.String, "Who judged."),
        Column("on", pl.String, "When, as an ISO date."),
        Column("note", pl.String, "Why."),
    ),
)

SAID = {"confirm": "confirmed", "reject": "rejected", "yes": "confirmed", "no": "rejected"}
"""What people write, with the judgement that is meant."""


class UnusableJudgements(BadInput):
    """The judgements file cannot be used. The person mends the row that the message names."""


def read_judgements(path: Path) -> pl.DataFrame:
    """Judgements from a CSV file, shape `JUDGEMENT_ROWS`; the last one on a pair counts.

    Raises `UnusableJudgements` for a missing file or column, an unknown verdict or a row without its two ids.
    """
    try:
        frame = pl.read_csv(path, infer_schema_length=0)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise UnusableJudgements(f"{path}: cannot be read as a CSV file of judgements ({error}).") from error
    missing = [name for name in ("account_id", "partner_account_id", "judgement") if name not in frame.columns]
    if missing:
        raise UnusableJudgements(
            f"{path}: the column {missing[0]!r} is missing; a judgements file has account_id, partner_account_id and "
            "judgement."
        )
    frame = frame.with_columns(pl.col("judgement").str.strip_chars().str.to_lowercase().replace(SAID)).with_row_index(
        "line", offset=2
    )
    known = KINDS.categories.to_list()
    wrong = frame.filter(
        ~pl.col("judgement").is_in(known).fill_null(value=False)
        | pl.any_horizontal(pl.col("account_id", "partner_account_id").is_null())
    )
    if wrong.height:
        line, verdict = wrong.row(0, named=True)["line"], wrong.row(0, named=True)["judgement"]
        raise UnusableJudgements(
            f"{path}, row {line}: {verdict!r} is not a judgement with both ids; use one of {', '.join(known)}."
        )
    return JUDGEMENT_ROWS.conform(frame.drop("line")).unique(
        ["account_id", "partner_account_id"], keep="last", maintain_order=True
    )


def write_judgements(path: Path, judgements: pl.DataFrame) -> None:
    """Write judgements (shape `JUDGEMENT_ROWS`) as CSV, whole or not at all."""
    draft = path.with_name(path.name + ".part")
    judgements.write_csv(draft)
    draft.replace(path)
