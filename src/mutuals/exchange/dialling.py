"""The joiner's side of the line: signed requests over a pinned connection, repeated until the partner answers."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from mutuals.errors import NotAllowed
from mutuals.exchange import requests
from mutuals.exchange.driving import PartnerAway, PartnerEnded, PartnerRefused, Progress
from mutuals.exchange.invitation import Invitation
from mutuals.exchange.ledger_entry import COMPLETED
from mutuals.exchange.mailbox import partner_error, shown
from mutuals.exchange.tls import NotReached, pinned_context
from mutuals.exchange.transfer import CHUNK, BadChunk, Chunk, Incoming, Outgoing
from mutuals.psi.sealing import public_key

CONNECT_SECONDS, READ_SECONDS = 10.0, 60.0
MOST_ANSWER = CHUNK + 4096
"""Bytes of the longest answer that is read."""

FIRST_WAIT, LONGEST_WAIT = 0.05, 2.0
"""Seconds between two questions: the first wait doubles up to the longest."""


class NotKnown(NotAllowed):
    """The partner's node does not know us: the invitation was withdrawn, or another node's. Nothing more was sent."""


class NotWelcome(NotAllowed):
    """The partner's node says why this invitation or run is not accepted. Nothing of our list was sent."""


@dataclass
class Dialled:
    """The way to the inviter's node: a `Line`, and the first contact.

    `patience` is how many seconds without an answer are waited for; `tell` is told of progress; `run` is the id of the
    run once it is known.
    """

    invitation: Invitation
    identity: bytes
    patience: float
    tell: Progress = lambda _step, _share: None
    run: str = ""
    sleep: Callable[[float], None] = time.sleep
    _most: int = 0
    _client: httpx.Client | None = field(default=None, repr=False)

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def join(self, said: Mapping[str, Any], prove: Callable[[bytes], bytes]) -> dict[str, Any]:
        """The first contact: `said` with its proof; the inviter's answer, whose signature holds.

        Raises `NotWelcome`, `NotKnown`, `WrongCertificate` or `PartnerAway`.
        """
        hello = requests.to_json(said)
        body = requests.to_json({"hello": hello.decode(), "proof": requests.text(prove(hello))})
        answer = self._ask("POST", requests.JOIN, body)
        signature = answer.headers.get(requests.SIGNATURE_HEADER, "")
        if not requests.answer_holds(signature, self.invitation.identity, body, answer.content):
            raise NotKnown(f"{self.invitation.address} does not know this invitation. Ask the partner for a new one.")
        told = requests.from_json(answer.content)
        if answer.status_code != httpx.codes.OK:
            raise NotWelcome(f"{self.invitation.inviter} answers: {shown(told.get('error', ''))}")
        return told

    def wait_until_begun(self) -> None:
        """Wait until the inviter lets messages in. Raises as `send`."""
        self._until(lambda status: bool(status["begun"]), "Waiting for the partner")

    def expect(self, most: int) -> None:
        """The inviter's next message has at most so many bytes."""
        self._most = most

    def tell_share(self, share: float) -> None:
        """Nothing to do: the inviter does not wait for us to tell."""

    def send(self, number: int, message: Path) -> None:
        """Upload our message from where the inviter has it. Raises `PartnerAway`, `PartnerEnded`, `PartnerRefused`."""
        outgoing = Outgoing(message)
        refused = 0
        while True:
            status = self._status()
            if status["in"] > number or status["whole"]:
                return
            offset = status["received"]
            while True:
                chunk = outgoing.chunk(offset)
                if not self._put(number, chunk):
                    refused += 1
                    break
                offset = chunk.offset + len(chunk.content)
                self.tell(f"Sending message {number + 1}", offset / outgoing.total if outgoing.total else 1.0)
                if offset == outgoing.total:
                    return
            if refused > 100:
                raise BadChunk("the partner's node keeps refusing our message; the two of you run different versions")

    def receive(self, number: int, into: Path) -> bytes:
        """Fetch the inviter's message. Raises `PartnerAway`, `PartnerEnded`, `PartnerRefused`, `CannotKeep`."""
        self._until(lambda status: status["out"] > number, "The partner's node computes")
        incoming = Incoming(into, most=self._most)
        while not incoming.whole:
            target = requests.with_query(requests.offered(number), offset=incoming.received)
            answer = self._ask("GET", target)
            if answer.status_code != httpx.codes.OK:
                self._status()
                raise BadChunk(f"the partner's node has no message {number} for us: {answer.text[:200]}")
            chunk = Chunk(
                incoming.received,
                int(answer.headers[requests.TOTAL_HEADER]),
                requests.raw(answer.headers[requests.RUNNING_HEADER]),
                answer.content,
            )
            incoming.accept(chunk)
            self.tell(f"Receiving message {number + 1}", incoming.received / chunk.total if chunk.total else 1.0)
        return into.read_bytes()

    def finish(self) -> bool:
        """Say that we are done, once the inviter is, too; false where it is away or has ended badly."""
        try:
            self._until(lambda status: bool(status["done"]), "The partner's node finishes")
            self._end(COMPLETED, "")
        except (PartnerAway, PartnerEnded, PartnerRefused, NotKnown):
            return False
        return True

    def tell_end(self, outcome: str, detail: str) -> None:
        """Say that we ended the run and why; a partner that is not there learns it from nobody."""
        patience, self.patience = self.patience, min(self.patience, 5.0)
        try:
            self._end(outcome, detail)
        except (PartnerAway, NotAllowed):
            pass
        finally:
            self.patience = patience

    def _end(self, outcome: str, detail: str) -> None:
        said = {"run": self.run, "outcome": outcome, "detail": detail}
        self._ask("POST", requests.END, requests.to_json(said))

    def _put(self, number: int, chunk: Chunk) -> bool:
        """Upload one piece; false where the inviter wants another one."""
        target = requests.with_query(
            requests.sent(number), offset=chunk.offset, total=chunk.total, running=requests.text(chunk.running)
        )
        answer = self._ask("PUT", target, chunk.content)
        if answer.status_code == httpx.codes.INSUFFICIENT_STORAGE:
            self.sleep(FIRST_WAIT)  # its disk is full: it is about to end the run, which the next question shows
        return answer.status_code == httpx.codes.OK

    def _status(self) -> dict[str, Any]:
        """Where the inviter stands. Raises `PartnerEnded` or `PartnerRefused` where it has ended the run."""
        answer = self._ask("GET", requests.RUN)
        if answer.status_code != httpx.codes.OK:
            raise NotKnown(f"{self.invitation.inviter}'s node does not know us any more. Ask the partner.")
        status = requests.from_json(answer.content)
        if ended := status.get("ended"):
            raise partner_error(self.invitation.inviter, str(ended["outcome"]), str(ended["detail"]))
        return status

    def _until(self, ready: Callable[[dict[str, Any]], bool], step: str) -> None:
        """Ask where the inviter stands until `ready`."""
        wait = FIRST_WAIT
        while not ready(status := self._status()):
            self.tell(step, float(status["share"]))
            self.sleep(wait)
            wait = min(wait * 1.5, LONGEST_WAIT)

    def _ask(self, method: str, target: str, body: bytes = b"") -> httpx.Response:
        """One signed request, repeated while there is no answer and patience lasts. Raises `PartnerAway`."""
        headers = {
            requests.KEY_HEADER: requests.text(public_key(self.identity)),
            requests.SIGNATURE_HEADER: requests.request_signature(
                self.identity, method, target, body, self.invitation.fingerprint
            ),
        }
        since, wait = time.monotonic(), FIRST_WAIT
        while True:
            try:
                answer = self._fetch(
                    httpx.Request(method, self.invitation.address + target, content=body, headers=headers)
                )
                if answer.status_code not in {500, 503}:
                    return answer
                trouble = f"it answers {answer.status_code}"
            except (httpx.TransportError, NotReached) as error:
                trouble = str(error)
                self.close()
            if time.monotonic() - since > self.patience:
                raise PartnerAway(
                    f"{self.invitation.address} has not answered for {self.patience:,.0f} seconds ({trouble}). The run "
                    "is kept; the same command goes on where it stopped."
                )
            self.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)

    def _fetch(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request, of which no more is read than an answer may have."""
        answer = self._connected().send(request, stream=True)
        try:
            parts, length = [], 0
            for part in answer.iter_raw():
                parts.append(part)
                length += len(part)
                if length > MOST_ANSWER:
                    raise httpx.ReadError("an answer that is longer than any may be")
            return httpx.Response(answer.status_code, headers=answer.headers, content=b"".join(parts))
        finally:
            answer.close()

    def _connected(self) -> httpx.Client:
        if self._client is None:
            context = pinned_context(self.invitation.address, self.invitation.fingerprint, timeout=CONNECT_SECONDS)
            self._client = httpx.Client(
                verify=context,
                trust_env=False,
                timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
            )
        return self._client
