"""`mutuals map`: two lists in, the account map out."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mutuals.cli.machine import use_threads
from mutuals.cli.progress import watching

OUT = Path("mutuals-map")
"""The folder of a map unless the person names another."""


def map_lists(
    ours: Annotated[Path, typer.Argument(help="Our list of accounts.")],
    theirs: Annotated[Path, typer.Argument(help="The partner's list of accounts.")],
    out: Annotated[Path, typer.Option(help="Folder to write to.")] = OUT,
    all_candidates: Annotated[bool, typer.Option("--all-candidates")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    rules: Annotated[Path | None, typer.Option()] = None,
    judgements: Annotated[Path | None, typer.Option()] = None,
    opportunities: Annotated[Path | None, typer.Option()] = None,
    threads: Annotated[int | None, typer.Option(min=1)] = None,
) -> None:
    """Find the accounts in common and write the account map."""
    threads = use_threads(threads)
    from datetime import date

    from mutuals import pipeline
    from mutuals.matching.judgements import read_judgements
    from mutuals.matching.rules import read_rules
    from mutuals.report import print_map

    today = date.today()
    with watching(shown=not (quiet or as_json)) as watch:
        read_rules_ = read_rules(rules) if rules else None
        judged = read_judgements(judgements) if judgements else None
        watch.tell("Reading our list", 0.0)
        our_list = pipeline.import_accounts(ours, today=today)
        watch.tell("Reading the partner's list", 0.05)
        their_list = pipeline.import_accounts(theirs, today=today)
        deals = pipeline.import_opportunities(opportunities, our_list) if opportunities else None
        mapped = pipeline.map_accounts(
            our_list,
            their_list,
            opportunities=deals,
            rules=read_rules_,
            judgements=judged,
            all_candidates=all_candidates,
            threads=threads,
            progress=watch.part(0.1, 0.85),
        )
        report = pipeline.report_of(mapped, made_on=f"{today:%-d %B %Y}")
        values = pipeline.write_outputs(mapped, report, out, progress=watch.part(0.9, 1.0))
    if as_json:
        typer.echo(json.dumps(values, ensure_ascii=False, indent=2))
    elif not quiet:
        print_map(report, files={"Report": str(out / "report.html")})
