"""A judgements file as people write it: verdicts in their words, the last one counts, a bad row is named."""

from pathlib import Path

import pytest

from mutuals.matching.judgements import UnusableJudgements, read_judgements, write_judgements


def _written(folder: Path, *rows: str) -> Path:
    path = folder / "judgements.csv"
    path.write_text("\n".join(["account_id,partner_account_id,judgement", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("confirmed", "confirmed"),
        ("Confirm", "confirmed"),
        (" yes ", "confirmed"),
        ("rejected", "rejected"),
        ("reject", "rejected"),
        ("NO", "rejected"),
        ("alias", "alias"),
    ],
)
def test_a_verdict_is_read_in_the_words_that_people_use(tmp_path: Path, said: str, meant: str) -> None:
    assert read_judgements(_written(tmp_path, f"A1,G1,{said}"))["judgement"].to_list() == [meant]


def test_the_last_verdict_on_a_pair_counts_and_survives_writing(tmp_path: Path) -> None:
    read = read_judgements(_written(tmp_path, "A1,G1,confirm", "A2,G2,alias", "A1,G1,reject"))
    again = tmp_path / "again.csv"
    write_judgements(again, read)
    assert read_judgements(again).select("account_id", "judgement").rows() == [("A2", "alias"), ("A1", "rejected")]


@pytest.mark.parametrize(("row", "named"), [("A1,G1,perhaps", "row 3: 'perhaps'"), ("A1,,confirm", "row 3")])
def test_a_row_that_says_nothing_is_named(tmp_path: Path, row: str, named: str) -> None:
    with pytest.raises(UnusableJudgements, match=named):
        read_judgements(_written(tmp_path, "A2,G2,alias", row))
