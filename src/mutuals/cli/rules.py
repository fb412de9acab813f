"""`mutuals rules`: the match rules, shown and written to a file to be changed."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The match rules: every weight, threshold, stop list and veto.", no_args_is_help=True)


@app.command("init")
def init(
    file: Annotated[Path, typer.Argument(help="The file to write.")] = Path("mutuals-rules.toml"),
) -> None:
    """Write the shipped rules to a file that you can change."""
    from mutuals.matching.rules import rules_as_toml, shipped_rules

    file.write_text(rules_as_toml(shipped_rules()), encoding="utf-8")
