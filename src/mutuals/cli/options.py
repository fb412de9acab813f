"""Options that several verbs take, each declared once with the sentence that `--help` shows."""

from pathlib import Path
from typing import Annotated

import typer

OUT = Path("mutuals-map")
"""The folder of a map unless the person names another."""

NODE = Path("mutuals-node")
"""The folder of a node unless the person names another."""

OURS, THEIRS = "How our list is read", "How the partner's list is read"
"""Headings of `--help`."""

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the map.")]
NodeFolder = Annotated[Path, typer.Option("--node", metavar="DIR", help="Folder of this node: keys, ledger, runs.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else.")]
Threads = Annotated[
    int | None,
    typer.Option("--threads", metavar="N", min=1, help="Cores to use; all of them unless said."),
]

_COLUMN = 'Read a field from a column: --column name="Account Name". Repeatable; FIELD= reads it from none.'
_MAPPING = "Column mapping saved earlier (TOML)."
_POPULATIONS = "Populations file (TOML): status values and filters."
_POPULATION = (
    "One population per file: NAME puts all of the list in it (Customers, Open opportunities, Prospects, or any name); "
    "NAME=FILE adds a further file of accounts. Repeatable."
)

Columns = Annotated[
    list[str] | None, typer.Option("--column", metavar="FIELD=HEADER", help=_COLUMN, rich_help_panel=OURS)
]
Mapping = Annotated[Path | None, typer.Option("--mapping", metavar="FILE", help=_MAPPING, rich_help_panel=OURS)]
SaveMapping = Annotated[
    Path | None,
    typer.Option("--save-mapping", metavar="FILE", help="Save the column mapping used.", rich_help_panel=OURS),
]
Populations = Annotated[
    Path | None, typer.Option("--populations", metavar="FILE", help=_POPULATIONS, rich_help_panel=OURS)
]
Population = Annotated[
    list[str] | None, typer.Option("--population", metavar="NAME[=FILE]", help=_POPULATION, rich_help_panel=OURS)
]
Label = Annotated[
    str, typer.Option("--label", metavar="NAME", help="What to call us; else the file's name.", rich_help_panel=OURS)
]

TheirColumns = Annotated[
    list[str] | None,
    typer.Option("--their-column", metavar="FIELD=HEADER", help="As --column.", rich_help_panel=THEIRS),
]
TheirMapping = Annotated[
    Path | None, typer.Option("--their-mapping", metavar="FILE", help="As --mapping.", rich_help_panel=THEIRS)
]
SaveTheirMapping = Annotated[
    Path | None, typer.Option("--save-their-mapping", metavar="FILE", help="As --save-mapping.", rich_help_panel=THEIRS)
]
TheirPopulations = Annotated[
    Path | None, typer.Option("--their-populations", metavar="FILE", help="As --populations.", rich_help_panel=THEIRS)
]
TheirPopulation = Annotated[
    list[str] | None,
    typer.Option("--their-population", metavar="NAME[=FILE]", help="As --population.", rich_help_panel=THEIRS),
]
TheirLabel = Annotated[
    str, typer.Option("--their-label", metavar="NAME", help="What to call the partner.", rich_help_panel=THEIRS)
]
