"""Two nodes over TLS on this machine, in one process: what both learn, and what is refused."""

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from mutuals.errors import MutualsError
from mutuals.exchange import requests, transfer
from mutuals.exchange.certificates import fingerprint
from mutuals.exchange.conduct import RunRefused
from mutuals.exchange.dialling import NotWelcome
from mutuals.exchange.door import Door
from mutuals.exchange.driving import PartnerAway, PartnerEnded, PartnerRefused
from mutuals.exchange.durable import CannotKeep
from mutuals.exchange.guards import GuardRefused
from mutuals.exchange.hosting import Reception
from mutuals.exchange.invitation import CodeRefused, InvitationExpired, WrongInvitation
from mutuals.exchange.locking import InUse, locked
from mutuals.exchange.mailbox import Mailbox
from mutuals.exchange.node import Node
from mutuals.exchange.partner_list import sentences
from mutuals.exchange.plan import OtherTerms
from mutuals.exchange.saved_run import SavedRun
from mutuals.exchange.serving import serving
from mutuals.exchange.tls import WrongCertificate, pinned_context
from mutuals.psi.party import Party
from mutuals.psi.results import IntersectionSize
from mutuals.psi.sealing import public_key, signing_key
from mutuals.psi.terms import Learner, Mode
from tests.exchange.conftest import free_port
from tests.exchange.nodes import ACME, GLOBEX, NOW, POLICY, Pair, Side, changed, crm, ends, names_of, pair, plan_of

ACME_PLAN, GLOBEX_PLAN = plan_of(ACME, "Globex"), plan_of(GLOBEX, "Acme")


@pytest.fixture
def nodes(tmp_path: Path, port: int) -> Pair:
    return pair(tmp_path, port, ACME_PLAN)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pair, Side, Side]:
    """One run that went well; tests read what it left and change nothing."""
    made = pair(tmp_path_factory.mktemp("ran"), free_port(), ACME_PLAN)
    return made, *made.run(ACME_PLAN, GLOBEX_PLAN)


def test_both_learn_their_overlaps_and_the_fields_that_are_shared(ran: tuple[Pair, Side, Side]) -> None:
    _, left, right = ran
    assert names_of(ACME_PLAN, left.well) == [f"A{n}" for n in range(20, 30)]
    assert names_of(GLOBEX_PLAN, right.well) == [f"G{n}" for n in range(20, 30)]
    got = left.well.told.received
    assert got is not None
    assert sorted(got.records["name"]) == [f"Globex G{n}" for n in range(20, 30)]
    assert got.records["populations"].to_list() == [["Customers"]] * 10
    assert got.records["owner_email"].null_count() == 10
    assert b"secret.example" not in b"".join(left.well.result.links["payload"])


def test_the_ledgers_say_what_was_learned_and_disclosed(ran: tuple[Pair, Side, Side]) -> None:
    nodes = ran[0]
    for node, partner in ((nodes.acme, "Globex"), (nodes.globex, "Acme")):
        started, ended = node.ledger.entries()
        assert (started.event, ended.event, ended.outcome) == ("started", "ended", "completed")
        assert (ended.partner, ended.reached, ended.our_size) == (partner, "fields", 64)
        assert [(one.population, one.accounts, one.fields) for one in ended.learned] == [
            ("Customers", 10, ("name", "website"))
        ]
        assert ended.disclosed == ended.learned
        assert node.ledger.verify().broken == ""


@pytest.mark.slow
def test_both_sides_confirm_one_code_once_for_a_partnership(nodes: Pair) -> None:
    for _ in range(2):
        for side in nodes.run(ACME_PLAN, GLOBEX_PLAN):
            side.well.close()
    assert nodes.clerks[0].codes == nodes.clerks[1].codes
    assert len(nodes.clerks[0].codes) == 1
    assert ends(nodes.acme)["event"].to_list() == ["started", "ended"] * 2
    assert not (nodes.acme.home(nodes.partnership.id) / "run").exists()


def test_until_it_is_closed_the_same_command_gives_the_same_result(nodes: Pair) -> None:
    nodes.run(ACME_PLAN, GLOBEX_PLAN)
    again = nodes.host(ACME_PLAN)
    assert names_of(ACME_PLAN, again) == [f"A{n}" for n in range(20, 30)]
    assert names_of(GLOBEX_PLAN, nodes.join(GLOBEX_PLAN)) == [f"G{n}" for n in range(20, 30)]
    assert ends(nodes.acme)["event"].to_list() == ["started", "ended"]
    assert ends(nodes.globex)["event"].to_list() == ["started", "ended"]


def test_what_is_hidden_takes_no_part(tmp_path: Path, port: int) -> None:
    shut = POLICY + '[[exclude]]\nreason = "NDA"\naccount_ids = ["A25"]\n'
    acme = plan_of(ACME, "Globex", shut)
    left, right = pair(tmp_path, port, acme).run(acme, GLOBEX_PLAN)
    assert "A25" not in names_of(acme, left.well)
    assert names_of(GLOBEX_PLAN, right.well) == [f"G{n}" for n in range(20, 30) if n != 25]


def test_counts_only_by_pair_of_populations_and_none_below_the_floor(tmp_path: Path, port: int) -> None:
    few = crm("Globex", range(28, 60), "P")
    acme, globex = (plan_of(*one, mode=Mode.COUNTS) for one in ((ACME, "Globex"), (GLOBEX, "Acme")))
    left, right = pair(tmp_path / "many", port, acme).run(acme, globex)
    assert isinstance(left.well.result, IntersectionSize)
    assert left.well.told.counts == right.well.told.counts == {"Customers × Customers": 10, "accounts": 10}
    globex = plan_of(few, "Acme", mode=Mode.COUNTS)
    left, right = pair(tmp_path / "few", port, acme).run(acme, globex)
    assert left.well.told.counts == {"Customers × Prospects": None, "accounts": None}
    assert right.well.entry.counts == {"Prospects × Customers": None, "accounts": None}


def test_the_side_that_is_not_to_learn_learns_only_how_many(tmp_path: Path, port: int) -> None:
    acme, globex = (plan_of(*one, learner=Learner.JOINER) for one in ((ACME, "Globex"), (GLOBEX, "Acme")))
    left, right = pair(tmp_path, port, acme).run(acme, globex)
    assert isinstance(left.well.result, IntersectionSize)
    assert names_of(globex, right.well) == [f"G{n}" for n in range(20, 30)]
    assert left.well.entry.reached == "matches"
    assert left.well.told.counts["common keys: domain"] == 10
    assert [one.accounts for one in left.well.told.disclosed] == [None]  # which of its own; of whom of ours, it knows
    assert "which of its accounts" in sentences(left.well.told.disclosed, "Globex", reached="matches")[0]
    assert right.well.entry.reached == "count"
    assert "and not which" in sentences(right.well.told.disclosed, "Acme", reached="count")[0]
    assert right.well.told.counts["our accounts"] == 10
    got = right.well.told.received
    assert got is not None
    assert got.records["handle"].to_list() == names_of(globex, right.well)


def test_sides_that_disagree_on_who_learns_are_told_what_to_mend(tmp_path: Path, port: int) -> None:
    nodes = pair(tmp_path, port, plan_of(ACME, "Globex", learner=Learner.JOINER))
    nodes.patience = 1.0
    _, right = nodes.run(plan_of(ACME, "Globex", learner=Learner.JOINER), GLOBEX_PLAN)
    assert isinstance(right.error, OtherTerms)
    assert "Acme has joiner, we have both" in str(right.error)
    assert 'one "us" and the other "partner"' in str(right.error)


@pytest.mark.slow
@pytest.mark.parametrize("inviter_has_it", [True, False])
def test_a_decoy_that_is_matched_raises_an_alarm_before_any_field_leaves(
    tmp_path: Path, port: int, inviter_has_it: bool
) -> None:
    acme = plan_of(ACME, "Globex", POLICY + ('decoys = ["A21"]\n' if inviter_has_it else ""))
    globex = plan_of(GLOBEX, "Acme", POLICY + ("" if inviter_has_it else 'decoys = ["G21"]\n'))
    nodes = pair(tmp_path, port, acme)
    left, right = nodes.run(acme, globex)
    warned, other = (left, right) if inviter_has_it else (right, left)
    assert isinstance(warned.error, RunRefused)
    assert "1 of our decoys" in str(warned.error)
    assert "decoy" not in str(other.error)
    mine, theirs = (nodes.acme, nodes.globex) if inviter_has_it else (nodes.globex, nodes.acme)
    assert ends(mine)["event"].to_list() == ["started", "alarm", "ended"]
    assert ends(mine)["reached"].to_list()[1:] == ["matches", "matches"]
    # The inviter's records go first; a joiner that is warned has sent none of its own.
    assert ends(theirs)["reached"].to_list()[-1] == ("matches" if inviter_has_it else "fields")


@pytest.mark.slow
def test_an_alarm_is_on_the_disk_before_the_run_ends(tmp_path: Path, port: int) -> None:
    """The alarm's words come from the ledger: a process that was killed after it tells the same."""
    acme = plan_of(ACME, "Globex", POLICY + 'decoys = ["A21"]\n')
    nodes = pair(tmp_path, port, acme)
    left, _ = nodes.run(acme, GLOBEX_PLAN)
    alarm = [one for one in nodes.acme.ledger.entries() if one.event == "alarm"]
    assert len(alarm) == 1
    assert alarm[0].detail in str(left.error)


@pytest.mark.slow
def test_where_one_side_learns_a_decoy_raises_its_alarm_at_the_end(tmp_path: Path, port: int) -> None:
    strict = POLICY + 'decoys = ["A21"]\n'
    acme = plan_of(ACME, "Globex", strict, learner=Learner.INVITER)
    globex = plan_of(GLOBEX, "Acme", learner=Learner.INVITER)
    left, _ = pair(tmp_path, port, acme).run(acme, globex)
    assert "1 of our decoys (A21)" in left.well.alarms[0]
    assert "decoys" in left.well.entry.detail


def _refused(sides: tuple, node: Node, other: Node, *, reached: str) -> None:
    """Both sides have an error, and both ledgers an end that is true."""
    assert all(isinstance(side.error, MutualsError) for side in sides), sides
    for one in (node, other):
        last = list(one.ledger.entries())[-1]
        assert (last.event, last.outcome) == ("ended", "refused")
        assert one.ledger.verify().broken == ""
    assert list(node.ledger.entries())[-1].reached == reached
    assert not list(node.folder.glob("partnerships/*/run/party-*"))


def test_a_list_that_is_too_long_is_refused_before_anything_is_sent(tmp_path: Path, port: int) -> None:
    acme = plan_of(ACME, "Globex", POLICY + "list_cap = 10\n")
    nodes = pair(tmp_path, port, acme)
    sides = nodes.run(acme, GLOBEX_PLAN)
    assert isinstance(sides[0].error, GuardRefused)
    assert isinstance(sides[1].error, PartnerRefused)
    _refused(sides, nodes.acme, nodes.globex, reached="nothing")
    assert "10" not in str(sides[1].error)


@pytest.mark.slow
def test_an_overlap_that_needs_approval_and_gets_none_opens_nothing(tmp_path: Path, port: int) -> None:
    for name, place in (("acme", 0), ("globex", 1)):
        strict = POLICY + "approval_ratio = 0.1\n"
        acme = plan_of(ACME, "Globex", strict if place == 0 else POLICY)
        globex = plan_of(GLOBEX, "Acme", strict if place == 1 else POLICY)
        nodes = pair(tmp_path / name, port, acme)
        nodes.clerks[place].yes = True
        for clerk in nodes.clerks:
            people = clerk.people

            def no(*, patience: float = 20.0, people=people):  # type: ignore[no-untyped-def]
                return replace(people(patience=patience), approve=lambda _: False)

            clerk.people = no  # type: ignore[method-assign]
        sides = nodes.run(acme, globex)
        assert all(isinstance(side.error, RunRefused) for side in sides)
        first, second = (nodes.acme, nodes.globex) if place == 0 else (nodes.globex, nodes.acme)
        _refused(sides, first, second, reached="count")
        assert "approval_ratio" in list(first.ledger.entries())[-1].detail
        assert "approval_ratio" not in list(second.ledger.entries())[-1].detail


def test_codes_that_differ_end_it_before_anything_is_sent(nodes: Pair) -> None:
    nodes.clerks[1].yes = False
    sides = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    assert isinstance(sides[1].error, CodeRefused)
    assert isinstance(sides[0].error, PartnerRefused)
    _refused(sides, nodes.globex, nodes.acme, reached="nothing")
    with pytest.raises(CodeRefused):
        nodes.join(GLOBEX_PLAN)


def test_a_link_that_was_used_by_somebody_else_says_so(nodes: Pair, tmp_path: Path) -> None:
    for side in nodes.run(ACME_PLAN, GLOBEX_PLAN):
        side.well.close()
    honest, nodes.globex, nodes.patience = nodes.globex, Node(tmp_path / "initech", name="Initech"), 1.0
    sides = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    assert isinstance(sides[1].error, NotWelcome)
    assert "used by another node" in str(sides[1].error)
    assert ends(nodes.globex)["outcome"].to_list() == ["refused"]
    assert ends(nodes.acme).height == 2
    assert honest.ledger.verify().entries == 2


def test_an_invitation_that_is_too_old(tmp_path: Path, port: int) -> None:
    nodes = pair(tmp_path, port, ACME_PLAN, days=-1)
    with pytest.raises(InvitationExpired, match="expired"):
        nodes.join(GLOBEX_PLAN)


def test_the_inviter_too_refuses_one_that_is_too_old(nodes: Pair) -> None:
    late, nodes.patience = NOW + timedelta(days=30), 1.0
    people = nodes.clerks[0].people

    def later(*, patience: float):  # type: ignore[no-untyped-def]
        return replace(people(patience=patience), clock=lambda: late)

    nodes.clerks[0].people = later  # type: ignore[method-assign]
    sides = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    assert isinstance(sides[1].error, NotWelcome)
    assert "expired" in str(sides[1].error)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"epoch": 8107}, "epochs"),
        ({"recipe": 99}, "rules that make match keys"),
        ({"kinds": ("domain", "lei")}, "kinds of match keys"),
        ({"learner": Learner.JOINER}, "sides that are to learn"),
    ],
)
def test_other_terms_are_told_and_nothing_is_sent(nodes: Pair, changes: dict, told: str) -> None:
    nodes.patience = 1.0
    sides = nodes.run(ACME_PLAN, changed(GLOBEX_PLAN, **changes))
    assert isinstance(sides[1].error, OtherTerms | NotWelcome)
    assert told in str(sides[1].error)
    last = list(nodes.globex.ledger.entries())[-1]
    assert (last.outcome, last.reached) == ("refused", "nothing")
    assert not nodes.acme.partnership(nodes.partnership.id).other_key  # the secret is not spent


@pytest.mark.slow
def test_a_later_run_of_the_partnership_may_be_of_other_terms(nodes: Pair) -> None:
    for side in nodes.run(ACME_PLAN, GLOBEX_PLAN):
        side.well.close()
    counting = [plan_of(*one, mode=Mode.COUNTS) for one in ((ACME, "Globex"), (GLOBEX, "Acme"))]
    left, _ = nodes.run(*counting)
    assert left.well.told.counts["accounts"] == 10


def test_another_version_is_told(nodes: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes.patience = 1.0
    monkeypatch.setattr("mutuals.exchange.joining.PROTOCOL", 2)
    sides = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    assert "different versions" in str(sides[1].error)
    assert ends(nodes.acme)["outcome"].to_list() == ["refused"]


def test_whoever_answers_with_another_certificate_gets_nothing(nodes: Pair, tmp_path: Path) -> None:
    other = Node(tmp_path / "initech", name="Initech")
    for name in ("certificate.pem", "certificate-key.pem"):
        other.certificate()
        (nodes.acme.folder / name).write_bytes((other.folder / name).read_bytes())
    nodes.patience = 1.0
    sides = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    assert isinstance(sides[1].error, WrongCertificate)


STRANGER = signing_key(b"i" * 32)


@pytest.mark.parametrize("signed", [False, True])
def test_a_stranger_gets_404_whatever_it_asks(nodes: Pair, signed: bool) -> None:
    """Initech has a key of its own and knows the address and the certificate, but not the link."""

    certificate, key = nodes.acme.certificate()
    mark = fingerprint(certificate)
    mailbox = Mailbox(SavedRun(nodes.acme.folder / "run"), partner="Globex", patience=1.0)
    people = nodes.clerks[0].people()
    reception = Reception(nodes.acme, nodes.partnership, ACME_PLAN.plan, people, mailbox)
    door = Door(mailbox, fingerprint=mark, identity=nodes.acme.identity, welcome=reception.welcome)
    asked = [
        ("GET", "/", b""),
        ("GET", requests.RUN, b""),
        ("GET", "/v1/out/0?offset=0", b""),
        ("PUT", "/v1/in/0?offset=0&total=3&running=AA", b"abc"),
        ("POST", requests.END, b"{}"),
        ("POST", requests.JOIN, b'{"hello":"{}","proof":"AAAA"}'),
        ("POST", requests.JOIN, b"nonsense"),
        ("DELETE", "/v1/run", b""),
        ("POST", requests.JOIN, b"x" * (2 * 1024 * 1024)),
    ]
    with serving(door, ("127.0.0.1", 0), certificate=certificate, key=key) as (host, port):
        address = f"https://{host}:{port}"
        with httpx.Client(verify=pinned_context(address, mark, timeout=20), trust_env=False, timeout=20) as client:
            for method, target, body in asked:
                headers = {
                    requests.KEY_HEADER: requests.text(public_key(STRANGER)),
                    requests.SIGNATURE_HEADER: requests.request_signature(STRANGER, method, target, body, mark),
                }
                answer = client.request(method, address + target, content=body, headers=headers if signed else {})
                assert (answer.status_code, answer.content) == (404, b"Not Found"), (method, target)
                assert set(answer.headers) == {"content-length", "cache-control"}
    assert ends(nodes.acme).height == 0


def test_wrong_link(nodes: Pair) -> None:
    with pytest.raises(WrongInvitation):
        nodes.join(GLOBEX_PLAN, nodes.partnership.link[:-3])


def test_two_processes_do_not_work_in_one_partnership(nodes: Pair) -> None:
    home = nodes.acme.home(nodes.partnership.id)
    with locked(home / "run"), pytest.raises(InUse, match="Another process is using"):
        nodes.host(ACME_PLAN)


@pytest.mark.slow
def test_too_many_runs_in_a_week(tmp_path: Path, port: int) -> None:
    acme = plan_of(ACME, "Globex", POLICY + "runs_per_week = 1\n")
    nodes = pair(tmp_path, port, acme)
    for side in nodes.run(acme, GLOBEX_PLAN):
        side.well.close()
    sides = nodes.run(acme, GLOBEX_PLAN)
    assert isinstance(sides[0].error, GuardRefused)
    _refused(sides, nodes.acme, nodes.globex, reached="nothing")


@pytest.mark.slow
def test_an_incremental_run_continues_what_both_kept(tmp_path: Path, port: int) -> None:
    acme, globex = (plan_of(*one, incremental=True) for one in ((ACME, "Globex"), (GLOBEX, "Acme")))
    nodes = pair(tmp_path, port, acme)
    for side in nodes.run(acme, globex):
        side.well.close()
    more = plan_of(crm("Globex", range(18, 90)), "Acme", incremental=True)
    assert more.plan.announced > globex.plan.announced
    left, right = nodes.run(acme, more)
    assert names_of(acme, left.well) == [f"A{n}" for n in range(18, 30)]
    assert names_of(more, right.well) == [f"G{n}" for n in range(18, 30)]
    assert left.well.result.tally.new.sum() < left.well.result.tally.common.sum()
    assert names_of(acme, nodes.host(acme)) == names_of(acme, left.well)
    assert names_of(more, nodes.join(more)) == names_of(more, right.well)


@pytest.mark.slow
def test_a_joiner_that_missed_the_last_word_still_has_its_result(nodes: Pair) -> None:
    left, right = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    left.well.close()
    state = nodes.globex.home(nodes.partnership.id) / "run" / "state.json"
    state.write_text(state.read_text().replace('"delivered": true', '"delivered": false'))
    nodes.patience = 1.0
    left, right = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    assert names_of(GLOBEX_PLAN, right.well) == [f"G{n}" for n in range(20, 30)]
    assert isinstance(left.error, PartnerAway)
    assert ends(nodes.acme)["event"].to_list() == ["started", "ended"]


def test_progress_is_a_share_of_the_whole_that_never_goes_back(ran: tuple[Pair, Side, Side]) -> None:
    for clerk in ran[0].clerks:
        shares = [share for _, share in clerk.steps]
        assert shares == sorted(shares)
        assert shares[-1] == 1.0
        assert len({round(share, 3) for share in shares}) > 5


@pytest.mark.parametrize("victim", ["acme", "globex"])
def test_a_disk_that_is_full_while_a_message_arrives_ends_the_run(
    nodes: Pair, monkeypatch: pytest.MonkeyPatch, victim: str
) -> None:
    real = transfer.append_at

    def full(path: Path, offset: int, content: bytes) -> None:
        if victim in path.parts and path.name == "in-1.part":
            raise CannotKeep(f"{path} cannot be written: the disk is full.")
        real(path, offset, content)

    monkeypatch.setattr(transfer, "append_at", full)
    left, right = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    hit, other = (left, right) if victim == "acme" else (right, left)
    assert isinstance(hit.error, CannotKeep)
    assert isinstance(other.error, PartnerEnded)
    for node in (nodes.acme, nodes.globex):
        assert ends(node)["outcome"].to_list() == ["", "aborted"]
        assert ends(node)["reached"].to_list()[-1] == "sizes"
        assert not list(node.folder.glob("partnerships/*/run/*"))


def test_a_defect_ends_the_run_truly_on_both_sides(nodes: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Party.step

    def step(self: Party, message: bytes | None) -> bytes | None:
        if threading.current_thread().name == "acme" and message is not None:
            raise ZeroDivisionError("of ours")
        return real(self, message)

    monkeypatch.setattr(Party, "step", step)
    left, right = nodes.run(ACME_PLAN, GLOBEX_PLAN)
    assert isinstance(left.error, ZeroDivisionError)
    assert isinstance(right.error, PartnerEnded)
    assert "of ours" not in str(right.error)
    assert "A defect of Mutuals: ZeroDivisionError" in ends(nodes.acme)["detail"].to_list()[-1]
    assert ends(nodes.globex)["outcome"].to_list() == ["", "aborted"]
