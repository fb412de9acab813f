"""CPace over ristretto255 with SHA-512: two sides agree on a key if, and only if, they hold the same secret.

A balanced password-authenticated key exchange (draft-irtf-cfrg-cpace-21, suite CPACE-RISTR255-SHA512, initiator and
responder): however little there is to guess, a side that does not hold the secret gets one guess a run and nothing to
test guesses on afterwards.
"""

import hashlib

import numpy as np

from mutuals.psi.group import WIDTH, Points, from_uniform, multiply

DSI = b"CPaceRistretto255"
"""The group's domain separation identifier."""

_BLOCK = 128  # input block of SHA-512, in bytes


def with_lengths(*parts: bytes) -> bytes:
    """The parts, each after its length as LEB128: lv_cat (section 6.3)."""
    return b"".join(_length(len(part)) + part for part in parts)


def _length(number: int) -> bytes:
    out = bytearray()
    while number >= 128:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def generator(secret: bytes, channel: bytes, session: bytes) -> Points:
    """The base point (1, 32) that the secret (PRS), the channel (CI) and the session (sid) determine (section 8.3)."""
    zeros = max(0, _BLOCK - 1 - len(with_lengths(secret)) - len(with_lengths(DSI)))
    text = with_lengths(DSI, secret, bytes(zeros), channel, session)
    return from_uniform(np.frombuffer(hashlib.sha512(text).digest(), dtype=np.uint8).reshape(1, 64))


def share(scalar: bytes, base: Points) -> bytes:
    """What one side sends: its scalar times the base point."""
    return multiply(base, scalar).tobytes()


def shared_key(scalar: bytes, theirs: bytes, session: bytes, messages: tuple[bytes, bytes]) -> bytes:
    """The key (ISK, 64 bytes) from our scalar and the partner's share; `messages` are what the initiator and the
    responder said: share and associated data, with lengths. Raises `InvalidPoint` (section 7.2)."""
    point = np.frombuffer(theirs, dtype=np.uint8).reshape(1, WIDTH)
    text = with_lengths(DSI + b"_ISK", session, multiply(point, scalar).tobytes())
    return hashlib.sha512(text + b"".join(messages)).digest()
