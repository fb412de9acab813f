"""Pages of partners: who they are, asking one to be, answering, ending it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mutuals.errors import BadInput
from mutuals.server.mapping.models.partnerships import Partnership
from mutuals.server.mapping.operations import partnerships as operations
from mutuals.server.mapping.queries import partnerships as queries
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission


class InviteForm(forms.Form):
    """Whom to ask, and what to say."""

    called = forms.CharField(label="Partner", max_length=120, help_text="What you call the company.")
    email = forms.EmailField(label="E-mail", help_text="Somebody there who may decide: the link goes to them.")
    message = forms.CharField(
        label="A few words", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )


@page(Permission.READ_MAP)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every partnership."""
    rows = [{"partnership": one, "name": one.name_for(actor.organization)} for one in queries.all_of_us()]
    shown = {"rows": rows, "may_manage": actor.may(Permission.MANAGE_PARTNERS)}
    return render(request, "partners/list.html", shown)


@page(Permission.MANAGE_PARTNERS, methods=("GET", "POST"))
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask a company to be partners."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, secret = operations.invite(by=actor, **form.cleaned_data)
        request.session["partnership-link"] = operations.link(secret)
        return redirect("partner", actor.organization.slug, made.pk)
    return render(request, "partners/invite.html", {"form": form})


@page(Permission.READ_MAP)
def show(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """One partnership: how it stands, and what may be done."""
    partnership = _partnership(pk)
    shown = {
        "partnership": partnership,
        "name": partnership.name_for(actor.organization),
        "we_invited": partnership.inviter_id == actor.organization.pk,
        "may_manage": actor.may(Permission.MANAGE_PARTNERS),
        "link": request.session.pop("partnership-link", ""),
    }
    return render(request, "partners/partner.html", shown)


@page(Permission.MANAGE_PARTNERS, methods=("POST",))
def resend(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Send the link again."""
    partnership = _partnership(pk)
    try:
        request.session["partnership-link"] = operations.link(operations.resend(by=actor, partnership=partnership))
    except BadInput as wrong:
        messages.error(request, str(wrong))
    return redirect("partner", actor.organization.slug, pk)


@page(Permission.MANAGE_PARTNERS, methods=("POST",))
def withdraw(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Take the invitation back."""
    partnership = _partnership(pk)
    try:
        operations.withdraw(by=actor, partnership=partnership)
    except BadInput as wrong:
        messages.error(request, str(wrong))
    return redirect("partners", actor.organization.slug)


@page(Permission.MANAGE_PARTNERS, methods=("POST",))
def revoke(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """End the partnership."""
    partnership = _partnership(pk)
    try:
        operations.revoke(by=actor, partnership=partnership, reason=request.POST.get("reason", "")[:2_000])
        messages.success(request, f"The partnership with {partnership.name_for(actor.organization)} was ended.")
    except BadInput as wrong:
        messages.error(request, str(wrong))
    return redirect("partners", actor.organization.slug)


def _partnership(pk: UUID) -> Partnership:
    found = queries.one(pk=pk)
    if found is None:
        raise Http404
    return found
