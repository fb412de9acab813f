"""What both sides do once they have met: guards, ledger, the run itself, and an end that is told and written down."""

import contextlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

import polars as pl

from mutuals.errors import MutualsError, NotAllowed, TryAgain
from mutuals.exchange.driving import Line, Maker, PartnerEnded, PartnerRefused, drive
from mutuals.exchange.durable import CannotKeep
from mutuals.exchange.guards import Answer, Facts, Stage, ask_guards, enforce
from mutuals.exchange.journey import Journey
from mutuals.exchange.kept import Kept, write_kept
from mutuals.exchange.ledger import runs_since
from mutuals.exchange.ledger_entry import (
    ABORTED,
    ALARM,
    COMPLETED,
    ENDED,
    REFUSED,
    RESUMED,
    STARTED,
    Disclosure,
    Entry,
)
from mutuals.exchange.meeting import Met, kept_of
from mutuals.exchange.node import Node, Partnership
from mutuals.exchange.numbering import Numbering, numbering
from mutuals.exchange.plan import People, Plan, Told, roles
from mutuals.exchange.saved_run import SavedRun, UnusableRun
from mutuals.exchange.stages import DisclosedStage, stage_named, stage_of
from mutuals.psi.party import Party
from mutuals.psi.results import Intersection, IntersectionSize, Stop, Stopped, Tally
from mutuals.psi.terms import SMALLEST_BUCKET, Learner, Mode, Role, Terms


class RunRefused(NotAllowed):
    """A policy of either side ended the run: after counting, when nobody knew which accounts are common, or once that
    was known and before fields were sent. The message says which."""


@dataclass
class Exchanged:
    """A run that has ended well, on this side.

    `result` is what `mutuals.psi` gives (`Intersection`, by row of our list, or `IntersectionSize`), `told` what it
    means, `entry` the end as the ledger has it, `alarms` are sentences of guards; `continued` is whether the run went
    on from an earlier one. Call `close` once the outputs are written: until then the
    same command gives the same result again instead of running anew.
    """

    result: Any
    told: Told
    entry: Entry
    partner: str
    their_names: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    continued: bool = False
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
            if isinstance(party.result, Stopped):
                raise self._refused(party.result)
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
        kept = self._continued.content if self._continued is not None else None
        return Party(self.role, self._terms(), gate=self._gate, **self._work(kept))

    def _load(self, saved: bytes) -> Party:
        return Party.load(saved, self.role, self._terms(), gate=self._gate, **self._work(None))

    @cached_property
    def _kept(self) -> Kept | None:
        return kept_of(self.node, self.partnership, self.plan)

    @property
    def _continued(self) -> Kept | None:
        """What both sides kept of one run, where both want to go on from it."""
        return self._kept if self._kept is not None and self._kept.run == self.met.their_kept else None

    @cached_property
    def _numbering(self) -> Numbering:
        """The numbers of our accounts. What a run leaves has them all, so a restart after that numbers alike."""
        return numbering(self.plan.ids, self._kept.ids if self._kept is not None else ())

    def _work(self, kept: bytes | None) -> dict[str, Any]:
        """What a party is given beside role, terms and gate."""

        def tell(part: str, done: int, total: int) -> None:
            self.journey.computed(part, done, total)
            self.line.tell_share(self.journey.share)

        secrets = self.node.secrets(self.partnership, self.plan.epoch)
        ours = self._numbering.numbered(self.plan.ours(secrets, kept))
        return {"ours": replace(ours, watch=self._watch), "threads": self.plan.threads, "progress": tell}

    def _sizes(self) -> tuple[int, int]:
        """(inviter's, joiner's) sizes that the caps follow from; a run that continues one has those of the first."""
        kept = self._continued
        return roles(self.role, self.plan.announced, self.met.their_size) if kept is None else kept.sizes

    def _terms(self) -> Terms:
        inviter, joiner = self.met.sizes
        return self.plan.agreed(bytes.fromhex(self.partnership.id), inviter=inviter, joiner=joiner)

    # Guards.

    def _facts(self, overlap: int = 0, matched: frozenset[str] = frozenset(), added: int = 0) -> Facts:
        entries = list(self.node.ledger.entries())
        partner = self.partnership.partner
        ended = [one for one in entries if one.partner == partner and one.run != self.met.run]
        since = self.people.clock() - timedelta(days=7)
        sizes = [one.their_size for one in ended if one.epoch == self.plan.epoch and one.their_size and one.reached]
        return Facts(
            our_size=self.plan.size,
            their_size=self.met.their_size,
            named_size=self.partnership.invitation.list_size,
            adds=max(added, self.met.their_size - sizes[0] if sizes else 0),
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
        facts = self._facts(overlap=common(tally), added=self._added(tally))
        findings = [one for stage in (Stage.SIZES, Stage.COUNT) for one in ask_guards(stage, facts, self.plan.guards)]
        try:
            enforce(findings, partner=self.partnership.partner, approve=self.people.approve)
        except NotAllowed as error:
            self.approved.append(str(error))
            return Stop("a policy does not allow the run to go on from this count")
        return None

    def _added(self, tally: Tally) -> int:
        """Accounts that the partner has added since the epoch's first run, as far as this run shows it.

        A list grows by blocks of 64 at least, all of which could be padding: those do not count. Beyond them every key
        of the kind that grew most counts as an account, so that guesses cannot hide among kinds.
        """
        kept = self._continued
        return 0 if kept is None else kept.added + max(0, max(tally.arrived, default=0) - SMALLEST_BUCKET)

    def _watch(self, numbers: pl.Series) -> Stop | None:
        """Our policy, once it is known which accounts are common: asked before any record leaves."""
        alarms = self._alarms(self._facts(matched=self._numbering.ids_of(numbers)))
        if alarms and not self._logged(ALARM):
            self.node.ledger.append(self._entry(ALARM, reached=self._stage().name, detail=" ".join(alarms)))
        return Stop("a guard does not allow any field to be sent") if alarms else None

    def _alarms(self, facts: Facts) -> tuple[str, ...]:
        findings = ask_guards(Stage.MATCHES, facts, self.plan.guards)
        return tuple(
            f"Alarm: {self.partnership.partner}: {one.words}." for one in findings if one.answer is Answer.ALARM
        )

    def _refused(self, stopped: Stopped) -> RunRefused:
        alarm = self._logged(ALARM)
        when = "before any field was sent" if stopped.opened else "after counting"
        said = (f"The run was ended {when}: {stopped.reason}.", *((alarm.detail,) if alarm else ()))
        return RunRefused(" ".join(said))

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
        if isinstance(result, Intersection):
            result = self._numbering.by_row(result)
        stage = self._stage()
        told = self.plan.tell(result, self.met.their_names, stage.name)
        # Where we alone learn there are no records to stop before.
        alarms = self._alarms(self._facts(overlap=common(result.tally), matched=told.matched))
        self._keep_for_next(party, result.tally)
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
        continued = self._continued is not None
        return Exchanged(result, told, entry, partner, self.met.their_names, alarms, continued, self.saved.discard)

    def _keep_for_next(self, party: Party, tally: Tally) -> None:
        """What the epoch's next run continues from, under the name of this one."""
        both = self.plan.mode is Mode.OVERLAPS and self.plan.learner is Learner.BOTH
        if self.plan.incremental and both and not self._logged(ENDED):
            kept = Kept(self.met.run, self.met.sizes, self._added(tally), self._numbering.ids, party.keep())
            with contextlib.suppress(CannotKeep):  # the next run is then a whole one, and this one is none the worse
                path = self.node.kept_path(self.partnership, self.plan.epoch)
                write_kept(path, kept, terms=self.plan.terms)

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


def _outward(error: Exception) -> str:
    """What the partner is told of our error: its kind, and nothing of our list, our policy's numbers or our disk."""
    if isinstance(error, CannotKeep):
        return "its disk is full or cannot be written"
    if isinstance(error, NotAllowed):
        return "its policy does not allow this run"
    if not isinstance(error, MutualsError):
        return "its software failed"
    return f"it found a fault in what it received ({type(error).__name__})"
