"""How far a run got, by our newest message that may have left: what the partner may then know of our list.

To change a sentence, edit its line in `STAGES`.
"""

from dataclasses import dataclass

from mutuals.psi.messages import Blinded, Commitment, Hello, Opening, Proceed, Records, Tags


@dataclass(frozen=True)
class DisclosedStage:
    """One stage: the types of message that bring it about, and what the partner may know once one of them has left."""

    name: str
    types: tuple[int, ...]
    sentence: str


STAGES: tuple[DisclosedStage, ...] = (
    DisclosedStage("nothing", (0,), "nothing of our list"),
    DisclosedStage(
        "sizes", (Hello.TYPE, Blinded.TYPE, Commitment.TYPE), "how long our list is, rounded up, and nothing in it"
    ),
    DisclosedStage("count", (Tags.TYPE, Proceed.TYPE), "how many accounts are common, not which"),
    DisclosedStage("matches", (Opening.TYPE,), "which of its accounts are on our list, and no field of ours"),
    DisclosedStage("fields", (Records.TYPE,), "which of its accounts are on our list, and the fields that we share"),
)
"""Every stage, in the order in which a run goes through them."""


def stage_of(last: int) -> DisclosedStage:
    """The stage that a message of this type byte brings about (0: none was made)."""
    return next(stage for stage in STAGES if last in stage.types)


def stage_named(name: str) -> DisclosedStage:
    """The stage of this name."""
    return next(stage for stage in STAGES if stage.name == name)
