"""The run whose values docs/protocol.md shows: made from fixed secrets, so that it comes out the same everywhere.

`python -m tests.psi.protocol_run` writes the values into the page and every message into `protocol_run.json`.
"""

import json
import re
from pathlib import Path

from mutuals.psi import EpochSecrets, Learner, Mode, OurSide, Party, Role, Terms, cpace, oprf
from mutuals.psi.group import hash_to_group, shared
from mutuals.psi.lists import Blinding
from mutuals.psi.messages import Commitment, Hello, Opening, Proceed, Records, type_of
from mutuals.psi.records import _CHANNEL, common_secret, open_records
from tests.psi.two import Run, go_on, table

PAGE = Path(__file__).parents[2] / "docs" / "protocol.md"
MESSAGES = Path(__file__).with_name("protocol_run.json")
BLOCK = re.compile(r"(?<=^```json values\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)

TERMS = Terms(bytes(range(16)), 3, 7, Mode.OVERLAPS, Learner.BOTH, ("domain", "phone"), 1000, 2000)
ACCOUNTS = {
    Role.INVITER: [{"domain": ["acme.example"], "phone": ["+15550001"]}, {"domain": ["initech.example"]}],
    Role.JOINER: [{"domain": ["globex.example"]}, {"domain": ["acme.example"], "phone": ["+15550001"]}],
}
PAYLOADS = {Role.INVITER: [b"Acme, customer", b"Initech"], Role.JOINER: [b"Globex", b"Acme Corp, open opportunity"]}
SEEDS = {Role.INVITER: b"\x11" * 32, Role.JOINER: b"\x22" * 32}


def party(role: Role) -> Party:
    """One side of the run."""
    secrets = EpochSecrets(TERMS.partnership, TERMS.epoch, bytes([SEEDS[role][0] + 0x80]) * 32)
    return Party(role, TERMS, OurSide(table(ACCOUNTS[role]), secrets, PAYLOADS[role]), go_on, seed=SEEDS[role])


def finished() -> Run:
    """The run, driven to its end."""
    return Run(party(Role.INVITER), party(Role.JOINER)).go()


def messages(run: Run) -> list[dict[str, str]]:
    """Every message: who says it, its type, its bytes."""
    return [
        {"from": role.value, "type": type_of(message).__name__, "bytes": message.hex()} for role, message in run.said
    ]


def values(run: Run) -> dict[str, str]:
    """Every value that an implementation computes on the way, for the key that both sides have."""
    said = {(role, type_of(message)): message for role, message in run.said}
    inviter, joiner = run.inviter._run, run.joiner._run
    context = inviter.context
    exponents = {
        role: each._side.ours.secrets.exponent("domain")
        for role, each in ((Role.INVITER, run.inviter), (Role.JOINER, run.joiner))
    }
    domain = Blinding(exponents[Role.INVITER], context, 0).domain
    point = hash_to_group([b"acme.example"], domain)
    blinded = {role: oprf.evaluate(exponent, point) for role, exponent in exponents.items()}
    both = shared(blinded[Role.INVITER], exponents[Role.JOINER])
    tag = Blinding(exponents[Role.JOINER], context, 0).tags(blinded[Role.INVITER], lambda _: None)
    secret = common_secret(inviter)
    shares = {role: state.our_share for role, state in ((Role.INVITER, inviter), (Role.JOINER, joiner))}
    disclosed = {
        role: open_records(state, role.other, Records.decode(said[role, Records]).sealed).encode()
        for role, state in ((Role.INVITER, joiner), (Role.JOINER, inviter))
    }
    found = {
        "inviter Hello": said[Role.INVITER, Hello],
        "joiner Hello": said[Role.JOINER, Hello],
        "context": context,
        "inviter exponent, kind 0": exponents[Role.INVITER],
        "joiner exponent, kind 0": exponents[Role.JOINER],
        "hash tag, kind 0": domain,
        "H(acme.example)": point.tobytes(),
        "inviter a·H": blinded[Role.INVITER].tobytes(),
        "joiner b·H": blinded[Role.JOINER].tobytes(),
        "u(ab·H)": both.tobytes(),
        "tag": tag.tobytes(),
        "inviter Commitment": said[Role.INVITER, Commitment],
        "joiner Commitment": said[Role.JOINER, Commitment],
        "inviter Proceed": said[Role.INVITER, Proceed],
        "inviter Opening": said[Role.INVITER, Opening],
        "joiner Opening": said[Role.JOINER, Opening],
        "common secret": secret,
        "generator": cpace.generator(secret, _CHANNEL, inviter.name).tobytes(),
        "inviter share": shares[Role.INVITER],
        "joiner share": shares[Role.JOINER],
        "inviter Disclosure": disclosed[Role.INVITER],
        "joiner Disclosure": disclosed[Role.JOINER],
        "inviter Records": said[Role.INVITER, Records],
        "joiner Records": said[Role.JOINER, Records],
    }
    return {name: value.hex() for name, value in found.items()}


def as_block(found: dict[str, str]) -> str:
    """The values as the page shows them."""
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    done = finished()
    MESSAGES.write_text(json.dumps(messages(done), indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(as_block(values(done)).replace("\\", r"\\"), page), encoding="utf-8")
