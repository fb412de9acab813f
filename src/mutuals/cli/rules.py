"""`mutuals rules`: the match rules, shown, and written to a file to be changed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mutuals.cli.bars import bar
from mutuals.cli.lists import print_commands, print_lines
from mutuals.errors import BadInput

if TYPE_CHECKING:
    import polars as pl

FILE = Path("mutuals-rules.toml")
"""Where `rules init` writes unless the person names another file."""

_GROUPS = {
    "bands": ("Bands", "Probabilities from which a link is certain, likely or possible."),
    "prior": ("Prior", "Where learning starts, in bits, before the lists at hand are looked at."),
    "vetoes": ("Vetoes", "What each takes off, in bits; it is shown on the link as a warning."),
    "stop lists": ("Stop lists", "What is no evidence."),
}
"""Title and sentence of the groups that are no comparison."""


class NoSuchRule(BadInput):
    """No group of rules has this name. The person takes one of those that the message names."""


class FileThere(BadInput):
    """The file is there already, and may hold changes. The person names another one, or says --force."""


app = typer.Typer(help="The match rules: every weight, threshold, stop list and veto.", no_args_is_help=True)


@app.command("show")
def show(
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="A comparison, or: bands, prior, vetoes, stop lists.")
    ] = "",
    rules: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Rules of your own; else the shipped ones.")
    ] = None,
) -> None:
    """Show the rules: what each comparison asks, its answers, and what each is worth in bits.

    One bit more doubles the odds that two accounts are the same company, one less halves them.
    """
    from mutuals.matching.comparisons import COMPARISONS
    from mutuals.matching.rules import read_rules, shipped_rules
    from mutuals.matching.rules_frame import rules_frame

    titles = _GROUPS | {one.name: (one.title, one.sentence) for one in COMPARISONS}
    if name and name not in titles:
        raise NoSuchRule(f"no rule is called {name!r}; there are {', '.join(titles)}")
    console = Console(highlight=False)
    frame = rules_frame(read_rules(rules) if rules else shipped_rules())
    for group, rows in frame.group_by("group", maintain_order=True):
        if str(group[0]) in ([name] if name else titles):
            _print_group(console, str(group[0]), titles[str(group[0])], rows)
    if not name:
        print_commands(console, "Next", [(f"mutuals rules init {FILE}", "writes them to a file that you can change")])


def _print_group(console: Console, name: str, title: tuple[str, str], rows: "pl.DataFrame") -> None:
    head = Text(f"\n{title[0]}", style="bold")
    head.append(f"  {name}", style="not bold cyan")
    console.print(head)
    print_lines(console, [title[1]], style="dim")
    weighed = name not in {"bands", "stop lists"}
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right" if name != "stop lists" else "left", no_wrap=name != "stop lists")
    for column in ("bar", "sentence") if weighed else ("sentence",):
        table.add_column(no_wrap=column == "bar")
    for _, rule, value, sentence in rows.iter_rows():
        cells = [Text(rule), Text(value or "–")]
        if weighed:
            cells.append(bar(float(value.replace("−", "-")), scale=_scale(rows["value"].to_list())))
        table.add_row(*cells, Text(sentence if sentence != title[1] else "", style="dim"))
    console.print(Padding(table, (0, 0, 0, 2)))


def _scale(values: Sequence[str]) -> float:
    """The largest weight of a group, to draw its bars by; never less than 4 bits, so that small weights look small."""
    return max(4.0, *(abs(float(value.replace("−", "-"))) for value in values))


@app.command("init")
def init(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="The file to write.")] = FILE,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
) -> None:
    """Write the shipped rules to a TOML file, each with the sentence that says what it does."""
    from mutuals.matching.rules import rules_as_toml, shipped_rules
    from mutuals.report import whole_file

    if file.exists() and not force:
        raise FileThere(f"{file} is there already and was left as it is; name another file, or add --force")
    with whole_file(file) as draft:
        draft.write_text(rules_as_toml(shipped_rules()), encoding="utf-8", newline="\n")
    typer.echo(f"Wrote {file}. Change a line, then: mutuals map OURS THEIRS --rules {file}")
