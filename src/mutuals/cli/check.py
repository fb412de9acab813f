"""`mutuals check`: how good a list is, and what to mend so that more accounts match."""

from pathlib import Path
from typing import Annotated

import typer


def check_list(file: Annotated[Path, typer.Argument(help="A list of accounts.")]) -> None:
    """Report on the quality of a list."""
    from mutuals.intake import check_quality, read_accounts

    print(check_quality(read_accounts(file)).findings)  # noqa: T201
