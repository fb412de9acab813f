"""The page that a partner's link opens: accept for one's organization, begin one, or decline with a reason."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from mutuals.errors import MutualsError
from mutuals.server.mapping.models.partnerships import Partnership
from mutuals.server.mapping.operations import partnerships as operations
from mutuals.server.mapping.queries import partnerships as queries
from mutuals.server.tenants import operations as tenants
from mutuals.server.tenants.actors import actor_of
from mutuals.server.tenants.adapters import INVITED
from mutuals.server.tenants.models import Membership, User

NEW = "a new one"
"""What is chosen where the answer is for an organization that is to be made; no address has blanks."""


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """The invitation; by POST, the answer. A link that holds no more says so, whatever it once opened."""
    partnership = queries.of_link(secret=secret)
    if partnership is None:
        return render(request, "invitations/spent.html", status=404)
    if request.method == "POST" and request.POST.get("answer") == "decline":
        operations.decline(partnership=partnership, reason=request.POST.get("reason", "")[:2_000])
        return render(request, "partners/declined.html", {"partnership": partnership})
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and user is not None:
        try:
            return _accepted(request, partnership, user)
        except MutualsError as wrong:
            messages.error(request, str(wrong))
            return redirect("partnership-answer", secret)
    if user is None:
        request.session[INVITED] = partnership.email
    then = urlencode({"next": request.path, "email": partnership.email})
    shown = {
        "partnership": partnership,
        "new": NEW,
        "memberships": queries.may_answer_for(user=user) if user else [],
        "sign_in": f"{reverse('account_login')}?{then}",
        "sign_up": f"{reverse('account_signup')}?{then}",
    }
    return render(request, "partners/answer.html", shown)


def _accepted(request: HttpRequest, partnership: Partnership, user: User) -> HttpResponse:
    """Accept for the organization that was chosen, or for a new one."""
    address = request.META.get("REMOTE_ADDR", "")
    chosen = request.POST.get("organization", "")
    with transaction.atomic():  # a new organization is there only if it becomes the partner
        membership = _founded(request, partnership, user, address) if chosen == NEW else _chosen(user, chosen)
        organization = membership.organization
        with scope(organization=organization):
            operations.accept(by=actor_of(membership, address=address), partnership=partnership)
    request.session.pop(INVITED, None)
    messages.success(request, f"{organization} and {partnership.inviter} are partners now. Nothing is shared yet.")
    return redirect("partner", organization.slug, partnership.pk)


def _founded(request: HttpRequest, partnership: Partnership, user: User, address: str) -> Membership:
    """A new organization, called as the person says, else as the inviter calls it."""
    name = request.POST.get("name", "").strip() or partnership.called
    return tenants.found(organization=name[:120], user=user, address=address)


def _chosen(user: User, slug: str) -> Membership:
    """The membership by which somebody answers."""
    found = next((one for one in queries.may_answer_for(user=user) if one.organization.slug == slug), None)
    if found is None:
        raise Http404
    return found
