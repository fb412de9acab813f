"""The page of people: who belongs to the organization in which role, and who is invited."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mutuals.errors import BadInput
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants import queries
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import Membership, PersonInvitation
from mutuals.server.tenants.operations import invitations
from mutuals.server.tenants.operations import people as operations
from mutuals.server.tenants.roles import ROLES, SENTENCES, Permission, Role

ROLE_CHOICES = [(role.name, role.value) for role in Role]


class InviteForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label="E-mail", max_length=254)
    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES, initial=Role.SELLER.name)


class RoleForm(forms.Form):
    """What somebody is from now on."""

    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES)


@page(Permission.MANAGE_PEOPLE)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who belongs here, and who is asked to."""
    return _list(request, actor, InviteForm())


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def invite(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask somebody to join; the page that follows shows the link, once."""
    form = InviteForm(request.POST)
    if form.is_valid():
        email, role = form.cleaned_data["email"], Role[form.cleaned_data["role"]]
        try:
            made, secret = invitations.invite(by=actor, email=email, role=role)
            return _list(request, actor, InviteForm(), link=invitations.link(secret), link_for=made.email)
        except BadInput as wrong:
            form.add_error("email", str(wrong))
    return _list(request, actor, form, status=422)


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def resend(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Send a new link; the page that follows shows it, once."""
    invitation = _invitation(pk)
    try:
        link = invitations.link(invitations.resend(by=actor, invitation=invitation))
    except BadInput as wrong:
        messages.error(request, str(wrong))
        return redirect("people", actor.organization.slug)
    return _list(request, actor, InviteForm(), link=link, link_for=invitation.email)


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def withdraw(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Make an invitation void."""
    invitation = _invitation(pk)
    said = f"The invitation of {invitation.email} was withdrawn; its link opens nothing any more."
    return _done(request, actor, said, lambda: invitations.withdraw(by=actor, invitation=invitation))


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def change_role(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Give somebody another role."""
    member, form = _member(actor, pk), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles.")
        return redirect("people", actor.organization.slug)
    role = Role[form.cleaned_data["role"]]
    said = f"{member.user} is {role.value.lower()} now."
    return _done(request, actor, said, lambda: operations.change_role(by=actor, member=member, role=role))


@page(Permission.MANAGE_PEOPLE, methods=("POST",))
def remove(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Take somebody out, or leave oneself."""
    member = _member(actor, pk)
    said = f"{member.user} does not belong to {actor.organization} any more."
    answer = _done(request, actor, said, lambda: operations.remove(by=actor, member=member))
    still = queries.member(organization=actor.organization, pk=pk)
    return redirect("home") if member.user == actor.user and not still else answer


def _list(
    request: HttpRequest, actor: Actor, form: InviteForm, *, status: int = 200, link: str = "", link_for: str = ""
) -> HttpResponse:
    shown: dict[str, Any] = {
        "members": queries.members_of(organization=actor.organization),
        "invitations": queries.invitations(),
        "form": form,
        "link": link,
        "link_for": link_for,
        "role_choices": ROLE_CHOICES,
        "roles": [
            {"name": role.value, "sentence": sentence, "may": sorted(one.value for one in ROLES[role])}
            for role, sentence in SENTENCES.items()
        ],
    }
    return render(request, "people/list.html", shown, status=status)


def _done(request: HttpRequest, actor: Actor, said: str, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except BadInput as wrong:
        messages.error(request, str(wrong))
    return redirect("people", actor.organization.slug)


def _member(actor: Actor, pk: int) -> Membership:
    found = queries.member(organization=actor.organization, pk=pk)
    if found is None:
        raise Http404
    return found


def _invitation(pk: int) -> PersonInvitation:
    found = queries.invitation(pk=pk)
    if found is None:
        raise Http404
    return found
