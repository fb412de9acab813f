"""The oblivious pseudorandom function of RFC 9497, mode OPRF (0x00), suite ristretto255-SHA512, in batches.

A client learns the function's outputs on its items under a server's key; the server learns nothing of the items, the
client nothing of the key. Steps: `blind` (client), `evaluate` (server), `finalize` (client).
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from mutuals.psi.group import (
    WIDTH,
    Points,
    Progress,
    expand_message,
    hash_to_group,
    invert,
    multiply,
    random_bytes,
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


def random_blinds(count: int, seed: bytes) -> Points:
    """`count` blinding scalars, shape (count, 32), that only `seed` (32 bytes) determines."""
    uniform = random_bytes(count * 64, seed)
    scalars = b"".join(scalar_from(uniform[start : start + 64]) for start in range(0, len(uniform), 64))
    return np.frombuffer(scalars, dtype=np.uint8).reshape(count, WIDTH)


def blind(items: Sequence[bytes], blinds: bytes | Points, *, dst: bytes = HASH_TO_GROUP, threads: int = 1) -> Points:
    """Blinded elements (n, 32) of `items` (Blind, RFC 9497, section 3.3.1), one scalar an item or one for all.

    One scalar for all hides the items under the decisional Diffie–Hellman assumption, as everything here does.
    """
    return multiply(hash_to_group(items, dst, threads=threads), blinds, threads=threads)


def evaluate(key: bytes, elements: Points, *, threads: int = 1, progress: Progress | None = None) -> Points:
    """The elements under the server's key (BlindEvaluate, RFC 9497, section 3.3.1). Raises `InvalidPoint`."""
    return multiply(elements, key, threads=threads, progress=progress)


def finalize(items: Sequence[bytes], blinds: bytes | Points, evaluated: Points, *, threads: int = 1) -> list[bytes]:
    """The outputs, 64 bytes an item (Finalize, RFC 9497, section 3.3.1). Raises `InvalidPoint`."""
    if isinstance(blinds, bytes):
        inverses: bytes | Points = invert(blinds)
    else:
        inverted = b"".join(map(invert, map(bytes, blinds)))
        inverses = np.frombuffer(inverted, dtype=np.uint8).reshape(-1, WIDTH)
    return outputs(items, multiply(evaluated, inverses, threads=threads))


def outputs(items: Sequence[bytes], elements: Points) -> list[bytes]:
    """The outputs, 64 bytes an item, from the unblinded elements (n, 32): the hash at the end of Finalize."""
    flat, sha512 = elements.tobytes(), hashlib.sha512
    return [
        sha512(
            len(item).to_bytes(2, "big") + item + WIDTH.to_bytes(2, "big") + flat[start : start + WIDTH] + b"Finalize"
        ).digest()
        for item, start in zip(items, range(0, len(flat), WIDTH), strict=True)
    ]
