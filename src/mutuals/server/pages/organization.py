"""Settings of the organization: its name, how long things are kept, everything as a file, and its end."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mutuals.errors import BadInput
from mutuals.server.governance import operations, queries
from mutuals.server.governance.exporting import export_path
from mutuals.server.pages.jobs import card
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.models import Organization, Retention
from mutuals.server.tenants.roles import Permission

if TYPE_CHECKING:
    OrganizationFields = forms.ModelForm[Organization]
    RetentionFields = forms.ModelForm[Retention]
else:
    OrganizationFields = RetentionFields = forms.ModelForm


class OrganizationForm(OrganizationFields):
    """What people call the organization, and its own domain."""

    class Meta:
        """Name and domain."""

        model = Organization
        fields = ("name", "domain")


class RetentionForm(RetentionFields):
    """Days that each kind of data is kept."""

    class Meta:
        """All of them; empty is for good."""

        model = Retention
        fields = ("import_files", "jobs", "audit")
        labels = {"import_files": "Files of imports", "jobs": "Finished jobs", "audit": "Audit log"}  # noqa: RUF012


@page(Permission.MANAGE_ORGANIZATION)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All of it on one page."""
    return _page(request, actor)


@page(Permission.MANAGE_ORGANIZATION, methods=("POST",))
def change(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Another name or domain."""
    form = OrganizationForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, form=form)
    operations.change(by=actor, name=form.cleaned_data["name"], domain=form.cleaned_data["domain"])
    return _done(request, actor, "The organization was changed.")


@page(Permission.MANAGE_ORGANIZATION, methods=("POST",))
def retention(request: HttpRequest, actor: Actor) -> HttpResponse:
    """How long things are kept."""
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, kept=form)
    operations.set_retention(by=actor, days=form.cleaned_data)
    return _done(request, actor, "From tonight on that is how long things are kept.")


@page(Permission.MANAGE_ORGANIZATION, methods=("POST",))
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Have everything written into a file."""
    operations.export(by=actor)
    return _done(request, actor, "The export has begun.")


@page(Permission.MANAGE_ORGANIZATION)
def download(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponseBase:  # noqa: ARG001  every view has it
    """The file."""
    job = queries.export(pk=pk)
    if job is None:
        raise Http404
    name = f"{actor.organization.slug}-everything-{job.created:%Y-%m-%d}.zip"
    return FileResponse(export_path(job).open("rb"), as_attachment=True, filename=name)


@page(Permission.MANAGE_ORGANIZATION, methods=("POST",))
def delete(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The end of it; leads to the receipt."""
    try:
        receipt = operations.delete(by=actor, typed=request.POST.get("typed", ""))
    except BadInput as wrong:
        messages.error(request, str(wrong))
        return redirect("organization-settings", actor.organization.slug)
    return redirect("receipt", receipt.pk)


@never_cache
@require_safe
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was deleted: for whoever has the address, since those who could sign in are gone."""
    found = queries.receipt(pk=pk)
    if found is None:
        raise Http404
    if request.GET.get("as") == "json":
        answer = JsonResponse(queries.receipt_as_json(found), json_dumps_params={"indent": 2})
        answer["Content-Disposition"] = f'attachment; filename="receipt-{found.pk}.json"'
        return answer
    return render(request, "organization/receipt.html", {"receipt": found, "counts": sorted(found.counts.items())})


def _page(
    request: HttpRequest, actor: Actor, *, form: OrganizationForm | None = None, kept: RetentionForm | None = None
) -> HttpResponse:
    newest = queries.newest_export()
    shown: dict[str, Any] = {
        "form": form or OrganizationForm(instance=actor.organization),
        "kept": kept or RetentionForm(instance=queries.retention_of_scope()),
        "export": newest if newest and queries.export(pk=newest.pk) else None,
    }
    if newest is not None and not newest.over:
        shown |= card(newest, actor)
    return render(request, "organization/settings.html", shown, status=422 if form or kept else 200)


def _done(request: HttpRequest, actor: Actor, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("organization-settings", actor.organization.slug)
