"""Two nodes of the cast, ready to run: small lists, policies, and people who say yes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from mutuals.accounts import AccountList
from mutuals.exchange.conduct import Exchanged
from mutuals.exchange.hosting import host
from mutuals.exchange.joining import join
from mutuals.exchange.node import Node, Partnership
from mutuals.exchange.plan import People
from mutuals.exchange.preparing import Prepared, prepare
from mutuals.sharing import parse_policy
from tests.overlap.builders import account_list

NOW = datetime(2027, 1, 15, 10, tzinfo=UTC)
POLICY = '[default]\nlevel = "Overlapping accounts"\nfields = "names-and-domain"\n[guards]\ncount_floor = 3\n'


def crm(label: str, companies: range, population: str = "C") -> AccountList:
    """The companies of these numbers, as one side's CRM has them; equal numbers are the same company."""
    ids = [f"{label[0]}{number}" for number in companies]
    return account_list(
        label,
        {key: list(population) for key in ids},
        website=[f"https://www.kestrel{number}.de/" for number in companies],
        country=["Germany"] * len(ids),
        city=[f"City of {label} {number}" for number in companies],
        owner_email=[f"{label}-{number}@secret.example" for number in companies],
    )


ACME, GLOBEX = crm("Acme", range(30)), crm("Globex", range(20, 60))


def plan_of(ours: AccountList, partner: str, policy: str = POLICY, **options: Any) -> Prepared:
    return prepare(ours, parse_policy(policy, source="policy.toml"), partner=partner, on=NOW.date(), **options)


@dataclass
class Clerk:
    """Whoever sits at a node: says yes, and remembers what was asked."""

    yes: bool = True
    codes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    steps: list[tuple[str, float]] = field(default_factory=list)

    def people(self, *, patience: float = 20.0) -> People:
        return People(
            confirm=lambda code: self.codes.append(code) or self.yes,
            approve=lambda sentence: self.asked.append(sentence) or self.yes,
            progress=lambda step, share: self.steps.append((step, share)),
            clock=lambda: NOW,
            patience=patience,
        )


@dataclass
class Side:
    """What one side came to: its result, or its error."""

    exchanged: Exchanged | None = None
    error: BaseException | None = None

    def run(self, work: Callable[[], Exchanged]) -> None:
        try:
            self.exchanged = work()
        except BaseException as error:
            self.error = error

    @property
    def well(self) -> Exchanged:
        if self.error is not None:
            raise self.error
        assert self.exchanged is not None
        return self.exchanged


@dataclass
class Pair:
    """Acme, who invites, and Globex, who joins."""

    acme: Node
    globex: Node
    partnership: Partnership
    port: int
    clerks: tuple[Clerk, Clerk] = field(default_factory=lambda: (Clerk(), Clerk()))
    patience: float = 20.0

    def run(self, acme: Prepared, globex: Prepared, link: str = "") -> tuple[Side, Side]:
        """Both sides at once, each to its end."""
        sides = (Side(), Side())
        threads = [
            threading.Thread(target=sides[0].run, args=(lambda: self.host(acme),), name="acme"),
            threading.Thread(target=sides[1].run, args=(lambda: self.join(globex, link),), name="globex"),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            assert not thread.is_alive()
        return sides

    def host(self, prepared: Prepared) -> Exchanged:
        known = self.acme.partnership(self.partnership.id) or self.partnership
        people = self.clerks[0].people(patience=self.patience)
        return host(self.acme, known, prepared.plan, people, listen=("127.0.0.1", self.port))

    def join(self, prepared: Prepared, link: str = "") -> Exchanged:
        accepted = self.globex.accept(link or self.partnership.link)
        return join(self.globex, accepted, prepared.plan, self.clerks[1].people(patience=self.patience))


def pair(folder: Path, port: int, prepared: Prepared, *, address_port: int = 0, days: int = 14) -> Pair:
    acme, globex = Node(folder / "acme", name="Acme"), Node(folder / "globex", name="Globex")
    partnership = acme.invite(
        "Globex",
        address=f"https://127.0.0.1:{address_port or port}",
        list_size=prepared.plan.announced,
        terms=prepared.plan.terms,
        expires=NOW + timedelta(days=days),
    )
    return Pair(acme, globex, partnership, port)


def names_of(prepared: Prepared, exchanged: Exchanged) -> list[str]:
    """Our account ids in the links of a result."""
    rows = exchanged.result.links["account"].unique().sort().to_list()
    return prepared.account_list.accounts["account_id"][rows].to_list()


def ends(node: Node) -> pl.DataFrame:
    """event, outcome, reached and detail of every entry of a node's ledger, which must stand."""
    assert node.ledger.verify().broken == ""
    return node.ledger.frame().select("event", "outcome", "reached", "detail")


def changed(prepared: Prepared, **changes: Any) -> Prepared:
    return replace(prepared, plan=replace(prepared.plan, **changes))
