"""`mutuals example`: two lists of invented companies, and the truth beside them."""

from pathlib import Path
from typing import Annotated

import typer


def write_lists(
    folder: Annotated[Path, typer.Argument(help="Where to write; made if it is not there.")],
    accounts: Annotated[int, typer.Option(help="Accounts on each list, 1 to 1,000,000.")] = 2000,
    overlap: Annotated[float, typer.Option(help="Share of them that is on both lists, 0 to 1.")] = 0.2,
    seed: Annotated[int, typer.Option(help="Another seed, other companies; the same seed, the same bytes.")] = 7,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing.")] = False,
) -> None:
    """Write two lists of invented companies as two CRMs would export them, our opportunities, and the truth."""
    from mutuals.example import write_example

    files = write_example(folder, accounts=accounts, overlap=overlap, seed=seed)
    if quiet:
        return
    typer.echo(f"Two lists of {accounts:,} invented accounts, {overlap:.0%} of them on both:")
    for path, what in (
        (files.ours, "ours, as Salesforce exports accounts"),
        (files.theirs, "the partner's, as HubSpot exports companies"),
        (files.opportunities, "our opportunities"),
        (files.truth, "which accounts are the same company"),
    ):
        typer.echo(f"  {path}  {what}")
    typer.echo("\nNext")
    typer.echo(f"  mutuals map {files.ours} {files.theirs} --opportunities {files.opportunities}")
