"""Who acts: passed to every write as `by`."""

from dataclasses import dataclass

from mutuals.errors import NotAllowed
from mutuals.server.tenants.models import Membership, Organization, User
from mutuals.server.tenants.roles import Permission, Role, may


class MayNot(NotAllowed):
    """Somebody's role does not allow this. They ask an admin of their organization."""


@dataclass(frozen=True)
class Actor:
    """A person in an organization, and how they came: page, API token (with its scopes), or job.

    `address` is the network address, empty for jobs; `scopes` narrow what the role may do, None does not.
    """

    user: User
    organization: Organization
    role: Role
    via: str = "page"
    address: str = ""
    scopes: frozenset[Permission] | None = None

    def may(self, permission: Permission) -> bool:
        """Whether the actor may do this."""
        return may(self.role, permission) and (self.scopes is None or permission in self.scopes)

    def require(self, permission: Permission) -> None:
        """Raises `MayNot` unless the actor may do this."""
        if not self.may(permission):
            said = permission.value[0].lower() + permission.value[1:]
            raise MayNot(
                f"Your role here, {self.role.value}, may not do this ({said}). Ask an admin of {self.organization}."
            )


def actor_of(membership: Membership, *, via: str = "page", address: str = "") -> Actor:
    """The member as an actor."""
    return Actor(membership.user, membership.organization, membership.held, via, address)
