"""docs/protocol.md shows what the code does: its values are regenerated and compared, its tables cover every field."""

import hashlib
import json
from dataclasses import fields

from mutuals.psi.encoding import VERSION
from mutuals.psi.messages import MESSAGES as TYPES
from mutuals.psi.messages import Disclosure
from mutuals.psi.terms import SUITE
from tests.psi.protocol_run import BLOCK, MESSAGES, PAGE, as_block, finished, messages, values

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_values_on_the_page_are_those_of_the_code() -> None:
    shown = BLOCK.search(TEXT)
    assert shown is not None
    assert shown[0] == as_block(values(finished()))


def test_every_message_of_that_run_is_kept_in_full() -> None:
    assert json.loads(MESSAGES.read_text(encoding="utf-8")) == messages(finished())


def test_every_field_of_every_message_is_described() -> None:
    for kind in (*TYPES.values(), Disclosure):
        assert f"{kind.__name__} ({kind.TYPE})" in TEXT, kind
        for field in fields(kind):
            assert f"`{field.name}`" in TEXT, (kind, field.name)


def test_the_page_names_version_and_suite() -> None:
    assert f"version {VERSION}" in TEXT
    assert SUITE in TEXT


def test_a_reader_of_the_page_arrives_at_its_values() -> None:
    """The formulas of the page, written down once more with nothing but hashes, HKDF and whole numbers."""
    v = {name: bytes.fromhex(value) for name, value in json.loads(as_block(values(finished()))).items()}
    said = {(each["from"], each["type"]): bytes.fromhex(each["bytes"]) for each in messages(finished())}
    sha256, sha512 = (lambda *parts: hashlib.sha256(b"".join(parts)).digest()), hashlib.sha512
    hellos = [v[f"{role} Hello"] for role in ("inviter", "joiner")]
    context = sha512(b"Mutuals-PSI-v1 context" + b"".join(len(h).to_bytes(4, "big") + h for h in hellos)).digest()
    assert context == v["context"]
    assert v["hash tag, kind 0"] == b"Mutuals-PSI-v1 hash" + context + b"\0"
    assert sha256(b"Mutuals-PSI-v1 tag", context, b"\0", v["u(ab·H)"])[:16] == v["tag"]
    assert v["inviter a·H"] in said["inviter", "Blinded"]
    assert v["joiner b·H"] in said["joiner", "Blinded"]
    assert all(v["tag"] in said[role, "Tags"] for role in ("inviter", "joiner"))
    lists = sha256(said["inviter", "Blinded"]), sha256(said["joiner", "Blinded"])
    for role in ("inviter", "joiner"):
        digest = sha256(b"Mutuals-PSI-v1 commitment", context, *lists, role.encode(), said[role, "Tags"])
        assert v[f"{role} Commitment"] == b"\3\1" + context[:16] + digest
    one, key, phone = b"\0\0\0\1", b"acme.example", b"+15550001"
    matched = b"".join(one + len(each).to_bytes(2, "big") + each for each in (key, phone))
    assert sha512(b"Mutuals-PSI-v1 common" + context + matched).digest() == v["common secret"]
    # X25519 by whole numbers (RFC 7748, section 5), from the inviter's point and the joiner's exponent.
    prime = 2**255 - 19
    s = int.from_bytes(v["inviter a·H"], "little")
    u = _ladder(int.from_bytes(v["joiner exponent, kind 0"], "little"), pow(s * s, -1, prime), prime)
    assert u.to_bytes(32, "little") == v["u(ab·H)"]


def _ladder(k: int, u: int, p: int) -> int:
    """k times the point of Montgomery coordinate u."""
    x2, z2, x3, z3 = 1, 0, u, 1
    for bit in reversed(range(255)):
        if k >> bit & 1:
            x2, z2, x3, z3 = x3, z3, x2, z2
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        x3, z3 = (d * a + c * b) ** 2 % p, u * (d * a - c * b) ** 2 % p
        e = a * a - b * b
        x2, z2 = a * a * b * b % p, e * (a * a + 121665 * e) % p
        if k >> bit & 1:
            x2, z2, x3, z3 = x3, z3, x2, z2
    return x2 * pow(z2, -1, p) % p
