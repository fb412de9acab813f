"""What the reachable side answers to a request: to the partner what it asks for, to anybody else that nothing is here.

A stranger gets 404 whatever it asks, with a valid certificate of its own or a key of its own too. Only who proves to
hold the link learns why it may not come in.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mutuals.errors import BadInput, MutualsError
from mutuals.exchange import requests
from mutuals.exchange.durable import CannotKeep
from mutuals.exchange.mailbox import Ended, Mailbox
from mutuals.exchange.transfer import BadChunk, Chunk


@dataclass(frozen=True)
class Request:
    """One request of the network: `target` is the path with its query, headers are in lower case."""

    method: str
    path: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] | None = None


NOTHING_HERE = Answer(404, b"Not Found")
"""What a stranger gets."""


@dataclass(frozen=True)
class Visitor:
    """A first contact whose signature holds: its identity key, what it says, and the proof that it holds the link."""

    key: bytes
    hello: bytes
    proof: bytes


Welcome = Callable[[Visitor], Mapping[str, Any] | None]
"""Answers a first contact: what the joiner learns, None for a stranger. Raises what the holder of the link may know."""


class Door:
    """Answers requests for one partnership."""

    def __init__(self, mailbox: Mailbox, *, fingerprint: bytes, identity: bytes, welcome: Welcome) -> None:
        """`identity` is our signing pair; `welcome` decides on first contacts."""
        self._mailbox, self._fingerprint, self._identity, self._welcome = mailbox, fingerprint, identity, welcome
        self.partner: bytes | None = None

    def answer(self, request: Request) -> Answer:
        """The answer to `request`; never raises for what a stranger sends."""
        key = self._signer(request)
        if key is None:
            return NOTHING_HERE
        if (request.method, request.path) == ("POST", requests.JOIN):
            return self._first_contact(key, request)
        if self.partner is None or not hmac.compare_digest(key, self.partner):
            return NOTHING_HERE
        return self._guarded(request)

    def _guarded(self, request: Request) -> Answer:
        """What the partner asks for; what its software gets wrong is told where it can go on from there."""
        try:
            return self._inside(request)
        except BadChunk as error:
            return _said(409, {"error": str(error), **self._mailbox.status()})
        except CannotKeep as error:
            return _said(507, {"error": str(error)})
        except (BadInput, ValueError, KeyError, OSError):
            return NOTHING_HERE

    def _signer(self, request: Request) -> bytes | None:
        """The key that signed the request; None where none did."""
        try:
            key = requests.raw(request.headers.get(requests.KEY_HEADER, ""))
        except ValueError:
            return None
        signature = request.headers.get(requests.SIGNATURE_HEADER, "")
        holds = requests.holds(signature, key, request.method, request.target, request.body, self._fingerprint)
        return key if holds else None

    def _first_contact(self, key: bytes, request: Request) -> Answer:
        try:
            said = requests.from_json(request.body)
            visitor = Visitor(key, str(said["hello"]).encode(), requests.raw(str(said["proof"])))
            answer = self._welcome(visitor)
        except MutualsError as error:
            if isinstance(error, requests.NotJson):
                return NOTHING_HERE
            return self._signed(request, 403, {"error": str(error), "kind": type(error).__name__})
        except (ValueError, KeyError, TypeError):
            return NOTHING_HERE
        if answer is None:
            return NOTHING_HERE
        self.partner = key
        return self._signed(request, 200, answer)

    def _inside(self, request: Request) -> Answer:
        """What the partner asks for."""
        place, _, number = request.path.rpartition("/")
        match request.method, place if number.isdecimal() else request.path:
            case "GET", requests.RUN:
                return _said(200, self._mailbox.status())
            case "POST", requests.END:
                said = requests.from_json(request.body)
                self._mailbox.partner_ended(str(said["run"]), Ended(str(said["outcome"]), str(said["detail"])))
                return _said(200, {})
            case "PUT", "/v1/in":
                self._mailbox.accept(int(number), _chunk(request))
                return _said(200, self._mailbox.status())
            case "GET", "/v1/out":
                chunk = self._mailbox.offer(int(number), int(requests.query(request.target)["offset"]))
                headers = {
                    requests.TOTAL_HEADER: str(chunk.total),
                    requests.RUNNING_HEADER: requests.text(chunk.running),
                }
                return Answer(200, chunk.content, headers)
            case _:
                return NOTHING_HERE

    def _signed(self, request: Request, status: int, said: Mapping[str, Any]) -> Answer:
        body = requests.to_json(said)
        signature = requests.answer_signature(self._identity, request.body, body)
        return Answer(status, body, {requests.SIGNATURE_HEADER: signature})


def _said(status: int, said: Mapping[str, Any]) -> Answer:
    return Answer(status, requests.to_json(said))


def _chunk(request: Request) -> Chunk:
    """The piece of a message that a request carries. Raises `KeyError` or `ValueError`."""
    said = requests.query(request.target)
    return Chunk(int(said["offset"]), int(said["total"]), requests.raw(said["running"]), request.body)
