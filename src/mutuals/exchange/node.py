"""A node: one organization's folder with its identity, its certificate, its partnerships and its disclosure ledger.

identity.key            seed of the Ed25519 pair, 32 bytes: who this node is
certificate.pem, …-key  what the reachable side shows
ledger.jsonl            the disclosure ledger
partnerships/<id>/      partnership.json · secrets-<epoch> · kept-<epoch> · run/
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mutuals.errors import BadInput
from mutuals.exchange.certificates import fingerprint, own_certificate
from mutuals.exchange.durable import private_folder, replace_file
from mutuals.exchange.invitation import Invitation, commit, read_invitation
from mutuals.exchange.ledger import Ledger
from mutuals.psi.keys import EpochSecrets
from mutuals.psi.sealing import signing_key
from mutuals.psi.terms import Role


class UnusableNode(BadInput):
    """A file of the node's folder cannot be read. The person restores it from a copy, or begins a new folder."""


@dataclass(frozen=True)
class Partnership:
    """What a node keeps of one partnership; keys and shares in hexadecimal.

    `share` is our part of the short code, `other_key` and `other_share` are the partner's once it was met; `confirmed`
    is whether a person here said that the codes are equal, `refused` whether they said that they are not.
    """

    id: str
    role: str
    partner: str
    link: str
    share: str
    other_key: str = ""
    other_share: str = ""
    confirmed: bool = False
    refused: bool = False

    @property
    def invitation(self) -> Invitation:
        """The invitation that it began with."""
        return read_invitation(self.link)


class Node:
    """One organization's node in `folder`, called `name` towards partners."""

    def __init__(self, folder: Path, *, name: str) -> None:
        """Makes the folder where there is none. Raises `CannotKeep`."""
        self.folder, self.name = private_folder(folder), name
        self.ledger = Ledger(folder / "ledger.jsonl")

    @property
    def identity(self) -> bytes:
        """The Ed25519 pair, 64 bytes, made on first use."""
        path = self.folder / "identity.key"
        if not path.exists():
            replace_file(path, os.urandom(32))
        seed = path.read_bytes()
        if len(seed) != 32:
            raise UnusableNode(f"{path} is not an identity key; restore it from a copy.")
        return signing_key(seed)

    def certificate(self) -> tuple[Path, Path]:
        """The certificate and its key, made on first use."""
        return own_certificate(self.folder)

    def invite(
        self, partner: str, *, address: str, list_size: int, terms: dict[str, Any], expires: datetime
    ) -> Partnership:
        """A new partnership with `partner`, whose invitation is good until `expires`.

        `address` is where the partner reaches this node, `list_size` is rounded up by the caller, `terms` are those of
        `Plan.terms`.
        """
        share = os.urandom(32)
        invitation = Invitation(
            partnership=os.urandom(16),
            inviter=self.name,
            address=address.rstrip("/"),
            fingerprint=fingerprint(self.certificate()[0]),
            identity=b"",
            list_size=list_size,
            expires=expires.isoformat(timespec="seconds"),
            secret=os.urandom(32),
            commitment=commit(share),
            terms=terms,
        ).signed(self.identity)
        made = Partnership(
            invitation.partnership.hex(),
            Role.INVITER.value,
            partner,
            read_invitation(invitation.link()).link(),
            share.hex(),
        )
        return self.keep(made)

    def accept(self, link: str, *, partner: str = "") -> Partnership:
        """The partnership of an invitation from somebody else; the one that is known already, or a new one.

        `partner` is what we call the inviter, else its own name for itself. Raises `WrongInvitation`.
        """
        invitation = read_invitation(link)
        known = self.partnership(invitation.partnership.hex())
        if known is not None:
            return known
        share = os.urandom(32).hex()
        name = partner or invitation.inviter
        return self.keep(Partnership(invitation.partnership.hex(), Role.JOINER.value, name, invitation.link(), share))

    def partnership(self, identifier: str) -> Partnership | None:
        """The partnership of this id, if there is one. Raises `UnusableNode`."""
        path = self.home(identifier) / "partnership.json"
        if not path.exists():
            return None
        try:
            return Partnership(**json.loads(path.read_bytes()))
        except (ValueError, TypeError):
            raise UnusableNode(f"{path} cannot be read; restore it from a copy.") from None

    def invited(self, partner: str) -> Partnership | None:
        """Our newest partnership with `partner` that we invited it to and nobody refused the code of."""
        folder = self.folder / "partnerships"
        homes = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []
        found = [known for home in homes if (known := self.partnership(home.name)) is not None]
        fitting = [
            one for one in found if one.partner == partner and one.role == Role.INVITER.value and not one.refused
        ]
        return fitting[-1] if fitting else None

    def keep(self, partnership: Partnership, **changes: Any) -> Partnership:
        """Keep `partnership` with `changes`, and return it so."""
        changed = replace(partnership, **changes)
        home = private_folder(self.home(changed.id))
        replace_file(home / "partnership.json", json.dumps(asdict(changed), indent=1).encode())
        return changed

    def home(self, identifier: str) -> Path:
        """The folder of a partnership."""
        return self.folder / "partnerships" / identifier

    def kept_path(self, partnership: Partnership, epoch: int) -> Path:
        """Where what a run of the epoch left for the next one lies."""
        return self.home(partnership.id) / f"kept-{epoch}"

    def secrets(self, partnership: Partnership, epoch: int) -> EpochSecrets:
        """Our secrets for one partnership and epoch, made on first use; those of earlier epochs are removed."""
        home = private_folder(self.home(partnership.id))
        path = home / f"secrets-{epoch}"
        if not path.exists():
            replace_file(path, EpochSecrets.fresh(bytes.fromhex(partnership.id), epoch).to_bytes())
        for old in (*home.glob("secrets-*"), *home.glob("kept-*")):
            if int(old.name.split("-")[1]) < epoch:
                old.unlink()
        return EpochSecrets.from_bytes(path.read_bytes())
