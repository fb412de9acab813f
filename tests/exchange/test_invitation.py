"""Invitations: whole or refused, and a code that nobody in between can make agree."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.exchange.invitation import (
    PREFIX,
    Invitation,
    InvitationExpired,
    WrongInvitation,
    commit,
    proof,
    read_invitation,
    short_code,
)
from mutuals.psi.sealing import public_key, signing_key

ACME, GLOBEX, INITECH = (signing_key(bytes([number]) * 32) for number in (1, 2, 3))
SHARE, OTHER = b"s" * 32, b"o" * 32


def _invitation() -> Invitation:
    return Invitation(
        partnership=b"p" * 16,
        inviter="Acme",
        address="https://acme.example:7443",
        fingerprint=b"f" * 32,
        identity=b"",
        list_size=20_000,
        expires="2027-02-01T00:00:00+00:00",
        secret=b"x" * 32,
        commitment=commit(SHARE),
        terms={"mode": "overlaps"},
    ).signed(ACME)


def test_a_link_gives_the_invitation_back() -> None:
    invitation = _invitation()
    assert read_invitation(invitation.link()) == invitation
    assert read_invitation("\n".join([invitation.link()[:60], invitation.link()[60:], ""])) == invitation
    assert invitation.link().startswith(PREFIX)
    assert len(invitation.link()) < 1_200


def test_it_expires() -> None:
    _invitation().check_expiry(datetime(2027, 1, 31, tzinfo=UTC))
    with pytest.raises(InvitationExpired, match="expired at 2027-02-01"):
        _invitation().check_expiry(datetime(2027, 2, 2, tzinfo=UTC))


@settings(max_examples=150, deadline=None)
@given(st.integers(0), st.sampled_from("abcXYZ019-_"))
def test_a_changed_character_is_refused(place: int, character: str) -> None:
    link = _invitation().link()
    place = len(PREFIX) + place % (len(link) - len(PREFIX))
    changed = link[:place] + character + link[place + 1 :]
    if changed != link:
        with pytest.raises(WrongInvitation):
            read_invitation(changed)


def test_an_invitation_signed_by_somebody_else_is_another_one() -> None:
    forged = replace(_invitation(), address="https://initech.example").signed(INITECH)
    assert read_invitation(forged.link()).identity == public_key(INITECH)
    stolen = replace(_invitation(), address="https://initech.example")
    with pytest.raises(WrongInvitation, match="signature"):
        read_invitation(stolen.link())


@pytest.mark.parametrize(
    "text", ["", "hello", PREFIX, PREFIX + "e30", PREFIX + "%%%", PREFIX + "A" * 9000, PREFIX + "W10"]
)
def test_what_is_no_invitation(text: str) -> None:
    with pytest.raises(WrongInvitation):
        read_invitation(text)


def test_a_newer_version_says_so() -> None:
    said = json.loads(base64.urlsafe_b64decode(_invitation().link().removeprefix(PREFIX) + "=="))
    raw = json.dumps({**said, "v": 2}).encode()
    with pytest.raises(WrongInvitation, match="newer version"):
        read_invitation(PREFIX + base64.urlsafe_b64encode(raw).rstrip(b"=").decode())


def test_the_code_is_of_both_keys_the_invitation_and_both_shares() -> None:
    invitation = _invitation()
    joiner = public_key(GLOBEX)
    code = short_code(invitation, joiner, SHARE, OTHER)
    assert len(code) == 9
    assert code[4] == " "
    assert code == short_code(read_invitation(invitation.link()), joiner, SHARE, OTHER)
    others = {
        short_code(invitation, public_key(INITECH), SHARE, OTHER),
        short_code(replace(invitation, list_size=1).signed(ACME), joiner, SHARE, OTHER),
        short_code(invitation.signed(INITECH), joiner, SHARE, OTHER),
        short_code(invitation, joiner, SHARE, SHARE),
    }
    assert code not in others
    assert len(others) == 4
    with pytest.raises(WrongInvitation, match="commits to"):
        short_code(invitation, joiner, OTHER, OTHER)


def test_the_proof_is_of_the_secret_the_key_and_the_message() -> None:
    invitation = _invitation()
    good = proof(invitation, public_key(GLOBEX), b"hello")
    assert good != proof(invitation, public_key(INITECH), b"hello")
    assert good != proof(invitation, public_key(GLOBEX), b"other")
    assert good != proof(replace(invitation, secret=b"y" * 32), public_key(GLOBEX), b"hello")
