"""The page of API tokens: one's own, and for who manages people those of everybody."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mutuals.errors import BadInput
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants import queries
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.operations import tokens as operations
from mutuals.server.tenants.roles import Permission


class TokenForm(forms.Form):
    """What a new token is for, what it may do and for how long."""

    name = forms.CharField(label="What it is for", max_length=80)
    scopes = forms.MultipleChoiceField()
    days = forms.IntegerField(label="Days until it ends", min_value=1, max_value=operations.LONGEST_DAYS, initial=90)

    def __init__(self, actor: Actor, *arguments: Any) -> None:
        """Offers what the actor may do themselves."""
        super().__init__(*arguments)
        self.fields["scopes"] = forms.MultipleChoiceField(
            label="What it may do",
            widget=forms.CheckboxSelectMultiple,
            choices=[(one.name, one.value) for one in Permission if actor.may(one)],
        )


@page(Permission.MANAGE_TOKENS)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The tokens."""
    return _list(request, actor, TokenForm(actor))


@page(Permission.MANAGE_TOKENS, methods=("POST",))
def make(request: HttpRequest, actor: Actor) -> HttpResponse:
    """A new token; the page that follows shows it, once."""
    form = TokenForm(actor, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        scopes = [Permission[name] for name in given["scopes"]]
        try:
            made, secret = operations.make(by=actor, name=given["name"], scopes=scopes, days=given["days"])
            return _list(request, actor, TokenForm(actor), made=made, secret=secret)
        except BadInput as wrong:
            form.add_error(None, str(wrong))
    return _list(request, actor, form, status=422)


@page(Permission.MANAGE_TOKENS, methods=("POST",))
def revoke(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """Make a token void."""
    token = queries.token(pk=pk)
    if token is None or (token.user_id != actor.user.pk and not actor.may(Permission.MANAGE_PEOPLE)):
        raise Http404
    operations.revoke(by=actor, token=token)
    messages.success(request, f"{token.name} was revoked; it opens nothing any more.")
    return redirect("tokens", actor.organization.slug)


def _list(request: HttpRequest, actor: Actor, form: TokenForm, *, status: int = 200, **more: Any) -> HttpResponse:
    sees_all, now = actor.may(Permission.MANAGE_PEOPLE), timezone.now()
    rows = [
        {
            "token": one,
            "scopes": [Permission[name].value for name in one.scopes if name in Permission.__members__],
            "state": "Revoked" if one.revoked else "Ended" if one.expires <= now else "In force",
        }
        for one in queries.tokens_of(user=None if sees_all else actor.user)
    ]
    return render(
        request, "tokens/list.html", {"rows": rows, "form": form, "sees_all": sees_all, **more}, status=status
    )
