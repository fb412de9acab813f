"""Invitations: one link that lets one partner reach this node once, and the short code that both sides compare.

    mutuals-invite:<base64url of canonical JSON>

The link carries a one-time secret: send it over a channel that you trust, and compare the code over another one. The
signature binds every field to the inviter's identity key; the code binds that key and the joiner's to what both saw.
The inviter commits to its share of the code before it knows the joiner's, so nobody in the middle can look for keys
that give the same code on both sides: it would have one guess in a hundred million.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from mutuals.errors import BadInput, NotAllowed
from mutuals.psi.sealing import BadSignature, public_key, sign, verify

PREFIX = "mutuals-invite:"
VERSION = 1
MOST_CHARACTERS = 8_192
"""A link is about 900 characters; what is much longer is not read."""

_CONTEXT = b"mutuals invitation v1\0"
_BYTES = {"partnership": 16, "fingerprint": 32, "identity": 32, "secret": 32, "commitment": 32, "signature": 64}


class WrongInvitation(BadInput):
    """The link is not an invitation, or was changed on its way. Nothing was sent; the person asks for it again."""


class InvitationExpired(NotAllowed):
    """The invitation is no longer good. Nothing was sent; the person asks the partner for a new one."""


class InvitationUsed(NotAllowed):
    """Another node used the one-time secret before. Unless that was you, tell the partner: somebody has the link."""


class CodeRefused(NotAllowed):
    """A person said that the two short codes differ: somebody may be in between. Nothing of any list was sent."""


@dataclass(frozen=True)
class Invitation:
    """What the inviter promises, as the link carries it.

    `address` is where it is reached (https://…); `fingerprint` the SHA-256 of its TLS certificate; `identity` its
    Ed25519 key; `list_size` the size of its list, rounded up; `terms` what a run is made of (mode, learner, kinds of
    key, versions); `expires` ISO 8601 with its zone; `commitment` is the SHA-256 of the inviter's share of the code.
    """

    partnership: bytes
    inviter: str
    address: str
    fingerprint: bytes
    identity: bytes
    list_size: int
    expires: str
    secret: bytes
    commitment: bytes
    terms: Mapping[str, Any]
    signature: bytes = b""

    def signed(self, identity_key: bytes) -> "Invitation":
        """The invitation with the signature of the pair `identity_key`, whose public half becomes `identity`."""
        bare = replace(self, identity=public_key(identity_key), signature=b"")
        return replace(bare, signature=sign(_CONTEXT + _canonical(bare), identity_key))

    def link(self) -> str:
        """The canonical text form."""
        return PREFIX + base64.urlsafe_b64encode(_canonical(self)).rstrip(b"=").decode()

    def check_expiry(self, now: datetime) -> None:
        """Raises `InvitationExpired` where `now` (with its zone) is past `expires`."""
        if now > datetime.fromisoformat(self.expires):
            raise InvitationExpired(f"The invitation of {self.inviter} expired at {self.expires}; ask for a new one.")

    def digest(self) -> bytes:
        """SHA-256 of the whole invitation, its signature included."""
        return hashlib.sha256(_canonical(self)).digest()


def read_invitation(text: str) -> Invitation:
    """The invitation of a link, or of a file's text; its signature holds. Raises `WrongInvitation`."""
    link = "".join(text.split())
    if not link.startswith(PREFIX) or len(link) > MOST_CHARACTERS:
        raise WrongInvitation(f"This is not an invitation: it begins with {PREFIX} and is one line of text.")
    body = link.removeprefix(PREFIX)
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        invitation = _from_json(json.loads(raw))
    except (ValueError, TypeError, KeyError, binascii.Error):
        raise WrongInvitation("The invitation is incomplete or was changed; copy the whole link again.") from None
    try:
        verify(invitation.signature, _CONTEXT + _canonical(replace(invitation, signature=b"")), invitation.identity)
    except BadSignature:
        raise WrongInvitation("The invitation was changed on its way: its signature does not hold.") from None
    if invitation.link() != link:
        raise WrongInvitation("The invitation is not in its canonical form; copy the whole link again.")
    return invitation


def proof(invitation: Invitation, joiner: bytes, hello: bytes) -> bytes:
    """What shows that a joiner with the identity key `joiner` holds the link, bound to its first message `hello`."""
    return hmac.digest(invitation.secret, b"mutuals join v1\0" + invitation.digest() + joiner + hello, hashlib.sha256)


def commit(share: bytes) -> bytes:
    """The commitment to the inviter's share of the code (32 random bytes)."""
    return hashlib.sha256(b"mutuals code share v1\0" + share).digest()


def short_code(invitation: Invitation, joiner: bytes, inviter_share: bytes, joiner_share: bytes) -> str:
    """The code that both sides compare, such as `4821 0937`. Raises `WrongInvitation` for a share not committed to.

    From both identity keys, the invitation and both shares: equal on both sides only if nobody is in between.
    """
    if not hmac.compare_digest(commit(inviter_share), invitation.commitment):
        raise WrongInvitation("The other side's share of the code is not the one that its invitation commits to.")
    said = b"mutuals code v1\0" + invitation.digest() + invitation.identity + joiner + inviter_share + joiner_share
    digits = f"{int.from_bytes(hashlib.sha256(said).digest()) % 10**8:08d}"
    return f"{digits[:4]} {digits[4:]}"


def _canonical(invitation: Invitation) -> bytes:
    """Canonical JSON: bytes as base64url without padding, sorted keys, no spaces."""
    said = {key: _text(value) if isinstance(value, bytes) else value for key, value in asdict(invitation).items()}
    return json.dumps({"v": VERSION, **said}, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _from_json(said: Any) -> Invitation:
    """The invitation of parsed JSON. Raises `KeyError`, `TypeError` or `ValueError` where it is none."""
    if said.pop("v") != VERSION:
        raise WrongInvitation("The invitation is of a newer version of Mutuals than this one; update it.")
    for name, length in _BYTES.items():
        said[name] = base64.b64decode(said[name] + "=" * (-len(said[name]) % 4), altchars=b"-_", validate=True)
        if len(said[name]) != length:
            raise ValueError(name)
    invitation = Invitation(**said)
    texts = all(isinstance(one, str) for one in (invitation.inviter, invitation.address, invitation.expires))
    size = isinstance(invitation.list_size, int) and 0 <= invitation.list_size < 2**40
    if not (texts and size and isinstance(invitation.terms, dict) and invitation.address.startswith("https://")):
        raise ValueError("fields")
    if datetime.fromisoformat(invitation.expires).tzinfo is None:
        raise ValueError("expires")
    return invitation


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
