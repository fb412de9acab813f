"""The benchmark's parts, on lists so small that the figures mean nothing."""

import json
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[2] / "bench"


def _python(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=BENCH, capture_output=True, text=True, check=False)


def test_a_part_is_picked_by_its_name() -> None:
    helped = _python("run.py", "--help").stdout
    for part in ("map", "threads", "million", "private", "keys", "incremental"):
        assert part in helped
    wrong = _python("run.py", "publick")
    assert wrong.returncode == 2
    assert "no part is called 'publick'; there are map, threads, million, private, keys, incremental" in wrong.stderr


def test_a_run_that_continues_another_is_measured() -> None:
    done = _python("psi_again.py", "400")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["links"] == 104
    assert 0 < said["cpu_seconds"] < 60


def test_what_is_measured_is_the_process_and_not_who_started_it() -> None:
    """The one that measures holds 300 MB; the measured one is an interpreter that prints."""
    code = (
        "import sys; from measure import reporting; held = bytearray(300_000_000); "
        "said = reporting([sys.executable, '-S', '-c', 'print(\\'{\"answer\": 42}\\')']); "
        "assert said.said == {'answer': 42}; assert 1 < said.peak_megabytes < 100, said; "
        "assert said.wall_seconds > 0"
    )
    done = _python("-c", code)
    assert done.returncode == 0, done.stderr


def test_a_process_that_fails_is_told_with_what_it_said() -> None:
    done = _python("-c", "import sys; from measure import run; run([sys.executable, '-c', 'raise SystemExit(\"no\")'])")
    assert "ended with 1:\nno" in done.stderr


def test_a_bound_is_met_or_not() -> None:
    code = (
        "from private_speed import Wanted; "
        "print(Wanted('a', 1.5, 1.8, 2, at_least=True).line(), Wanted('b', 20.0, 30, 1).line(), sep='\\n')"
    )
    assert _python("-c", code).stdout.splitlines() == ["| a | 1.50 | ≥ 1.8 | no |", "| b | 20.0 | ≤ 30 | yes |"]
