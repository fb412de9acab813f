"""The inviter's side of a run: opens the door, lets one partner in, and conducts the run with it."""

import hmac
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mutuals.exchange import requests
from mutuals.exchange.certificates import fingerprint
from mutuals.exchange.conduct import Conduct, Exchanged, write_refusal
from mutuals.exchange.door import Door, Visitor
from mutuals.exchange.driving import Line
from mutuals.exchange.invitation import CodeRefused, InvitationUsed, proof, short_code
from mutuals.exchange.journey import Journey
from mutuals.exchange.ledger_entry import ENDED, REFUSED
from mutuals.exchange.locking import locked
from mutuals.exchange.mailbox import Mailbox, Superseded
from mutuals.exchange.meeting import Met, kept_run, met, met_of, settled
from mutuals.exchange.node import Node, Partnership
from mutuals.exchange.plan import OtherTerms, People, Plan
from mutuals.exchange.saved_run import SavedRun
from mutuals.exchange.serving import serving

PROTOCOL = 1
"""Version of what the two nodes say to each other around the protocol's own messages."""


def host(node: Node, partnership: Partnership, plan: Plan, people: People, *, listen: tuple[str, int]) -> Exchanged:
    """Wait for the partner at `listen` and run once with it; goes on with a run that an earlier process left open.

    Raises `PartnerAway` where nobody comes for `people.patience` seconds, `CannotListen`, `InUse`, `CodeRefused`, and
    whatever ends the run.
    """
    certificate, key = node.certificate()
    home = node.home(partnership.id)
    with locked(home / "run", what=f"the partnership with {partnership.partner}"):
        saved = settled(node, SavedRun(home / "run"))
        mailbox = Mailbox(saved, partner=partnership.partner, patience=people.patience)
        reception = Reception(node, partnership, plan, people, mailbox, met_of(saved))
        if saved.standing is not None:
            mailbox.request_run(saved.at.run)
            if saved.at.delivered:
                return reception.conduct(saved)  # only the outputs are missing: nobody need come
        door = Door(mailbox, fingerprint=fingerprint(certificate), identity=node.identity, welcome=reception.welcome)
        door.partner = bytes.fromhex(partnership.other_key) or None
        with serving(door, listen, certificate=certificate, key=key):
            return reception.conduct(saved)


@dataclass
class Reception:
    """Decides on first contacts, and conducts the run with whoever was let in."""

    node: Node
    partnership: Partnership
    plan: Plan
    people: People
    mailbox: Mailbox
    met: Met | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def welcome(self, visitor: Visitor) -> Mapping[str, Any] | None:
        """Answer a first contact; None for a stranger.

        The one-time secret lets one identity key in and is spent then; later that key suffices. Raises, for the holder
        of the link alone, `InvitationUsed`, `InvitationExpired`, `OtherTerms`.
        """
        invitation = self.partnership.invitation
        with self.lock:
            said = requests.from_json(visitor.hello)
            known = bytes.fromhex(self.partnership.other_key)
            if not known or not hmac.compare_digest(known, visitor.key):
                if not hmac.compare_digest(proof(invitation, visitor.key, visitor.hello), visitor.proof):
                    return None
                if known or self.partnership.refused:
                    raise InvitationUsed("this invitation was used by another node; ask for a new one")
                invitation.check_expiry(self.people.clock())
            self._check(said)
            found = met(bytes.fromhex(said["run"]).hex(), said)
            self._bind(visitor.key.hex(), str(said["share"]))
            if self._over(str(said["run"])):
                return {"over": True}
            self.met = found
            self.mailbox.request_run(self.met.run)
            return {
                "protocol": PROTOCOL,
                "size": self.plan.announced,
                "names": list(self.plan.names),
                "share": self.partnership.share,
                "kept": kept_run(self.node, self.partnership, self.plan),
            }

    def conduct(self, saved: SavedRun) -> Exchanged:
        """Run with the partner that comes; with the newest run that it asks for."""
        while True:
            self.mailbox.wait_for_run()
            with self.lock:
                found = self.met
            if found is None:
                continue
            self._confirm()
            journey = Journey(self.people.progress, rounds=self.plan.rounds)
            run = Conduct(self.node, self.partnership, self.plan, self.people, saved, self.mailbox, found, journey)
            try:
                return run.run(ready=self.mailbox.open)
            except Superseded:
                continue
            finally:
                self.mailbox.shut()

    def _check(self, said: Mapping[str, Any]) -> None:
        """Raises `OtherTerms` where the two sides do not ask for the same run; a new partnership is not bound then."""
        try:
            if said["protocol"] != PROTOCOL:
                raise OtherTerms(
                    f"The nodes speak different versions: {self.partnership.partner} {said['protocol']}, we {PROTOCOL}."
                )
            self.plan.compare(said["terms"], partner=self.partnership.partner, epoch=said["epoch"])
        except OtherTerms as error:
            write_refusal(self.node, self.partnership, self.plan, self.people, str(error))
            raise

    def _bind(self, key: str, share: str) -> None:
        """Keep who came, once; from then on the one-time secret opens nothing."""
        if not self.partnership.other_key:
            bytes.fromhex(share)
            self.partnership = self.node.keep(self.partnership, other_key=key, other_share=share)

    def _over(self, run: str) -> bool:
        """Whether the run has ended here and nothing of it is left to be fetched."""
        standing = self.mailbox.saved.standing
        if standing is not None and standing.run == run:
            return False
        return any(entry.run == run and entry.event == ENDED for entry in self.node.ledger.entries())

    def _confirm(self) -> None:
        """Ask a person whether the codes are equal, once for the partnership. Raises `CodeRefused`."""
        if not self.partnership.confirmed:
            self.partnership = confirmed(self.node, self.partnership, self.plan, self.people, self.mailbox)


def confirmed(node: Node, partnership: Partnership, plan: Plan, people: People, line: Line) -> Partnership:
    """`partnership` with the codes confirmed by a person. Raises `CodeRefused`, which both sides then know."""
    inviter = partnership.role == "inviter"
    invitation = partnership.invitation
    joiner = bytes.fromhex(partnership.other_key) if inviter else requests.own_key(node.identity)
    shares = (bytes.fromhex(partnership.share), bytes.fromhex(partnership.other_share))
    code = short_code(invitation, joiner, *(shares if inviter else reversed(shares)))
    if people.confirm(code):
        return node.keep(partnership, confirmed=True)
    node.keep(partnership, refused=True)
    words = f"The codes were said to differ, so somebody may be between us and {partnership.partner}."
    write_refusal(node, partnership, plan, people, words)
    line.tell_end(REFUSED, "the short codes were said to differ")
    raise CodeRefused(f"{words} Nothing was sent; make a new invitation and send it by another way.")


def fresh_run() -> str:
    """The id of a new run, hexadecimal."""
    return os.urandom(16).hex()
