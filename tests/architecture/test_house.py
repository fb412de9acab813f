"""Habits no linter keeps: sizes, names, no row loops, no clock, seeded dice, errors that speak, no machine traces."""

import ast
import importlib
import pkgutil
import re
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

import mutuals
from mutuals.errors import EXIT_CODES, MutualsError

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "mutuals"
MODULES = sorted(SOURCE.rglob("*.py"))

REVIEW_LINES, MOST_LINES, MOST_FUNCTION_LINES = 400, 600, 40

CORE = ("accounts", "normalise", "matching", "overlap", "cosell", "example")
PYTHON_PER_ROW = {"map_elements", "map_rows"}
ROWS_AS_OBJECTS = {"iter_rows", "to_dicts"}
MANY_ROWS = ("normalise", "matching", "example")
"""Rooms whose frames have a row per account or pair; elsewhere in the core a frame may be a handful of totals."""
CLOCKS = {"now", "utcnow", "today"}

# In pieces, so that this file does not name what it looks for.
MACHINE_TRACES = re.compile(
    "|".join(
        [
            "--(extra-)?index" + "-url",
            "--find" + "-links",
            r"https?://[^\s\"')>]*/simp" + r"le\b",
            "py" + r"pi\.org|pythonho" + r"sted\.org|registry\.n" + r"pmjs",
            r"(?<![\w.])/(ro" + r"ot|ho" + r"me/\w+|wo" + r"rk|o" + r"pt/py\w+|Us" + r"ers/\w+)/",
        ]
    )
)


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _calls(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of every method call in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr


def _calls_in(rooms: tuple[str, ...], names: set[str]) -> list[str]:
    """Where these rooms call a method of one of these names."""
    modules = [path for path in MODULES if path.relative_to(SOURCE).parts[0] in rooms]
    return [f"{_relative(path)}:{line} .{name}()" for path in modules for line, name in _calls(path) if name in names]


def test_no_module_is_too_long() -> None:
    lengths = {_relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    for name, lines in lengths.items():
        if REVIEW_LINES < lines <= MOST_LINES:
            with warnings.catch_warnings():
                warnings.simplefilter("default")
                warnings.warn(f"{name} has {lines} lines: time to divide it", stacklevel=1)
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


def test_no_function_is_too_long() -> None:
    """Counted without the docstring: a rule may be explained at length, but not done at length."""
    long = []
    for path in MODULES:
        for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
            body = function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
            lines = (function.end_lineno or 0) - body[0].lineno + 1
            if lines > MOST_FUNCTION_LINES:
                long.append(f"{_relative(path)}:{function.lineno} {function.name} has {lines} lines")
    assert not long, "\n".join(long)


def test_no_room_without_a_name() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "base"}
    assert not [_relative(path) for path in MODULES if path.stem in vague]


def test_the_core_does_not_loop_over_rows() -> None:
    assert not _calls_in(CORE, PYTHON_PER_ROW)
    assert not _calls_in(MANY_ROWS, ROWS_AS_OBJECTS)


def test_the_core_has_no_clock() -> None:
    assert not _calls_in(CORE, CLOCKS)


def test_generators_of_random_numbers_are_seeded() -> None:
    unseeded = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or node.args or node.keywords:
                continue
            if ast.unparse(node.func).endswith(("default_rng", "SeedSequence")):
                unseeded.append(f"{_relative(path)}:{node.lineno}")
    assert not unseeded


def _errors() -> list[type[MutualsError]]:
    for module in pkgutil.walk_packages(mutuals.__path__, "mutuals."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type[MutualsError]] = []
    queue = MutualsError.__subclasses__()
    while queue:
        error = queue.pop()
        found.append(error)
        queue.extend(error.__subclasses__())
    return sorted(set(found), key=lambda error: error.__name__)


def test_every_error_says_what_the_caller_does() -> None:
    """A kind (or, for a defect of ours, none), a docstring of its own and not a copy of its parent's."""
    mute = [error.__name__ for error in _errors() if not error.__dict__.get("__doc__")]
    assert not mute


def test_every_kind_of_error_has_its_own_exit_code() -> None:
    codes = list(EXIT_CODES.values())
    assert len(set(codes)) == len(codes)
    assert not {0, 1} & set(codes)


def _committed() -> list[Path]:
    try:
        listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    paths = [ROOT / name for name in listing.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_nothing_committed_names_a_package_index_or_a_machine() -> None:
    found = []
    for path in _committed():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
            if MACHINE_TRACES.search(line):
                found.append(f"{_relative(path)}:{number} {line.strip()[:120]}")
    assert not found, "\n".join(found[:20])


def test_the_lock_is_hashed_and_complete() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock)[1:]
    names = {re.split(r"[=\s]", block)[0] for block in blocks}
    assert not [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
    assert {"hatchling", "numpy", "polars", "pytest", "uv"} <= names
