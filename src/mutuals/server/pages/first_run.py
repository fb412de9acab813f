"""The first page of a new server: makes the organization and its admin."""

from django import forms
from django.contrib.auth import login, password_validation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from mutuals.server.tenants import operations, queries


class FirstRunForm(forms.Form):
    """What a new server asks."""

    organization = forms.CharField(label="Your organization", max_length=120)
    name = forms.CharField(label="Your name", max_length=120)
    email = forms.EmailField(label="E-mail")
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))

    def clean_password(self) -> str:
        """Raises where the password is weak."""
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password)
        return password


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Shown until there is an organization; then it is gone."""
    if not queries.is_new():
        raise Http404
    form = FirstRunForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        membership = operations.begin(**form.cleaned_data, address=request.META.get("REMOTE_ADDR", ""))
        login(request, membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("organization-home", organization=membership.organization.slug)
    return render(request, "first_run.html", {"form": form})
