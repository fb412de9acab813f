"""Bytes sealed and signed: XChaCha20-Poly1305, Ed25519, and keys derived by HKDF. For this room and for `exchange`."""

import hashlib
import hmac

from mutuals.errors import BadInput
from mutuals.psi.group import buffer, sodium

KEY, NONCE, SEAL = 32, 24, 16
"""Bytes of a key, of a nonce, and of what sealing adds."""


class BrokenSeal(BadInput):
    """Sealed bytes do not open under this key, nonce and associated data. The caller uses none of them."""


class BadSignature(BadInput):
    """A signature is not that of this key on these bytes. The caller uses none of them."""


def seal(content: bytes, key: bytes, *, nonce: bytes = bytes(NONCE), associated: bytes = b"") -> bytes:
    """`content` encrypted and authenticated together with `associated`: XChaCha20-Poly1305-IETF, 16 bytes longer.

    A key of 32 bytes may be used once with each nonce of 24 bytes; the default nonce is for keys used once.
    """
    _check(key, nonce)
    out = buffer(len(content) + SEAL)
    sodium().crypto_aead_xchacha20poly1305_ietf_encrypt(
        out, None, content, len(content), associated, len(associated), None, nonce, key
    )
    return out.raw


def unseal(sealed: bytes, key: bytes, *, nonce: bytes = bytes(NONCE), associated: bytes = b"") -> bytes:
    """What was sealed. Raises `BrokenSeal` if anything of it was changed."""
    _check(key, nonce)
    if len(sealed) < SEAL:
        raise BrokenSeal(f"{len(sealed)} bytes are too few to be sealed ones.")
    out = buffer(len(sealed) - SEAL)
    if sodium().crypto_aead_xchacha20poly1305_ietf_decrypt(
        out, None, None, sealed, len(sealed), associated, len(associated), nonce, key
    ):
        raise BrokenSeal("sealed bytes do not open: another key, or they were changed on the way.")
    return out.raw


def signing_key(seed: bytes) -> bytes:
    """The Ed25519 key pair (64 bytes, secret: seed and public key) of a seed of 32 bytes (RFC 8032)."""
    if len(seed) != 32:
        raise ValueError("a seed has 32 bytes")
    public, secret = buffer(32), buffer(64)
    sodium().crypto_sign_seed_keypair(public, secret, seed)
    return secret.raw


def public_key(secret: bytes) -> bytes:
    """The public half, 32 bytes, of a key pair from `signing_key`."""
    return secret[32:]


def sign(message: bytes, secret: bytes) -> bytes:
    """Ed25519 signature, 64 bytes, of `message` under a key pair from `signing_key`."""
    if len(secret) != 64:
        raise ValueError("a signing key has 64 bytes")
    out = buffer(64)
    sodium().crypto_sign_detached(out, None, message, len(message), secret)
    return out.raw


def verify(signature: bytes, message: bytes, public: bytes) -> None:
    """Nothing if `signature` is that of `public` on `message`; else raises `BadSignature`."""
    right = len(signature) == 64 and len(public) == 32
    if not right or sodium().crypto_sign_verify_detached(signature, message, len(message), public):
        raise BadSignature("the signature is not that of this key on this message.")


def derive(secret: bytes, info: bytes, length: int = KEY, *, salt: bytes = b"") -> bytes:
    """`length` bytes (at most 8,160) from a secret for one purpose, named by `info`: HKDF-SHA-256 (RFC 5869)."""
    if length > 255 * 32:
        raise ValueError("HKDF gives at most 8,160 bytes")
    extracted = hmac.digest(salt or bytes(32), secret, hashlib.sha256)
    block, out, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(extracted, block + info + bytes([counter]), hashlib.sha256)
        out, counter = out + block, counter + 1
    return out[:length]


def _check(key: bytes, nonce: bytes) -> None:
    if len(key) != KEY or len(nonce) != NONCE:
        raise ValueError("sealing takes a key of 32 bytes and a nonce of 24")
