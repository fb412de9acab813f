"""An example written to a folder: two lists as two CRMs export them, our opportunities, and the truth."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from mutuals.errors import BadInput
from mutuals.example.business import entries
from mutuals.example.dice import Dice
from mutuals.example.lists import Sides
from mutuals.example.organizations import ACME, GLOBEX, Organization

TODAY = date(2026, 6, 30)
"""The day on which the example plays: open opportunities close after it, closed ones before it."""

_CURRENCIES = pl.Series(["USD", "USD", "USD", "USD", "EUR", "EUR", "GBP"])


class NoFolder(BadInput):
    """The folder for the example cannot be made. The caller shows the sentence; the person names another one."""


@dataclass(frozen=True)
class ExampleFiles:
    """What `write_example` wrote."""

    ours: Path
    theirs: Path
    opportunities: Path
    truth: Path


def write_example(folder: Path, *, accounts: int, overlap: float = 0.2, seed: int = 7) -> ExampleFiles:
    """Write `acme.csv` (as Salesforce exports accounts), `globex.csv` (as HubSpot exports companies),
    `acme-opportunities.csv` and `truth.csv` (account_id, partner_account_id, kind) into `folder`.

    Each list has `accounts` rows of invented companies, 1 to 1,000,000; a share `overlap` of them is on both lists. The
    same arguments write the same bytes. Files of these names are replaced, each at once. Raises `NoSuchExample`,
    `NoFolder`.
    """
    sides = Sides.drawn(accounts, overlap, seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoFolder(f"{folder} cannot be made a folder ({error.strerror}). Name another one.") from error
    files = ExampleFiles(
        ours=folder / "acme.csv",
        theirs=folder / "globex.csv",
        opportunities=folder / "acme-opportunities.csv",
        truth=folder / "truth.csv",
    )
    # One list at a time: at a million accounts each is half a gigabyte.
    ours, what_ours = sides.our_rows()
    _write(_exported(ours, ACME), files.ours)
    _write(opportunities(ours, seed), files.opportunities)
    del ours
    theirs, what_theirs = sides.their_rows()
    _write(_exported(theirs, GLOBEX), files.theirs)
    del theirs
    _write(sides.truth(what_ours, what_theirs), files.truth)
    return files


def _write(frame: pl.DataFrame, path: Path) -> None:
    """Write a CSV file whole or not at all."""
    part = path.with_name(path.name + ".part")
    frame.write_csv(part)
    part.replace(path)


def _exported(accounts: pl.DataFrame, organization: Organization) -> pl.DataFrame:
    """`accounts` under the headers of the organization's CRM."""
    return accounts.select(pl.col(column).alias(header) for column, header in organization.headers.items())


def opportunities(accounts: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Opportunities as Salesforce exports them: open ones of the accounts that have one open, won ones of customers.

    An open account has one to three. Amounts follow a heavy tail, in three currencies.
    """
    dice = Dice(seed, "opportunities")
    status = accounts["status"].fill_null("")
    is_open = (status == "Open Opportunity").to_numpy()
    customer = status.str.starts_with("Customer").to_numpy()
    rows = np.concatenate(
        [
            np.flatnonzero(is_open),
            np.flatnonzero(is_open & dice.chance(len(is_open), 0.3)),
            np.flatnonzero(customer & dice.chance(len(customer), 0.5)),
            np.flatnonzero(~is_open & ~customer & dice.chance(len(customer), 0.03)),
        ]
    )
    rows = np.sort(rows)
    count = len(rows)
    stages = entries("stages")
    stage = np.where(is_open[rows], dice.below(count, len(stages) - 2), len(stages) - 2 + ~customer[rows])
    closed = stage >= len(stages) - 2
    days = np.where(closed, -1 - dice.below(count, 540), 1 + dice.below(count, 180))
    close = pl.Series(np.full(count, TODAY, dtype="datetime64[D]") + days)
    before = np.where(closed, days - 20, -1) - dice.below(count, 300)
    start = pl.Series(np.full(count, TODAY, dtype="datetime64[D]") + before)
    product = pl.Series(["Core", "Insights", "Flow"]).gather(dice.below(count, 3))
    name = accounts["name"].gather(rows).fill_null("").str.strip_chars()
    return pl.DataFrame(
        {
            "Opportunity ID": "006Dn" + pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(10),
            "Account ID": accounts["account_id"].gather(rows),
            "Opportunity Name": name + " - " + product,
            "Stage": stages.gather(stage),
            "Amount": np.round(np.exp(dice.normal(count) * 1.1 + 10.2), -2),
            "Currency": _CURRENCIES.gather(dice.below(count, len(_CURRENCIES))),
            "Created Date": start,
            "Close Date": close,
            "Closed": closed,
            "Won": stage == len(stages) - 2,
            "Product": product,
            "Opportunity Owner": accounts["owner_name"].gather(rows),
        }
    )
