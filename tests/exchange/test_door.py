"""The door: what is asked wrongly, out of order or by somebody else changes nothing and discloses nothing."""

from pathlib import Path

import pytest

from mutuals.exchange import requests
from mutuals.exchange.door import Door, Request
from mutuals.exchange.ledger_entry import COMPLETED
from mutuals.exchange.mailbox import Mailbox
from mutuals.exchange.saved_run import SavedRun
from mutuals.exchange.transfer import Outgoing
from mutuals.psi.sealing import public_key, signing_key

ACME, GLOBEX, INITECH = (signing_key(bytes([number]) * 32) for number in (1, 2, 3))
MARK, RUN = b"f" * 32, "ab" * 16


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """Acme's door in the middle of a run with Globex: our message 0 lies ready, theirs is due."""
    saved = SavedRun(tmp_path / "run")
    saved.begin(RUN, {})
    saved.advance(b"party", b"\x01hello", answered=False, done=False)
    mailbox = Mailbox(saved, partner="Globex", patience=1.0)
    mailbox.request_run(RUN)
    mailbox.expect(1000)
    mailbox.open()
    made = Door(mailbox, fingerprint=MARK, identity=ACME, welcome=lambda _: None)
    made.partner = public_key(GLOBEX)
    return made


def _request(method: str, target: str, body: bytes = b"", *, key: bytes = GLOBEX, mark: bytes = MARK) -> Request:
    headers = {
        requests.KEY_HEADER: requests.text(public_key(key)),
        requests.SIGNATURE_HEADER: requests.request_signature(key, method, target, body, mark),
    }
    return Request(method, target.partition("?")[0], target, headers, body)


def _piece(folder: Path, content: bytes, number: int = 0, **changes: str | int) -> Request:
    path = folder / "message"
    path.write_bytes(content)
    chunk = Outgoing(path).chunk(0)
    said = {"offset": 0, "total": chunk.total, "running": requests.text(chunk.running), **changes}
    return _request("PUT", requests.with_query(requests.sent(number), **said), content)


def test_the_partner_sees_where_we_stand_fetches_and_sends(door: Door, tmp_path: Path) -> None:
    status = requests.from_json(door.answer(_request("GET", requests.RUN)).body)
    assert (status["begun"], status["out"], status["in"], status["received"]) == (True, 1, 0, 0)
    assert door.answer(_request("GET", "/v1/out/0?offset=0")).body == b"\x01hello"
    assert door.answer(_request("GET", "/v1/out/0?offset=3")).body == b"llo"
    assert requests.from_json(door.answer(_piece(tmp_path, b"their hello")).body)["whole"] is True


def test_a_replayed_piece_changes_nothing(door: Door, tmp_path: Path) -> None:
    piece = _piece(tmp_path, b"their hello")
    assert door.answer(piece).status == door.answer(piece).status == 200
    assert (tmp_path / "run" / "in-0").read_bytes() == b"their hello"
    assert door.answer(_piece(tmp_path, b"other hello")).status == 200
    assert (tmp_path / "run" / "in-0").read_bytes() == b"their hello"


@pytest.mark.parametrize(
    ("content", "number", "changes"),
    [
        (b"x", 1, {}),  # a message that is not due
        (b"x" * 2000, 0, {}),  # longer than may come
        (b"x", 0, {"total": 5000}),
        (b"x", 0, {"offset": 7}),
        (b"x", 0, {"running": requests.text(b"r" * 32)}),
        (b"", 0, {}),
        (b"xx", 0, {"total": 1}),
    ],
)
def test_what_does_not_belong_is_refused_with_the_place_to_go_on(
    door: Door, tmp_path: Path, content: bytes, number: int, changes: dict[str, str | int]
) -> None:
    answer = door.answer(_piece(tmp_path, content, number, **changes))
    assert answer.status == 409
    assert requests.from_json(answer.body)["received"] == 0
    assert not (tmp_path / "run" / "in-0").exists()


@pytest.mark.parametrize(
    "target", ["/v1/in/0", "/v1/in/0?offset=x&total=1&running=AA", "/v1/in/-1?offset=0", "/v1/in/x"]
)
def test_nonsense_gets_what_a_stranger_gets(door: Door, target: str) -> None:
    assert door.answer(_request("PUT", target, b"x")).status == 404


@pytest.mark.parametrize("number", [1, 7])
def test_a_message_that_there_is_not(door: Door, number: int) -> None:
    assert door.answer(_request("GET", f"/v1/out/{number}?offset=0")).status == 409
    assert door.answer(_request("GET", "/v1/out/0?offset=99")).status == 409


def test_a_signature_is_good_for_one_request_to_one_node(door: Door) -> None:
    good = _request("GET", requests.RUN)
    assert door.answer(good).status == 200
    stolen = Request("GET", "/v1/out/0", "/v1/out/0?offset=0", good.headers, b"")
    assert door.answer(stolen).status == 404
    assert door.answer(_request("GET", requests.RUN, mark=b"g" * 32)).status == 404
    assert door.answer(_request("GET", requests.RUN, key=INITECH)).status == 404
    assert door.answer(Request("GET", requests.RUN, requests.RUN, {}, b"")).status == 404


def test_an_end_of_another_run_is_not_ours(door: Door) -> None:
    said = {"run": "cd" * 16, "outcome": COMPLETED, "detail": ""}
    assert door.answer(_request("POST", requests.END, requests.to_json(said))).status == 200
    assert door._mailbox.theirs is None


def test_once_it_is_shut_nothing_goes_in_or_out(door: Door, tmp_path: Path) -> None:
    door._mailbox.shut()
    assert requests.from_json(door.answer(_request("GET", requests.RUN)).body)["begun"] is False
    assert door.answer(_request("GET", "/v1/out/0?offset=0")).status == 409
    assert door.answer(_piece(tmp_path, b"x")).status == 409
