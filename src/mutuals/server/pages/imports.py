"""Pages of imports: files uploaded, their columns confirmed, what became of each row, and taking one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mutuals.errors import BadInput
from mutuals.server.mapping.fields import IMPORTED, label
from mutuals.server.mapping.models import Import
from mutuals.server.mapping.operations import imports as operations
from mutuals.server.mapping.operations.lists import own_list
from mutuals.server.mapping.queries import imports as queries
from mutuals.server.mapping.queries import jobs as job_queries
from mutuals.server.mapping.queries.exports import rows_csv
from mutuals.server.pages.jobs import card
from mutuals.server.pages.tenancy import page
from mutuals.server.tenants.actors import Actor
from mutuals.server.tenants.roles import Permission

REFUSED_SHOWN = 50
"""Refused rows on the page; the file has them all."""

STEPS = ("Upload", "Confirm columns", "Go in")


@page(Permission.READ_ACCOUNTS)
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Every import, newest first."""
    found = queries.newest(account_list=own_list(actor.organization))
    may_write = actor.may(Permission.WRITE_ACCOUNTS)
    return render(request, "imports/list.html", {"imports": found, "may_write": may_write})


@page(Permission.WRITE_ACCOUNTS, methods=("GET", "POST"))
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Choose a file."""
    error, kind = "", "opportunities" if request.GET.get("kind") == "opportunities" else "accounts"
    own = own_list(actor.organization)
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            error = "Choose a file first."
        else:
            try:
                made = operations.upload(by=actor, account_list=own, file=file, kind=kind)
                return redirect("import", actor.organization.slug, made.pk)
            except BadInput as wrong:
                error = str(wrong)
    shown = {"error": error, "kind": kind, "account_list": own, "steps": _steps(0)}
    return render(request, "imports/upload.html", shown, status=422 if error else 200)


@page(Permission.READ_ACCOUNTS)
def show(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """One import: its columns to be confirmed, how far it is, or what became of it."""
    imported = _import(actor, pk)
    shown: dict[str, Any] = {"imported": imported, "may_write": actor.may(Permission.WRITE_ACCOUNTS)}
    if imported.state in {"reading", "running"}:
        job = job_queries.newest(about=imported.pk)
        shown |= card(job, actor) if job else {}
    if imported.state == "waiting":
        shown |= {"lines": _lines(imported), "modes": Import.MODES, "samples": _samples(imported)}
        shown |= _reach(imported, {line["field"]: line["header"] for line in shown["lines"]})
    if imported.state == "done" and imported.counts.get("refused"):
        shown["refused"] = queries.refused(imported=imported).head(REFUSED_SHOWN).to_dicts()
    shown["steps"] = _steps({"reading": 0, "waiting": 1}.get(imported.state, 2), imported.state)
    return render(request, "imports/import.html", shown)


@page(Permission.WRITE_ACCOUNTS, methods=("POST",))
def confirm(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """The columns are right: let the file go in."""
    imported = _import(actor, pk)
    columns = {name: request.POST.get(f"column-{name}", "") for name in IMPORTED[imported.kind]}
    mode = "replace" if request.POST.get("mode") == "replace" else "merge"
    return _done(
        request, actor, pk, lambda: operations.confirm(by=actor, imported=imported, columns=columns, mode=mode)
    )


@page(Permission.WRITE_ACCOUNTS)
def reach(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """What replacing the list would delete, if the columns were as the form says now."""
    imported = _import(actor, pk)
    if imported.state != "waiting":
        raise Http404
    columns = {name: request.GET.get(f"column-{name}", "") for name in IMPORTED[imported.kind]}
    return render(request, "imports/reach.html", {"imported": imported, **_reach(imported, columns)})


@page(Permission.WRITE_ACCOUNTS, methods=("POST",))
def drop(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Let go of the file."""
    imported = _import(actor, pk)
    return _done(request, actor, pk, lambda: operations.drop(by=actor, imported=imported))


@page(Permission.WRITE_ACCOUNTS, methods=("POST",))
def undo(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:
    """Take the import back."""
    imported = _import(actor, pk)
    return _done(request, actor, pk, lambda: operations.undo(by=actor, imported=imported))


@page(Permission.READ_ACCOUNTS)
def refused(request: HttpRequest, actor: Actor, pk: UUID) -> HttpResponse:  # noqa: ARG001  every view has it
    """The refused rows as a file, each with its reason."""
    imported = _import(actor, pk)
    if imported.state not in {"done", "undone"}:
        raise Http404
    answer = HttpResponse(rows_csv(queries.refused(imported=imported)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{imported.pk}.csv"'
    return answer


def _done(request: HttpRequest, actor: Actor, pk: UUID, act: Any) -> HttpResponse:
    try:
        act()
    except BadInput as wrong:
        messages.error(request, str(wrong))
    return redirect("import", actor.organization.slug, pk)


def _import(actor: Actor, pk: UUID) -> Import:
    found = queries.one(account_list=own_list(actor.organization), pk=pk)
    if found is None:
        raise Http404
    return found


def _reach(imported: Import, columns: dict[str, str]) -> dict[str, Any]:
    """How many rows there are, and how many of them replacing would delete (None: that cannot be said)."""
    own = imported.account_list
    return {
        "there": own.accounts if imported.kind == "accounts" else own.opportunities,
        "deletes": queries.deleted_by_replacing(imported=imported, columns=columns),
    }


def _lines(imported: Import) -> list[dict[str, Any]]:
    """Every field with its suggested column, how much of it is filled, and why."""
    said = {line["field"]: line for line in imported.found["fields"]}
    return [
        {
            "field": name,
            "label": label(name),
            "header": said.get(name, {}).get("header", ""),
            "filled": round(100 * said.get(name, {}).get("filled", 0.0)),
            "reason": said.get(name, {}).get("reason", ""),
        }
        for name in IMPORTED[imported.kind]
    ]


def _samples(imported: Import) -> list[dict[str, Any]]:
    """The columns of the file with their first cells."""
    first = imported.found["first"]
    return [
        {"header": header, "cells": [row[at] for row in first[:3] if row[at]]}
        for at, header in enumerate(imported.found["headers"])
    ]


def _steps(now: int, state: str = "") -> list[dict[str, str]]:
    over = state in {"done", "failed", "undone", "dropped"}
    return [
        {"label": name, "state": "done" if at < now or over else "now" if at == now else "later", "url": ""}
        for at, name in enumerate(STEPS)
    ]
