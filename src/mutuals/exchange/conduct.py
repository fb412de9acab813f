"""What both sides do once they have met: guards, ledger, the run itself, and an end that is told and written down."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from mutuals.errors import MutualsError, NotAllowed, TryAgain
from mutuals.exchange.driving import Line, Maker, PartnerEnded, PartnerRefused, drive
from mutuals.exchange.durable import CannotKeep
from mutuals.exchange.guards import Answer, Facts, Stage, ask_guards, enforce
from mutuals.exchange.journey import Journey
from mutuals.exchange.kept import Kept, read_kept, write_kept
from mutuals.exchange.ledger import runs_since
from mutuals.exchange.ledger_entry import ABORTED, COMPLETED, ENDED, REFUSED, RESUMED, STARTED, Disclosure, Entry
from mutuals.exchange.node import Node, Partnership
from mutuals.exchange.plan import People, Plan, Told, roles
from mutuals.exchange.saved_run import SavedRun, UnusableRun
from mutuals.exchange.stages import DisclosedStage, stage_named, stage_of
from mutuals.psi.keys import OurSide
from mutuals.psi.party import Party
from mutuals.psi.results import Intersection, IntersectionSize, Stop, Tally
from mutuals.psi.terms import Learner, Mode, Role, Terms, bucket


class RunRefused(NotAllowed):
    """A policy of either side ended the run after counting. Nobody learned which accounts are common."""


@dataclass(frozen=True)
class Met:
    """What the first contact settled: the run's id, the partner's announced size and population names, the run that it
    kept to continue from, and whether it says that this run is over; once begun, the sizes under whose terms it is."""

    run: str
    their_size: int
    their_names: tuple[str, ...] = ()
    their_kept: str = ""
    over: bool = False
    sizes: tuple[int, int] = (0, 0)


MOST_NAMES, LONGEST_NAME = 256, 200
"""Populations that a partner may name, and the characters of a name that are kept."""


def met(run: str, said: Mapping[str, Any]) -> Met:
    """What the partner says at the first contact. Raises `ValueError`, `KeyError` or `TypeError`."""
    size = int(said["size"])
    if size != bucket(size):
        raise ValueError("a size that is no bucket")
    names = ("".join(c for c in str(name) if c.isprintable())[:LONGEST_NAME] for name in said["names"][:MOST_NAMES])
    return Met(run, size, tuple(names), str(said["kept"]))


@dataclass
class Exchanged:
    """A run that has ended well, on this side.

    `result` is what `mutuals.psi` gives (`Intersection` or `IntersectionSize`), `told` what it means, `entry` the end
    as the ledger has it, `alarms` are sentences of guards. Call `close` once the outputs are written: until then the
    same command gives the same result again instead of running anew.
    """

    result: Any
    told: Told
    entry: Entry
    partner: str
    their_names: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    _closing: Callable[[], None] = field(default=lambda: None, repr=False)

    def close(self) -> None:
        """The outputs are safe: remove what the run left on this node, its secrets and messages."""
        self._closing()


@dataclass
class Conduct:
    """One run on one side, from the first contact to its end."""

    node: Node
    partnership: Partnership
    plan: Plan
    people: People
    saved: SavedRun
    line: Line
    met: Met
    journey: Journey
    approved: list[str] = field(default_factory=list)

    @property
    def role(self) -> Role:
        """Which side we are."""
        return Role(self.partnership.role)

    def run(self, *, ready: Callable[[], None]) -> Exchanged:
        """Everything up to the end; `ready` is called when messages may flow.

        Whatever ends the run is in the ledger before it is raised, but for a partner that is away and a kill: the run
        then stays open, and the same command goes on with it.
        """
        try:
            self._check_sizes()
            self._write_start()
            if self.saved.standing is None or self.saved.at.run != self.met.run:
                self.met = replace(self.met, sizes=self._sizes())
                self.saved.begin(self.met.run, asdict(self.met))
            ready()
            party = self._driven()
            if self.saved.at.stopped:
                raise RunRefused(f"The run was ended after counting: {self.saved.at.stopped}.")
            return self._end_well(party)
        except Exception as error:
            self._ended_by(error)
            raise

    def _ended_by(self, error: Exception) -> None:
        """Write down and tell how `error` ends the run; one that only says that the partner is away ends nothing."""
        if isinstance(error, TryAgain) and not isinstance(error, CannotKeep | PartnerEnded):
            return
        outcome = REFUSED if isinstance(error, NotAllowed) else ABORTED
        self._end_badly(outcome, error, tell=not isinstance(error, PartnerEnded | PartnerRefused | RunRefused))

    def _driven(self) -> Party:
        maker = Maker(self._make, self._load)
        first = self.role is Role.INVITER
        return drive(self.saved, maker, self.line, speaks_first=first, kept=self.journey.exchanged)

    def _make(self) -> Party:
        return Party(self.role, self._terms(), self._ours(), self._gate, **self._work())

    def _load(self, kept: bytes) -> Party:
        return Party.load(kept, self.role, self._terms(), self._ours(), self._gate, **self._work())

    def _ours(self) -> OurSide:
        kept = self._continued()
        secrets = self.node.secrets(self.partnership, self.plan.epoch)
        return self.plan.ours(secrets, kept.content if kept is not None else None)

    def _continued(self) -> Kept | None:
        """What both sides kept of one run, where both want to go on from it."""
        kept = read_kept(self._kept_path) if self.plan.incremental else None
        return kept if kept is not None and kept.run == self.met.their_kept else None

    def _work(self) -> dict[str, Any]:
        def tell(part: str, done: int, total: int) -> None:
            self.journey.computed(part, done, total)
            self.line.tell_share(self.journey.share)

        return {"threads": self.plan.threads, "progress": tell}

    def _sizes(self) -> tuple[int, int]:
        """(inviter's, joiner's) sizes that the caps follow from; a run that continues one has those of the first."""
        kept = self._continued()
        return roles(self.role, self.plan.announced, self.met.their_size) if kept is None else kept.sizes

    def _terms(self) -> Terms:
        inviter, joiner = self.met.sizes
        return self.plan.agreed(bytes.fromhex(self.partnership.id), inviter=inviter, joiner=joiner)

    @property
    def _kept_path(self) -> Path:
        return self.node.kept_path(self.partnership, self.plan.epoch)

    # Guards.

    def _facts(self, overlap: int = 0, matched: frozenset[str] = frozenset()) -> Facts:
        entries = list(self.node.ledger.entries())
        partner = self.partnership.partner
        ended = [one for one in entries if one.partner == partner and one.run != self.met.run]
        since = self.people.clock() - timedelta(days=7)
        sizes = [one.their_size for one in ended if one.epoch == self.plan.epoch and one.their_size and one.reached]
        return Facts(
            our_size=self.plan.size,
            their_size=self.met.their_size,
            named_size=self.partnership.invitation.list_size,
            adds=max(0, self.met.their_size - sizes[0]) if sizes else 0,
            runs=runs_since(ended, partner=partner, since=since),
            overlap=overlap,
            matched=matched,
        )

    def _check_sizes(self) -> None:
        if self._logged(STARTED):
            return  # the run goes on; its guards have spoken
        findings = ask_guards(Stage.SIZES, self._facts(), self.plan.guards)
        enforce(findings, partner=self.partnership.partner, approve=self.people.approve)

    def _gate(self, tally: Tally) -> Stop | None:
        """Our policy, once the count is known: what the protocol asks before anything is opened."""
        findings = ask_guards(Stage.COUNT, self._facts(overlap=common(tally)), self.plan.guards)
        try:
            enforce(findings, partner=self.partnership.partner, approve=self.people.approve)
        except NotAllowed as error:
            self.approved.append(str(error))
            return Stop("a policy does not allow the run to go on from this count")
        return None

    # The ledger.

    def _entry(self, event: str, **said: Any) -> Entry:
        return Entry(
            time=self.people.clock().isoformat(timespec="seconds"),
            event=event,
            partner=self.partnership.partner,
            partnership=self.partnership.id,
            run=self.met.run,
            role=self.partnership.role,
            mode=self.plan.mode.value,
            epoch=self.plan.epoch,
            policy=self.plan.policy,
            our_size=self.plan.announced,
            their_size=self.met.their_size,
            **said,
        )

    def _stage(self) -> DisclosedStage:
        """How far our messages got; a partner that is not to learn is sent no order, so that it has the count alone."""
        stage = stage_of(self.saved.at.last)
        learns = self.plan.learner.learns(self.role.other)
        return stage if learns or stage.name not in {"matches", "fields"} else stage_named("count")

    def _logged(self, event: str) -> Entry | None:
        found = [one for one in self.node.ledger.entries() if one.run == self.met.run and one.event == event]
        return found[-1] if found else None

    def _write_start(self) -> None:
        if self._logged(ENDED):
            return  # only the outputs are missing
        again = self._logged(STARTED) is not None
        detail = "goes on after a stop" if again else "from here on something may leave this node"
        self.node.ledger.append(self._entry(RESUMED if again else STARTED, detail=detail))

    def _end_well(self, party: Party) -> Exchanged:
        result = party.result
        if not isinstance(result, Intersection | IntersectionSize):
            raise UnusableRun("the saved run has no result; it is removed, run again.")
        stage = self._stage()
        told = self.plan.tell(result, self.met.their_names, stage.name)
        facts = self._facts(overlap=common(result.tally), matched=told.matched)
        findings = ask_guards(Stage.MATCHES, facts, self.plan.guards)
        alarms = tuple(
            f"Alarm: {self.partnership.partner}: {one.words}." for one in findings if one.answer is Answer.ALARM
        )
        self._keep_for_next(party)
        self.journey.arrived()
        entry = self._logged(ENDED) or self.node.ledger.append(
            self._entry(
                ENDED,
                outcome=COMPLETED,
                counts=told.counts,
                learned=told.learned,
                disclosed=told.disclosed,
                reached=stage.name,
                detail=" ".join((f"{self.partnership.partner} may know {stage.sentence}.", *alarms)),
            )
        )
        partner = self.partnership.partner
        return Exchanged(result, told, entry, partner, self.met.their_names, alarms, self.saved.discard)

    def _keep_for_next(self, party: Party) -> None:
        """What the epoch's next run continues from, under the name of this one."""
        both = self.plan.mode is Mode.OVERLAPS and self.plan.learner is Learner.BOTH
        if self.plan.incremental and both and not self._logged(ENDED):
            with contextlib.suppress(CannotKeep):  # the next run is then a whole one, and this one is none the worse
                write_kept(self._kept_path, Kept(self.met.run, self.met.sizes, party.keep()))

    def _end_badly(self, outcome: str, error: Exception, *, tell: bool) -> None:
        """Write the end, remove the run, of which nothing may be used, and tell the partner."""
        begun = self.saved.standing is not None and self.saved.at.run == self.met.run
        stage = self._stage() if begun else stage_of(0)
        try:
            if not self._logged(ENDED):
                self.node.ledger.append(self._bad_end(outcome, error, stage))
        finally:
            if begun:
                self.saved.discard()
            if tell:
                self.line.tell_end(outcome, _outward(error))

    def _bad_end(self, outcome: str, error: Exception, stage: DisclosedStage) -> Entry:
        known = () if stage.name in {"nothing", "sizes"} else (Disclosure("any of those shared", None),)
        why = (
            str(error) if isinstance(error, MutualsError) else f"A defect of Mutuals: {type(error).__name__}, {error}."
        )
        may = f"{self.partnership.partner} may know {stage.sentence}."
        said = " ".join((*self.approved, why, may))
        return self._entry(ENDED, outcome=outcome, reached=stage.name, disclosed=known, detail=said)


def write_refusal(node: Node, partnership: Partnership, plan: Plan, people: People, detail: str) -> None:
    """Put into the ledger that a run was refused before anything was sent."""
    node.ledger.append(
        Entry(
            people.clock().isoformat(timespec="seconds"),
            ENDED,
            partnership.partner,
            partnership.id,
            role=partnership.role,
            mode=plan.mode.value,
            epoch=plan.epoch,
            policy=plan.policy,
            reached=stage_of(0).name,
            outcome=REFUSED,
            detail=detail,
        )
    )


def common(tally: Tally) -> int:
    """How many keys are common, at most: of the kind that has most of them, or in all classes together."""
    return int(tally.common.sum() if tally.mode is Mode.COUNTS else tally.common.max(initial=0))


def settled(node: Node, saved: SavedRun) -> SavedRun:
    """`saved` without a run that the ledger says has ended badly: a kill came between the two."""
    if saved.standing is not None:
        ends = [one for one in node.ledger.entries() if one.run == saved.at.run and one.event == ENDED]
        if ends and ends[-1].outcome != COMPLETED:
            saved.discard()
    return saved


def met_of(saved: SavedRun) -> Met | None:
    """What the first contact of the run in `saved` settled, if there is one."""
    if saved.standing is None:
        return None
    said = dict(saved.at.met)
    return Met(**{**said, "their_names": tuple(said["their_names"]), "sizes": tuple(said["sizes"])})


def _outward(error: Exception) -> str:
    """What the partner is told of our error: its kind, and nothing of our list, our policy's numbers or our disk."""
    if isinstance(error, CannotKeep):
        return "its disk is full or cannot be written"
    if isinstance(error, NotAllowed):
        return "its policy does not allow this run"
    if not isinstance(error, MutualsError):
        return "its software failed"
    return f"it found a fault in what it received ({type(error).__name__})"
