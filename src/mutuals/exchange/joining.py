"""The joiner's side of a run: follows an invitation to the inviter's node, and conducts the run with it."""

from dataclasses import replace
from pathlib import Path

from mutuals.exchange.conduct import Conduct, Exchanged, write_refusal
from mutuals.exchange.dialling import Dialled, NotWelcome
from mutuals.exchange.driving import PartnerEnded
from mutuals.exchange.durable import replace_file
from mutuals.exchange.hosting import PROTOCOL, confirmed, fresh_run
from mutuals.exchange.invitation import CodeRefused, proof
from mutuals.exchange.journey import Journey
from mutuals.exchange.ledger_entry import ENDED
from mutuals.exchange.locking import locked
from mutuals.exchange.meeting import Met, kept_run, met, met_of, settled
from mutuals.exchange.node import Node, Partnership
from mutuals.exchange.plan import OtherTerms, People, Plan
from mutuals.exchange.requests import NotJson, own_key
from mutuals.exchange.saved_run import SavedRun


def join(node: Node, partnership: Partnership, plan: Plan, people: People) -> Exchanged:
    """Go to the inviter and run once with it; goes on with a run that an earlier process left open.

    Raises `InvitationExpired`, `NotWelcome`, `NotKnown`, `WrongCertificate`, `PartnerAway`, `OtherTerms`, `InUse`,
    `CodeRefused`, and whatever ends the run.
    """
    invitation = partnership.invitation
    if not partnership.other_key:
        invitation.check_expiry(people.clock())
    if partnership.refused:
        raise CodeRefused("The codes of this invitation were said to differ; ask the partner for a new one.")
    home = node.home(partnership.id)
    with locked(home / "run", what=f"the partnership with {partnership.partner}"):
        saved = settled(node, SavedRun(home / "run"))
        run = saved.standing.run if saved.standing is not None else _pending(node, home)
        journey = Journey(people.progress, rounds=plan.rounds)
        line = Dialled(invitation, node.identity, people.patience, journey.step, run)
        try:
            known = met_of(saved)
            if known is None or not saved.at.delivered:
                partnership, now = _met(node, partnership, plan, people, line)
                known = now if known is None else replace(known, over=now.over)
            over = known.over
            conduct = Conduct(node, partnership, plan, people, saved, line, known, journey)
            return conduct.run(ready=lambda: _begun(line, saved, over=over))
        finally:
            line.close()


def _begun(line: Dialled, saved: SavedRun, *, over: bool) -> None:
    """Wait for the inviter, unless it may have gone: a run that both have ended needs nobody. Raises `PartnerEnded`."""
    if over and saved.at.done:
        saved.mark_delivered()
    if over and not saved.at.done:
        raise PartnerEnded(
            f"{line.invitation.inviter} has ended this run already. Nothing more was sent; begin a new one."
        )
    if not saved.at.delivered:
        line.wait_until_begun()


def _pending(node: Node, home: Path) -> str:
    """The id of a run that is asked for and has not begun: the same after a kill, so that the inviter sees one run."""
    path = home / "next-run"
    run = path.read_text(encoding="ascii") if path.exists() else ""
    if not run or any(one.run == run and one.event == ENDED for one in node.ledger.entries()):
        run = fresh_run()
        replace_file(path, run.encode())
    return run


def _met(node: Node, partnership: Partnership, plan: Plan, people: People, line: Dialled) -> tuple[Partnership, Met]:
    """The first contact of this process: terms compared, codes confirmed."""
    invitation = partnership.invitation
    said = {
        "protocol": PROTOCOL,
        "run": line.run,
        "name": node.name,
        "size": plan.announced,
        "names": list(plan.names),
        "share": partnership.share,
        "terms": plan.terms,
        "epoch": plan.epoch,
        "kept": kept_run(node, partnership, plan),
    }
    try:
        if not partnership.other_key:  # later runs may be of other terms, which the two nodes then compare
            plan.compare(dict(invitation.terms), partner=partnership.partner, epoch=plan.epoch)
        told = line.join(said, lambda hello: proof(invitation, own_key(node.identity), hello))
    except (OtherTerms, NotWelcome) as error:
        write_refusal(node, partnership, plan, people, str(error))
        raise
    if told.get("over"):
        return partnership, Met(line.run, 0, over=True)
    try:
        found = met(line.run, told)
        share = bytes.fromhex(str(told["share"])).hex()
    except (KeyError, ValueError, TypeError):
        raise NotJson(f"{partnership.partner}'s node answers with something else than an answer.") from None
    partnership = node.keep(partnership, other_key=invitation.identity.hex(), other_share=share)
    if not partnership.confirmed:
        partnership = confirmed(node, partnership, plan, people, line)
    return partnership, found
