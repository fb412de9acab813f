"""`mutuals private`: two processes on one machine learn the overlap; wrong input is told before anything is sent."""

import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.running import ACME, GLOBEX, command, mutuals

PAIRS = {(f"A{n}", f"G{n}") for n in (1, 2, 3, 4, 6)}
NAMES = dict(pl.read_csv(GLOBEX).select("name", "id").iter_rows())


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _start(folder: Path, *arguments: object) -> "subprocess.Popen[str]":
    folder.mkdir(exist_ok=True)
    return subprocess.Popen(
        command("private", *arguments, "--yes"), cwd=folder, stdout=-1, stderr=subprocess.STDOUT, encoding="utf-8"
    )


def _both(folder: Path, *more: object) -> list[str]:
    """A run of Acme and Globex; what each printed."""
    port, link = _port(), folder / "link.txt"
    reached = ("--listen", f"127.0.0.1:{port}", "--address", f"https://127.0.0.1:{port}", "--link-file", link)
    acme = _start(folder / "acme", "invite", ACME, "--partner", "Globex", "--as", "Acme", *reached, *more)
    while not link.exists() and acme.poll() is None:
        time.sleep(0.05)
    globex = _start(folder / "globex", "join", link, GLOBEX, "--as", "Globex", *more)
    printed = [side.communicate(timeout=120)[0] for side in (globex, acme)]
    assert [side.returncode for side in (globex, acme)] == [0, 0], printed
    return printed[::-1]


def _summary(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / "mutuals-private" / "summary.json").read_text(encoding="utf-8"))
    return said


@pytest.mark.slow
def test_both_sides_learn_the_overlap_and_what_the_other_learned(tmp_path: Path) -> None:
    printed = _both(tmp_path)
    overlaps = pl.read_csv(tmp_path / "acme" / "mutuals-private" / "overlaps.csv")
    assert {(ours, NAMES[name]) for ours, name in overlaps.select("account_id", "partner_name").iter_rows()} == PAIRS
    for folder, partner, text in ((tmp_path / "acme", "Globex", printed[0]), (tmp_path / "globex", "Acme", printed[1])):
        assert f"are also on the list of {partner}" in text
        assert f"{partner} learned that" in " ".join(text.split())
        assert _summary(folder)["private"]["partner"] == partner
        assert mutuals("private", "ledger", "verify", "--node", folder / "mutuals-node").code == 0
    theirs = (tmp_path / "globex" / "mutuals-private" / "overlaps.csv").read_text(encoding="utf-8")
    assert "Pebblecrest School" not in theirs  # Acme's own, which Globex does not have


@pytest.mark.slow
def test_what_the_policy_hides_is_in_no_file_of_the_other_side(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        '[default]\nlevel = "Hidden"\n[[population]]\nname = "Customers"\nlevel = "Overlapping accounts"\n'
    )
    _both(tmp_path, "--policy", policy)
    seen = b"".join(path.read_bytes() for path in (tmp_path / "globex").rglob("*") if path.is_file())
    assert b"Zonnewijk Bakkerij B.V." not in seen  # an open opportunity of Acme's
    assert _summary(tmp_path / "globex")["private"]["disclosed"]


@pytest.mark.slow
def test_a_run_that_counts_says_how_many_and_not_which(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[default]\nlevel = "Counts only"\n[guards]\ncount_floor = 0\n')
    _both(tmp_path, "--counts", "--policy", policy)
    counts = pl.read_csv(tmp_path / "acme" / "mutuals-private" / "counts.csv")
    assert dict(counts.iter_rows())["accounts"] == 5  # by domain: the four with a common site, and the two funds
    seen = b"".join(path.read_bytes() for path in (tmp_path / "globex").rglob("*") if path.is_file())
    assert b"Brackenmoor Bikes Ltd" not in seen


def test_a_policy_to_start_from_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    assert mutuals("private", "policy", file).code == 0
    assert "Overlapping accounts" in file.read_text(encoding="utf-8")
    assert mutuals("private", "policy", file).code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("join", "mutuals-invite:nonsense", GLOBEX), "invitation"),
        (("join", "no-such-file.txt", GLOBEX), "invitation"),
        (("invite", ACME, "--partner", "Globex", "--listen", "nowhere"), "HOST:PORT"),
        (("invite", ACME, "--partner", "Globex", "--policy", "none.toml"), "none.toml"),
        (("invite", ACME, "--partner", "Globex", "--counts", "--by", "shoe size"), "shoe size"),
        (("invite", "no-such-list.csv", "--partner", "Globex"), "no-such-list.csv"),
        (("ledger", "show", "--node", "nowhere"), "nowhere"),
    ],
)
def test_wrong_input_is_told_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = mutuals("private", *arguments)
    assert done.code == 2, done.err
    assert said in done.err


def test_a_policy_that_hides_everything_has_nothing_to_run_with(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[default]\nlevel = "Hidden"\n')
    where = ("--node", tmp_path / "node", "--out", tmp_path / "map")
    done = mutuals("private", "invite", ACME, "--partner", "Globex", "--policy", policy, *where)
    assert done.code == 2
    assert "Hidden" in done.err or "shows no account" in done.err
