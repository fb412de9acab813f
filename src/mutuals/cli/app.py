"""The command `mutuals`: its verbs, and how whatever goes wrong becomes one sentence and an exit code.

No verb imports the core before it runs: `mutuals --help` stays quick, and `--threads` reaches Polars before it starts
its pool of threads.
"""

import signal
import sys
from io import TextIOWrapper
from types import FrameType
from typing import Annotated, NoReturn

import typer

from mutuals import __version__
from mutuals.cli import check, example, explain, judge, map, private, rules, up
from mutuals.cli.words import clean
from mutuals.errors import EXIT_CODES, MutualsError, exit_code

_EPILOG = (
    "Exit codes: 0 done · 1 a defect of Mutuals · 2 input that cannot be used · 3 not allowed · 4 try again later · "
    "130 stopped."
)

app = typer.Typer(
    name="mutuals",
    help="Account mapping that keeps each side's list its own: the accounts that you and a partner have in common, how "
    "sure that is and why, and what to do about them.",
    epilog=_EPILOG,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("map", epilog=_EPILOG)(map.map_lists)
app.command("check", epilog=_EPILOG)(check.check_list)
app.command("example", epilog=_EPILOG)(example.write_lists)
app.command("explain", epilog=_EPILOG)(explain.explain)
app.command("judge", epilog=_EPILOG)(judge.judge_link)
app.command("up", epilog=_EPILOG)(up.up)
app.command("worker", epilog=_EPILOG)(up.worker)
app.add_typer(rules.app, name="rules")
app.add_typer(private.app, name="private")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"mutuals {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of the command itself."""


def main() -> None:
    """Run the command; every way out has its exit code, and nothing but a defect of ours shows a traceback."""
    signal.signal(signal.SIGTERM, _stopped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?" and goes on
    try:
        app()
    except MutualsError as error:
        _leave(str(error), exit_code(error))
    except MemoryError:
        _leave("there is not enough memory for lists of this size; nothing was written", 1)
    except BrokenPipeError:
        sys.stdout = None  # whoever read our output has gone: nothing is left to flush
        sys.exit(0)


def _stopped(_signal: int, _frame: FrameType | None) -> NoReturn:
    """A polite request to stop: leave through the same doors as Ctrl-C, so that drafts are removed."""
    raise KeyboardInterrupt


def _leave(sentence: str, code: int) -> NoReturn:
    print(f"mutuals: {clean(sentence)}", file=sys.stderr)  # noqa: T201  the one place where errors are told
    sys.exit(code)


assert set(EXIT_CODES.values()) == {2, 3, 4}, "the epilog tells these exit codes"  # noqa: S101
