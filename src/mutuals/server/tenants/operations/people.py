"""People of an organization: another role, removed, gone of their own will. One admin always stays."""

from allauth.usersessions.models import UserSession
from django.utils import timezone

from mutuals.errors import BadInput
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.audit import write
from mutuals.server.tenants.models import ApiToken, Membership, Organization
from mutuals.server.tenants.roles import Permission, Role


class LastAdmin(BadInput):
    """The last admin would be gone. The person makes somebody else admin first."""


def change_role(*, by: Actor, member: Membership, role: Role) -> None:
    """Give a member another role; it holds from their next click on. Raises `LastAdmin`, `MayNot`."""
    with write(by, "people.change-role", needs=Permission.MANAGE_PEOPLE, target=member.user.email) as recording:
        now = _locked(by.organization, member)
        recording.details.update({"from": now.role, "to": role.name})
        now.role = role.name
        now.save(update_fields=["role"])
        _require_an_admin(by.organization)


def remove(*, by: Actor, member: Membership) -> None:
    """Take somebody out: pages and tokens of the organization are closed to them at once; who belongs to no other
    organization is signed out everywhere. Raises `LastAdmin`, `MayNot`."""
    with write(by, "people.remove", needs=Permission.MANAGE_PEOPLE, target=member.user.email):
        user = member.user
        _locked(by.organization, member).delete()
        _require_an_admin(by.organization)
        tokens = ApiToken.objects.filter(organization=by.organization, user=user, revoked=None)
        tokens.update(revoked=timezone.now())
        if not Membership.objects.filter(user=user).exists():
            for session in UserSession.objects.filter(user=user):
                session.end()


def _locked(organization: Organization, member: Membership) -> Membership:
    """The member as they are now; the organization's memberships change one after another."""
    found = {one.pk: one for one in Membership.objects.select_for_update().filter(organization=organization)}
    if member.pk not in found:
        raise Gone(f"{member.user} does not belong to {organization} any more.")
    return found[member.pk]


class Gone(BadInput):
    """Somebody else was quicker: the member, invitation or token is there no more. The person looks at the list."""


def _require_an_admin(organization: Organization) -> None:
    if not Membership.objects.filter(organization=organization, role=Role.ADMIN.name).exists():
        raise LastAdmin(f"{organization} would be without an admin. Make somebody else admin first.")
