"""Sealing, signing and derived keys by their published vectors; what was changed does not open."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.psi import sealing
from tests.psi import vectors


def test_sealing_as_published() -> None:
    key, nonce, associated = (bytes.fromhex(text) for text in vectors.XCHACHA[:3])
    text, sealed = vectors.XCHACHA[3], bytes.fromhex(vectors.XCHACHA[4])
    assert sealing.seal(text, key, nonce=nonce, associated=associated) == sealed
    assert sealing.unseal(sealed, key, nonce=nonce, associated=associated) == text


@settings(max_examples=30)
@given(st.binary(max_size=200), st.data())
def test_what_was_changed_does_not_open(content: bytes, data: st.DataObject) -> None:
    key = bytes(32)
    sealed = sealing.seal(content, key, associated=b"run")
    assert sealing.unseal(sealed, key, associated=b"run") == content
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    for wrong, associated in ((changed, b"run"), (sealed, b"another run"), (sealed[:15], b"run")):
        with pytest.raises(sealing.BrokenSeal):
            sealing.unseal(wrong, key, associated=associated)


def test_signing_as_published() -> None:
    seed, public, signature = (bytes.fromhex(text) for text in vectors.ED25519)
    secret = sealing.signing_key(seed)
    assert sealing.public_key(secret) == public
    assert sealing.sign(b"", secret) == signature
    sealing.verify(signature, b"", public)
    for wrong, message in ((signature, b"x"), (signature[:-1], b""), (bytes(64), b"")):
        with pytest.raises(sealing.BadSignature):
            sealing.verify(wrong, message, public)


def test_keys_are_derived_as_published() -> None:
    secret, salt, info, expected = (bytes.fromhex(text) for text in vectors.HKDF)
    assert sealing.derive(secret, info, 42, salt=salt).hex() == expected.hex()


def test_sizes_that_cannot_be_are_defects_of_the_caller() -> None:
    for call in (
        lambda: sealing.seal(b"", b"short"),
        lambda: sealing.signing_key(b"short"),
        lambda: sealing.sign(b"", b"short"),
        lambda: sealing.derive(b"", b"", 10_000),
    ):
        with pytest.raises(ValueError, match="bytes"):
            call()
