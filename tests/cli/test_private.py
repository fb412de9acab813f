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


def _both(
    folder: Path, *more: object, acme: tuple[object, ...] = (), globex: tuple[object, ...] = (), code: int = 0
) -> list[str]:
    """A run of Acme and Globex with options for both and for each, and Globex's exit code; what each printed."""
    port, link = _port(), folder / "link.txt"
    link.unlink(missing_ok=True)
    reached = ("--listen", f"127.0.0.1:{port}", "--address", f"https://127.0.0.1:{port}", "--link-file", link)
    inviter = _start(folder / "acme", "invite", ACME, "--partner", "Globex", "--as", "Acme", *reached, *more, *acme)
    while not link.exists() and inviter.poll() is None:
        time.sleep(0.05)
    joiner = _start(folder / "globex", "join", link, GLOBEX, "--as", "Globex", *more, *globex)
    printed = [joiner.communicate(timeout=120)[0]]
    if code:
        inviter.terminate()
    printed.append(inviter.communicate(timeout=120)[0])
    assert joiner.returncode == code, printed
    assert code or inviter.returncode == 0, printed
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


def _learning(folder: Path, learns: str) -> tuple[str, Path]:
    policy = folder / f"{learns}.toml"
    policy.write_text(f'learns = "{learns}"\n[default]\nlevel = "Overlapping accounts"\n[guards]\ncount_floor = 1\n')
    return "--policy", policy


@pytest.mark.slow
@pytest.mark.parametrize("acme_learns", [True, False])
def test_the_side_that_both_policies_name_learns_alone(tmp_path: Path, acme_learns: bool) -> None:
    us, partner = _learning(tmp_path, "us"), _learning(tmp_path, "partner")
    printed = _both(tmp_path, acme=us if acme_learns else partner, globex=partner if acme_learns else us)
    sides = [("acme", "Globex", printed[0]), ("globex", "Acme", printed[1])]
    (knows, other, told), (counts, knower, said) = sides if acme_learns else sides[::-1]
    found = pl.read_csv(tmp_path / knows / "mutuals-private" / "overlaps.csv")
    assert {account[1:] for account in found["account_id"]} >= {"1", "2", "3", "4", "6"}
    assert found["partner_name"].null_count() == found.height
    assert set(found["partner_populations"]) == {"Not told"}
    assert f"are also on the list of {other}" in told
    assert "we alone learned which accounts are common" in " ".join(told.split())
    assert f"{other} learned how many of ours" in " ".join(told.split())
    folder = tmp_path / counts / "mutuals-private"
    assert sorted(path.name for path in folder.iterdir()) == ["counts.csv", "summary.json"]
    assert dict(pl.read_csv(folder / "counts.csv").iter_rows())["common keys: domain"] == 5
    assert f"{knower} alone learned which accounts are common" in " ".join(said.split())
    assert f"{knower} learned which of its accounts are on our list" in " ".join(said.split())
    for side, learns, reached in ((knows, "us", "count"), (counts, "partner", "matches")):
        assert _summary(tmp_path / side)["private"]["learns"] == learns
        last = json.loads((tmp_path / side / "mutuals-node" / "ledger.jsonl").read_text().splitlines()[-1])
        assert (last["outcome"], last["reached"]) == ("completed", reached)
        assert last["disclosed"] == [{"population": "any of those shared", "accounts": None, "fields": []}]


@pytest.mark.slow
def test_policies_that_disagree_on_who_learns_are_told_what_to_mend(tmp_path: Path) -> None:
    us = _learning(tmp_path, "us")
    _, said = _both(tmp_path, acme=us, globex=us, code=2)
    assert "Acme has inviter, we have joiner" in " ".join(said.split())
    assert 'one "us" and the other "partner"' in " ".join(said.split())
    _both(tmp_path, acme=_learning(tmp_path, "partner"), globex=us)  # other terms need another link, and get one


@pytest.mark.slow
def test_a_later_run_sends_what_changed_and_comes_to_what_a_whole_run_does(tmp_path: Path) -> None:
    port, link, again = _port(), tmp_path / "link.txt", tmp_path / "again.csv"
    reached = ("--listen", f"127.0.0.1:{port}", "--address", f"https://127.0.0.1:{port}", "--link-file", link)
    header, *rows = ACME.read_text(encoding="utf-8").splitlines()
    without = [row for row in rows if not row.startswith("A3,")]
    again.write_text("\n".join([header, *reversed(without)]) + "\n", encoding="utf-8")
    said = []
    for ours in (ACME, again):
        acme = ("invite", ours, "--partner", "Globex", "--as", "Acme", *reached, "--incremental")
        inviter = _start(tmp_path / "acme", *acme)
        while not link.exists() and inviter.poll() is None:
            time.sleep(0.05)
        joiner = _start(tmp_path / "globex", "join", link, GLOBEX, "--as", "Globex", "--incremental")
        said.append([" ".join(side.communicate(timeout=120)[0].split()) for side in (joiner, inviter)])
        assert (joiner.returncode, inviter.returncode) == (0, 0), said
    assert all("give away more" in text and "This was a whole run" in text for text in said[0])
    assert all("give away more" not in text and "only what changed" in text for text in said[1])
    overlaps = pl.read_csv(tmp_path / "acme" / "mutuals-private" / "overlaps.csv")
    found = {(ours, NAMES[name]) for ours, name in overlaps.select("account_id", "partner_name").iter_rows()}
    assert found == PAIRS - {("A3", "G3")}
    assert _summary(tmp_path / "globex")["private"]["continued"] is True


@pytest.mark.slow
def test_a_new_invitation_lets_a_new_node_of_the_partner_in(tmp_path: Path) -> None:
    _both(tmp_path)
    link = (tmp_path / "link.txt").read_text()
    _both(tmp_path, acme=("--new",), globex=("--node", tmp_path / "another-node"))
    assert (tmp_path / "link.txt").read_text() != link
    assert len(list((tmp_path / "acme" / "mutuals-node" / "partnerships").iterdir())) == 2


def test_counts_tell_both_sides_the_same_whatever_the_policy_wants(tmp_path: Path) -> None:
    where = ("--node", tmp_path / "node", "--out", tmp_path / "map")
    done = mutuals(
        "private", "invite", ACME, "--partner", "Globex", "--counts", *_learning(tmp_path, "partner"), *where
    )
    assert done.code == 2
    assert "run without --counts" in " ".join(done.err.split())


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
        (("invite", ACME, "--partner", "Globex", "--counts", "--incremental"), "--incremental is for overlaps"),
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
