"""A run as it stands on this node's disk, so that a kill at any moment loses at most the step that was under way.

    state.json      which step was last taken: the only thing that decides; replaced in one step
    party-<turn>    the saved party after that step
    out-<n>         our message n, until the partner has answered it
    in-<n>          the partner's message n, as far as it has arrived

A step writes the party and its message first and `state.json` last. Nothing of a step is sent before that, so that a
step taken again after a kill, with fresh random numbers, never meets a partner who saw the first one.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from mutuals.errors import BadInput
from mutuals.exchange.durable import private_folder, replace_file
from mutuals.psi.messages import Refuse


class UnusableRun(BadInput):
    """The saved state of a run cannot be read. It is of no use to anybody; the person removes the folder named."""


@dataclass(frozen=True)
class Standing:
    """Where a run stands: its id (hexadecimal), steps taken, messages consumed and produced, whether it is done.

    `delivered` is whether the partner said that it has ended, too; `last` the type byte of our newest message, refusals
    aside, or 0; `stopped` why a policy of either side ended the run, empty where none did; `met` what the first contact
    settled.
    """

    run: str
    turn: int = 0
    received: int = 0
    sent: int = 0
    done: bool = False
    delivered: bool = False
    last: int = 0
    stopped: str = ""
    met: Mapping[str, Any] = field(default_factory=dict)


class SavedRun:
    """One run in one folder; `standing` is None until it begins."""

    def __init__(self, folder: Path) -> None:
        """Takes up what is in `folder`, if anything is. Raises `UnusableRun`."""
        self.folder = folder
        self.standing: Standing | None = None
        path = folder / "state.json"
        if path.exists():
            try:
                self.standing = Standing(**json.loads(path.read_bytes()))
            except (ValueError, TypeError):
                raise UnusableRun(f"{path} cannot be read; remove the folder and begin the run anew.") from None

    @property
    def at(self) -> Standing:
        """Where the run stands; it must have begun."""
        if self.standing is None:
            raise UnusableRun(f"there is no run in {self.folder}.")
        return self.standing

    def begin(self, run: str, met: Mapping[str, Any]) -> None:
        """Begin the run of this id with what the first contact settled, and remove an earlier one."""
        self.discard()
        private_folder(self.folder)
        self._stand(Standing(run, met=dict(met)))

    def party(self) -> bytes | None:
        """The saved party after the last step, None before the first."""
        return (self.folder / f"party-{self.at.turn}").read_bytes() if self.at.turn else None

    def outgoing(self, number: int) -> Path:
        """Where our message `number` lies."""
        return self.folder / f"out-{number}"

    def incoming(self, number: int) -> Path:
        """Where the partner's message `number` is received."""
        return self.folder / f"in-{number}"

    def advance(self, party: bytes, message: bytes | None, *, answered: bool, done: bool, stopped: str = "") -> None:
        """Keep the outcome of a step: the saved party and our message; `answered` is whether it consumed one.

        Raises `CannotKeep`; the run then stands where it stood.
        """
        at = self.at
        after = replace(at, turn=at.turn + 1, received=at.received + answered, done=done, stopped=stopped)
        replace_file(self.folder / f"party-{after.turn}", party)
        if message is not None:
            replace_file(self.outgoing(at.sent), message)
            refuses = message[:1] == bytes([Refuse.TYPE])
            after = replace(after, sent=at.sent + 1, last=at.last if refuses else message[0])
        self._stand(after)
        self._tidy()

    def mark_delivered(self) -> None:
        """Keep that the partner has ended, too."""
        if not self.at.delivered:
            self._stand(replace(self.at, delivered=True))

    def discard(self) -> None:
        """Remove the run with its secrets and messages; `state.json` first, so that no half of it is ever taken up."""
        (self.folder / "state.json").unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.standing = None

    def _stand(self, standing: Standing) -> None:
        replace_file(self.folder / "state.json", json.dumps(asdict(standing)).encode())
        self.standing = standing

    def _tidy(self) -> None:
        """Remove what no restart needs any more."""
        at = self.at
        due = f"in-{at.received}"
        needed = {"state.json", f"party-{at.turn}", f"out-{at.sent - 1}", due, f"{due}.part"}
        for path in self.folder.iterdir():
            if path.name not in needed:
                path.unlink(missing_ok=True)
