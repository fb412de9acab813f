"""CPace by its published vectors; another secret leads to another key."""

import pytest

from mutuals.psi import InvalidPoint, cpace
from tests.psi import vectors

V = vectors.CPACE


def test_published_vectors() -> None:
    base = cpace.generator(V["secret"], V["channel"], V["session"])
    assert base.tobytes().hex() == V["generator"]
    shares = [cpace.share(scalar, base) for scalar in V["scalars"]]
    assert [each.hex() for each in shares] == list(V["shares"])
    said = tuple(cpace.with_lengths(*pair) for pair in zip(shares, V["associated"], strict=True))
    for scalar, theirs in zip(V["scalars"], reversed(shares), strict=True):
        assert cpace.shared_key(scalar, theirs, V["session"], said).hex() == V["key"]


@pytest.mark.parametrize("share", [V["no point"], "00" * 32])
def test_a_share_that_is_no_point_is_refused(share: str) -> None:
    with pytest.raises(InvalidPoint):
        cpace.shared_key(V["scalar"], bytes.fromhex(share), V["session"], (b"", b""))


def test_lengths_are_leb128() -> None:
    assert cpace.with_lengths(b"", b"a") == b"\x00\x01a"
    assert cpace.with_lengths(bytes(127))[:1] == b"\x7f"
    assert cpace.with_lengths(bytes(128))[:2] == b"\x80\x01"
    assert cpace.with_lengths(bytes(300))[:2] == b"\xac\x02"


def test_another_secret_leads_to_another_key() -> None:
    bases = [cpace.generator(secret, V["channel"], V["session"]) for secret in (b"one", b"another")]
    shares = [cpace.share(scalar, base) for scalar, base in zip(V["scalars"], bases, strict=True)]
    keys = {
        cpace.shared_key(scalar, theirs, V["session"], (b"", b""))
        for scalar, theirs in zip(V["scalars"], reversed(shares), strict=True)
    }
    assert len(keys) == 2
