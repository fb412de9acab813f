"""The command itself: help, version, exit codes, and how it fails."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from mutuals import __version__
from mutuals.errors import EXIT_CODES
from tests.cli.running import ACME, GLOBEX, command, mutuals, process


def test_version(tmp_path: Path) -> None:
    assert process("--version", cwd=tmp_path).out == f"mutuals {__version__}\n"


def test_help_names_every_verb_and_every_exit_code() -> None:
    text = mutuals("--help").out
    assert not [verb for verb in ("map", "check", "example", "rules", "explain", "judge") if f" {verb} " not in text]
    assert not [code for code in EXIT_CODES.values() if f"{code} " not in text.split("Exit codes")[1]]


def test_the_core_is_not_loaded_before_a_verb_runs() -> None:
    """Threads are told to Polars by the environment, before it is imported; and help is quick."""
    looked = "import sys; import mutuals.cli.app; print(sorted({'polars', 'numpy', 'scipy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_threads_reach_polars_and_the_algebra() -> None:
    looked = (
        "import os; from mutuals.cli.machine import use_threads; use_threads(1); import polars; "
        "print(polars.thread_pool_size(), os.environ['OMP_NUM_THREADS'])"
    )
    done = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert done.stdout == "1 1\n"


def test_a_terminal_that_knows_few_letters(tmp_path: Path) -> None:
    done = subprocess.run(
        command("rules", "show", "website"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    assert b"Website" in done.stdout


@pytest.mark.parametrize(
    "arguments", [["map", ACME], ["mapp"], ["map", ACME, GLOBEX, "--threads", 0], ["judge", 1, 2, 3]]
)
def test_what_was_typed_wrongly_is_bad_input(arguments: list[object]) -> None:
    outcome = mutuals(*arguments)
    assert outcome.code == 2
    assert "Traceback" not in outcome.err


def test_a_defect_of_ours_is_no_bad_input() -> None:
    with mock.patch("mutuals.cli.rules.bar", side_effect=ZeroDivisionError), pytest.raises(ZeroDivisionError):
        mutuals("rules", "show", "lei")


def test_memory_running_out_is_told_in_a_sentence() -> None:
    with mock.patch("mutuals.cli.rules.bar", side_effect=MemoryError):
        outcome = mutuals("rules", "show", "lei")
    assert (outcome.code, outcome.err.count("\n")) == (1, 1)


def test_nobody_reads_the_output_to_its_end(tmp_path: Path) -> None:
    line = " ".join(command("rules", "show")) + " | head -1"
    done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""


WAITS_WHILE_WRITING = (
    "import time; from mutuals.cli import app; from mutuals import pipeline;"
    "pipeline.write_html = lambda *a, **k: (print('here', flush=True), time.sleep(60)); app.main()"
)


@pytest.mark.parametrize(
    ("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_stopped_while_it_writes(stop: signal.Signals, code: int, tmp_path: Path) -> None:
    """However it is stopped, nothing half-written stands where the map should be, and no traceback is shown."""
    arguments = ["map", str(ACME), str(GLOBEX), "--out", "out", "--quiet"]
    line = [sys.executable, "-c", WAITS_WHILE_WRITING, *arguments]
    with subprocess.Popen(line, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stdout
        assert run.stderr
        assert run.stdout.readline() == "here\n", run.stderr.read()
        run.send_signal(stop)
        assert run.wait(timeout=30) == code
        assert "Traceback" not in run.stderr.read()
    left = [] if stop != signal.SIGKILL else [path.name for path in tmp_path.glob(".mutuals-*")]
    assert [path.name for path in tmp_path.iterdir()] == left
