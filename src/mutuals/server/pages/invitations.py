"""The page that an invitation's link opens: sign up or sign in as the one it is for, and join."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mutuals.errors import MutualsError
from mutuals.server.tenants import queries
from mutuals.server.tenants.adapters import INVITED
from mutuals.server.tenants.models import PersonInvitation, User
from mutuals.server.tenants.operations import invitations as operations
from mutuals.server.tenants.roles import SENTENCES, Role
from mutuals.server.tenants.sso import reach_of_session


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, secret: str) -> HttpResponse:
    """The invitation; by POST, join. A link that holds no more says so, whatever it once opened."""
    invitation = queries.invitation_of_link(secret=secret)
    if invitation is None:
        return render(request, "invitations/spent.html", status=404)
    user = request.user if isinstance(request.user, User) else None
    if request.method == "POST" and user is not None:
        if reach_of_session(request, user) not in {None, invitation.organization_id}:
            messages.error(request, "Your provider signed you in to its own organization. Sign in with your password.")
            return redirect("invitation", secret)
        try:
            joined = operations.accept(user=user, invitation=invitation, address=request.META.get("REMOTE_ADDR", ""))
        except MutualsError as wrong:
            messages.error(request, str(wrong))
            return redirect("invitation", secret)
        request.session.pop(INVITED, None)
        messages.success(request, f"You belong to {joined.organization} now.")
        return redirect("organization-home", joined.organization.slug)
    if user is None:
        request.session[INVITED] = invitation.email
    return render(request, "invitations/show.html", _shown(request, invitation, user))


def _shown(request: HttpRequest, invitation: PersonInvitation, user: User | None) -> dict[str, object]:
    role = Role[invitation.role]
    then = urlencode({"next": request.path, "email": invitation.email})
    return {
        "invitation": invitation,
        "role": role.value,
        "sentence": SENTENCES[role],
        "may_join": user is not None and user.email.lower() == invitation.email,
        "known": queries.is_known(email=invitation.email),
        "sign_in": f"{reverse('account_login')}?{then}",
        "sign_up": f"{reverse('account_signup')}?{then}",
    }
