"""Guards: limits on what a run may disclose, checked on one's own side whatever the other side says.

To change a default, edit its line in `GUARDS`; to set one for yourself, write it under `[guards]` in the policy file:

    [guards]
    count_floor = 10
    decoys = ["D-1", "D-2"]

A new guard is a documented function and a line in the table.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from mutuals.errors import BadInput, NotAllowed


class WrongGuard(BadInput):
    """The policy sets a guard that is unknown, or to what it cannot be. Nothing was sent; the person mends the line."""


class GuardRefused(NotAllowed):
    """A guard of ours stopped the run before what it guards was sent. The person asks the owner of the policy."""


class Stage(StrEnum):
    """When a guard is asked: before anything is sent, before it is known which accounts are common, and at the end."""

    SIZES = "sizes"
    COUNT = "count"
    MATCHES = "matches"


class Answer(StrEnum):
    """What a guard that speaks asks for: the run stops, a person approves, a count is not shown, or people are told."""

    REFUSE = "refuse"
    ASK = "ask"
    HIDE = "hide"
    ALARM = "alarm"


@dataclass(frozen=True)
class Facts:
    """What the guards look at; what is not known yet at a stage has its default.

    `our_size` and `their_size` are accounts (theirs as announced, rounded up to its bucket), `named_size` is what the
    invitation names; `adds` are accounts that the partner added since the first run of the epoch, `runs` the runs with
    it in the last seven days; `overlap` is the count learned, `matched` our account ids that the partner has, too.
    """

    our_size: int
    their_size: int
    named_size: int
    adds: int = 0
    runs: int = 0
    overlap: int = 0
    matched: frozenset[str] = frozenset()


Check = Callable[[Facts, Any], str]
"""From the facts and the setting to what is wrong, in words; empty where nothing is."""


def list_cap(facts: Facts, most: int) -> str:
    """The partner's list may not have more accounts than this: a list of everybody is a dictionary."""
    return f"its list of up to {facts.their_size:,} is above the cap of {most:,}" if facts.their_size > most else ""


def list_ratio(facts: Facts, times: float) -> str:
    """The partner's list may not be more than so many times the size that the invitation names."""
    most = times * facts.named_size
    if facts.their_size <= most:
        return ""
    return f"its list of up to {facts.their_size:,} is over {times:g} times the {facts.named_size:,} of the invitation"


def runs_per_week(facts: Facts, most: int) -> str:
    """So many runs with one partner in seven days: what two counts differ by tells about single accounts."""
    return f"{facts.runs} runs in the last seven days reach the limit of {most}" if facts.runs >= most else ""


def adds_per_epoch(facts: Facts, share: float) -> str:
    """Since the first run of an epoch the partner may add this share of its list: slow enumeration has an end.

    Seen by the size that it announces, and where a run goes on from another by what it adds beyond the smallest block
    of a run, which may be padding."""
    most = share * facts.named_size
    return (
        f"{facts.adds:,} accounts added in this epoch are above the limit of {most:,.0f}" if facts.adds > most else ""
    )


def count_floor(facts: Facts, least: int) -> str:
    """A count below this is not shown, zero included: it is few enough to guess who is meant."""
    return f"a count below {least} is not shown" if facts.overlap < least else ""


def approval_ratio(facts: Facts, share: float) -> str:
    """An overlap of more than this share of our own list needs a person's approval before anything else is sent."""
    if facts.overlap <= share * facts.our_size:
        return ""
    return f"the overlap of {facts.overlap:,} is more than {share:.0%} of our {facts.our_size:,} accounts"


def decoys(facts: Facts, ours: tuple[str, ...]) -> str:
    """Accounts of our list that we invented, by account id: a partner that has one is guessing, and gets no field."""
    found = sorted(facts.matched.intersection(ours))
    return f"it has {len(found)} of our decoys ({', '.join(found[:5])}), accounts that do not exist" if found else ""


@dataclass(frozen=True)
class Guard:
    """One guard: when it is asked, what it asks for, and the setting that holds unless the policy says otherwise."""

    check: Check
    stage: Stage
    answer: Answer
    default: Any

    @property
    def name(self) -> str:
        """The name under `[guards]`."""
        return str(getattr(self.check, "__name__", ""))

    @property
    def sentence(self) -> str:
        """What it guards against, for people."""
        return " ".join((self.check.__doc__ or "").split())


GUARDS: tuple[Guard, ...] = (
    Guard(list_cap, Stage.SIZES, Answer.REFUSE, 2_000_000),
    Guard(list_ratio, Stage.SIZES, Answer.REFUSE, 10.0),
    Guard(runs_per_week, Stage.SIZES, Answer.REFUSE, 7),
    Guard(adds_per_epoch, Stage.SIZES, Answer.REFUSE, 0.25),
    Guard(count_floor, Stage.COUNT, Answer.HIDE, 5),
    Guard(approval_ratio, Stage.COUNT, Answer.ASK, 0.5),
    Guard(decoys, Stage.MATCHES, Answer.ALARM, ()),
)
"""Every guard."""

_BY_NAME = {guard.name: guard for guard in GUARDS}

Settings = Mapping[str, Any]
"""Guard name → setting, every guard present."""


@dataclass(frozen=True)
class Finding:
    """A guard that spoke: which, what it asks for, and its words."""

    guard: str
    answer: Answer
    words: str


def guard_settings(table: Mapping[str, Any], *, where: str = "the policy") -> dict[str, Any]:
    """Every guard with its setting: of `table` (the policy's `[guards]`), else the default. Raises `WrongGuard`."""
    settings = {guard.name: guard.default for guard in GUARDS}
    for name, value in table.items():
        guard = _BY_NAME.get(name)
        if guard is None:
            close = get_close_matches(name, _BY_NAME, n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            raise WrongGuard(f"{where}, [guards]: {name!r} is not a guard{hint}; there are {', '.join(_BY_NAME)}")
        settings[name] = _setting(guard, value, where)
    return settings


def _setting(guard: Guard, value: Any, where: str) -> Any:
    """`value` where it is of the kind of the default."""
    if isinstance(guard.default, tuple):
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
        raise WrongGuard(f'{where}, [guards]: {guard.name} is a list of account ids such as ["D-1"], not {value!r}')
    number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if not number or (isinstance(guard.default, int) and value != int(value)):
        kind = "a whole number" if isinstance(guard.default, int) else "a number"
        raise WrongGuard(f"{where}, [guards]: {guard.name} is {kind} of 0 or more, not {value!r}")
    return value


def ask_guards(stage: Stage, facts: Facts, settings: Settings) -> tuple[Finding, ...]:
    """What the guards of `stage` say of `facts`, in the order of the table; empty where they are content."""
    said = [(guard, guard.check(facts, settings[guard.name])) for guard in GUARDS if guard.stage is stage]
    return tuple(Finding(guard.name, guard.answer, words) for guard, words in said if words)


def enforce(findings: Sequence[Finding], *, partner: str, approve: Callable[[str], bool]) -> None:
    """Stop where a guard refuses, or asks and `approve` (given the sentence) says no. Raises `GuardRefused`."""
    for finding in findings:
        if finding.answer in {Answer.HIDE, Answer.ALARM}:
            continue
        sentence = f"{partner}: {finding.words} (guard {finding.guard})"
        if finding.answer is Answer.REFUSE or not approve(sentence):
            raise GuardRefused(f"{sentence}. The run was stopped; nothing more was sent.")
