"""Common match keys of two organizations without either showing its list. Stands alone; no I/O.

inviter = Party(Role.INVITER, terms, OurSide(keys, secrets, payloads), gate)
message = inviter.step(None)            # to the partner, whose answer goes into the next step, until `inviter.done`
"""

from mutuals.psi.encoding import Malformed, OtherVersion
from mutuals.psi.group import InvalidPoint, NoCryptoLibrary, fresh_seed
from mutuals.psi.keys import KEY_COLUMNS, EpochSecrets, OurSide, UnusableKeys, WrongSecrets
from mutuals.psi.lists import BadList, BadOpening, BadTags
from mutuals.psi.party import OtherRun, OutOfOrder, Party, PartyIsOver, Result
from mutuals.psi.records import BadRecord
from mutuals.psi.results import LINK_COLUMNS, Gate, Intersection, IntersectionSize, Stop, Stopped, Tally
from mutuals.psi.run import UnusableState
from mutuals.psi.sealing import (
    BadSignature,
    BrokenSeal,
    derive,
    public_key,
    seal,
    sign,
    signing_key,
    unseal,
    verify,
)
from mutuals.psi.terms import Learner, Mode, Role, Terms, TermsDiffer, UnusableTerms, bucket

__all__ = [
    "KEY_COLUMNS",
    "LINK_COLUMNS",
    "BadList",
    "BadOpening",
    "BadRecord",
    "BadSignature",
    "BadTags",
    "BrokenSeal",
    "EpochSecrets",
    "Gate",
    "Intersection",
    "IntersectionSize",
    "InvalidPoint",
    "Learner",
    "Malformed",
    "Mode",
    "NoCryptoLibrary",
    "OtherRun",
    "OtherVersion",
    "OurSide",
    "OutOfOrder",
    "Party",
    "PartyIsOver",
    "Result",
    "Role",
    "Stop",
    "Stopped",
    "Tally",
    "Terms",
    "TermsDiffer",
    "UnusableKeys",
    "UnusableState",
    "UnusableTerms",
    "WrongSecrets",
    "bucket",
    "derive",
    "fresh_seed",
    "public_key",
    "seal",
    "sign",
    "signing_key",
    "unseal",
    "verify",
]
