"""How the joiner's requests are written and signed; both sides have it from here.

Every request after the first carries a signature of the joiner's identity key over the method, the target, the hash of
the body and the certificate that it was sent to, so that it is good for this node alone. TLS keeps it from replay.
"""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from mutuals.errors import BadInput
from mutuals.psi.sealing import BadSignature, public_key, sign, verify

KEY_HEADER, SIGNATURE_HEADER = "mutuals-key", "mutuals-signature"
TOTAL_HEADER, RUNNING_HEADER = "mutuals-total", "mutuals-running"

JOIN, RUN, END = "/v1/join", "/v1/run", "/v1/end"
"""Paths: the first contact of a process, where the run stands, and its end."""


class NotJson(BadInput):
    """A body is not the JSON that it should be. The caller treats the partner's software as broken."""


def own_key(identity: bytes) -> bytes:
    """The public half, 32 bytes, of an identity."""
    return public_key(identity)


def sent(number: int) -> str:
    """The path of message `number` from the joiner to the inviter."""
    return f"/v1/in/{number}"


def offered(number: int) -> str:
    """The path of message `number` from the inviter to the joiner."""
    return f"/v1/out/{number}"


def request_signature(key: bytes, method: str, target: str, body: bytes, fingerprint: bytes) -> str:
    """The header that shows who asks."""
    return text(sign(_signed(method, target, body, fingerprint), key))


def holds(signature: str, public: bytes, method: str, target: str, body: bytes, fingerprint: bytes) -> bool:
    """Whether the signature in a header is that of `public` on this request."""
    try:
        verify(raw(signature), _signed(method, target, body, fingerprint), public)
    except (BadSignature, ValueError):
        return False
    return True


def answer_signature(key: bytes, question: bytes, answer: bytes) -> str:
    """The inviter's signature on its answer to a first contact, bound to the question."""
    return text(sign(_answered(question, answer), key))


def answer_holds(signature: str, public: bytes, question: bytes, answer: bytes) -> bool:
    """Whether the answer to our first contact is the inviter's."""
    try:
        verify(raw(signature), _answered(question, answer), public)
    except (BadSignature, ValueError):
        return False
    return True


def with_query(path: str, **said: str | int) -> str:
    """A target: the path with its query."""
    return f"{path}?{urlencode(said)}"


def query(target: str) -> dict[str, str]:
    """The query of a target."""
    return dict(parse_qsl(urlsplit(target).query))


def to_json(said: Any) -> bytes:
    """Canonical JSON."""
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def from_json(body: bytes) -> dict[str, Any]:
    """The table of a body. Raises `NotJson`."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotJson("the other side answers with something that is not a table of JSON")
    return said


def text(value: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def raw(value: str) -> bytes:
    """The bytes of such a text. Raises `ValueError`."""
    return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)


def _signed(method: str, target: str, body: bytes, fingerprint: bytes) -> bytes:
    content = hashlib.sha256(body).digest()
    return b"mutuals request v1\0" + f"{method} {target}\0".encode() + content + fingerprint


def _answered(question: bytes, answer: bytes) -> bytes:
    return b"mutuals answer v1\0" + hashlib.sha256(question).digest() + hashlib.sha256(answer).digest()
