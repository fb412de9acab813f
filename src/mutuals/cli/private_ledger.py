"""`mutuals private ledger`: what was disclosed to whom, shown, verified and exported."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mutuals.cli import options
from mutuals.cli.words import clean
from mutuals.errors import BadInput

if TYPE_CHECKING:
    from mutuals.exchange.ledger import Ledger

app = typer.Typer(help="The disclosure ledger: every private run, and what each side learned.", no_args_is_help=True)


class NoLedger(BadInput):
    """There is no ledger in the folder named: no run was made with it. The person names the node's folder."""


@app.command("show")
def show(node: options.NodeFolder = options.NODE) -> None:
    """Show every entry: when, with whom, what was learned and disclosed, and how it ended."""
    entries = list(_ledger(node).entries())
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for title in ("When", "Partner", "What", "Sizes", "In words"):
        table.add_column(title, overflow="fold")
    for one in entries:
        sizes = " / ".join("?" if size is None else f"{size:,}" for size in (one.our_size, one.their_size))
        what = " ".join(word for word in (one.mode, one.event, one.outcome) if word)
        cells = (one.time, one.partner, what, sizes, one.detail)
        table.add_row(*(Text(clean(cell)) for cell in cells))
    Console(highlight=False).print(table)


@app.command("verify")
def verify(node: options.NodeFolder = options.NODE) -> None:
    """Check that no entry was changed, removed or put in between."""
    found = _ledger(node).verify()
    if found.broken:
        raise BadInput(f"the ledger does not hold: {found.broken}. {found.entries:,} entries before it are good.")
    torn = f"; {found.torn} bytes of an entry that a crash cut short follow" if found.torn else ""
    typer.echo(f"{found.entries:,} entries, each in its place. Newest: {found.head}{torn}")


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .json file.")],
    node: options.NodeFolder = options.NODE,
) -> None:
    """Write every entry into a file, for an auditor or a spreadsheet."""
    count = _ledger(node).export(file)
    typer.echo(f"{file}: {count:,} entries")


def _ledger(node: Path) -> "Ledger":
    from mutuals.exchange.ledger import Ledger

    if not (node / "ledger.jsonl").exists():
        raise NoLedger(f"{node} has no ledger; name the node's folder with --node.")
    return Ledger(node / "ledger.jsonl")
