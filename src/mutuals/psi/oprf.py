"""The oblivious pseudorandom function of RFC 9497, mode OPRF (0x00), suite ristretto255-SHA512, in batches.

A client learns the function's outputs on its items under a server's key; the server learns nothing of the items, the
client nothing of the key. Steps: `blind` (client), `evaluate` (server), `finalize` (client). A run takes the first
on both sides; the others complete the suite, so that its published vectors check the first.
"""

import hashlib
from collections.abc import Sequence

from mutuals.psi.group import (
    WIDTH,
    Points,
    Progress,
    expand_message,
    hash_to_group,
    invert,
    multiply,
    scalar_from,
)

CONTEXT = b"OPRFV1-\x00-ristretto255-SHA512"
"""The contextString of mode 0x00 (RFC 9497, section 3.1)."""

HASH_TO_GROUP = b"HashToGroup-" + CONTEXT
"""The suite's own domain separation tag (RFC 9497, section 4.1)."""


def derive_key(seed: bytes, info: bytes) -> bytes:
    """A secret key, 32 bytes, from a seed of 32 bytes and public information (RFC 9497, section 3.2.1)."""
    message = seed + len(info).to_bytes(2, "big") + info
    for counter in range(256):
        key = scalar_from(expand_message(message + bytes([counter]), b"DeriveKeyPair" + CONTEXT, 64))
        if any(key):
            return key
    raise ValueError("no key can be derived from this seed")


def blind(
    items: Sequence[bytes],
    scalar: bytes,
    *,
    dst: bytes = HASH_TO_GROUP,
    threads: int = 1,
    progress: Progress | None = None,
) -> Points:
    """Blinded elements (n, 32) of `items` (Blind, RFC 9497, section 3.3.1), all by one scalar.

    One scalar for all hides the items under the decisional Diffie–Hellman assumption; the RFC draws one an item, which
    would hide them from anybody, and could not be sorted and sent once for a whole epoch.
    """
    return multiply(hash_to_group(items, dst, threads=threads), scalar, threads=threads, progress=progress)


def evaluate(key: bytes, elements: Points, *, threads: int = 1, progress: Progress | None = None) -> Points:
    """The elements under the server's key (BlindEvaluate, RFC 9497, section 3.3.1). Raises `InvalidPoint`."""
    return multiply(elements, key, threads=threads, progress=progress)


def finalize(items: Sequence[bytes], scalar: bytes, evaluated: Points, *, threads: int = 1) -> list[bytes]:
    """The outputs, 64 bytes an item (Finalize, RFC 9497, section 3.3.1). Raises `InvalidPoint`."""
    unblinded, sha512 = multiply(evaluated, invert(scalar), threads=threads).tobytes(), hashlib.sha512
    width = WIDTH.to_bytes(2, "big")
    return [
        sha512(len(item).to_bytes(2, "big") + item + width + unblinded[start : start + WIDTH] + b"Finalize").digest()
        for item, start in zip(items, range(0, len(unblinded), WIDTH), strict=True)
    ]
