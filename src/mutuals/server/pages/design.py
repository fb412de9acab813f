"""The design page: every component in every state, with invented data. Whoever builds a page looks here first."""

import json
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods


class SampleForm(forms.Form):
    """A field of every kind."""

    name = forms.CharField(label="Name of the population", initial="Customers in Europe")
    website = forms.CharField(label="Website", help_text="The domain is enough.", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("customers", "Customers"), ("prospects", "Prospects")])
    notes = forms.CharField(label="Notes", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    since = forms.DateField(label="Since", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    least = forms.IntegerField(label="Least amount", initial=1000, min_value=1)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    file = forms.FileField(label="List", required=False)
    level = forms.ChoiceField(
        label="Sharing level",
        choices=[("hidden", "Hidden"), ("counts", "Counts only"), ("overlaps", "Overlapping accounts")],
        widget=forms.RadioSelect,
        initial="counts",
        help_text="Partners never see more than this.",
    )
    fields_shared = forms.MultipleChoiceField(
        label="Fields",
        choices=[("name", "Account name"), ("owner", "Owner"), ("stage", "Stage")],
        widget=forms.CheckboxSelectMultiple,
        initial=["name"],
        required=False,
    )
    alert = forms.BooleanField(label="Tell me by e-mail", help_text="Once a day at most.", required=False)
    public = forms.BooleanField(label="Preview as partner", initial=True, required=False)


NAVIGATION = [
    ("", [("Overview", "overview", 0)]),
    ("Map", [("Matrix", "map", 0), ("Overlaps", "overlaps", 1204), ("Greenfield", "greenfield", 0)]),
    ("", [("Ecosystem", "ecosystem", 0)]),
    ("Data", [("Accounts", "accounts", 0), ("Opportunities", "opportunities", 0), ("Populations", "populations", 0)]),
    ("", [("Imports", "imports", 0), ("Data quality", "data-quality", 12)]),
    ("Partners", [("Partners", "partners", 0), ("Shared with me", "shared", 0), ("Disclosure ledger", "ledger", 0)]),
    ("Settings", [("People", "people", 0), ("Sign-in", "sign-in", 0), ("API tokens", "tokens", 0)]),
    ("", [("Audit log", "audit", 0), ("Organization", "organization", 0)]),
]

ACCOUNTS = [
    ("Initech", "initech.example", "Customers", "certain", 0.998, 240_000),
    ("Umbrella Logistics", "umbrella.example", "Open opportunities", "likely", 0.94, 1_250_000),
    ("Stark Metals", "stark-metals.example", "Prospects", "possible", 0.71, 0),
    ("Wayne Shipping", "wayne.example", "Customers", "certain", 0.991, 86_500),
    ("Hooli Cloud", "hooli.example", "Other", "likely", 0.9, 12_000),
    ("Soylent Foods", "soylent.example", "Prospects", "certain", 0.999, 430_000),
]

EVIDENCE = [
    {
        "label": "Before any evidence",
        "bits": -17.2,
        "sentence": "Two accounts taken at random are rarely one.",
        "base": 1,
    },
    {"label": "Same website", "bits": 13.6, "sentence": "initech.example; 2 of 80,000 accounts have it."},
    {"label": "Name equal without legal form", "bits": 9.1, "sentence": "Initech GmbH and Initech Inc."},
    {"label": "Same city", "bits": 3.2, "sentence": "Austin"},
    {"label": "Another phone number", "bits": -0.8, "sentence": "+1 512 555 0100 and +1 512 555 0177"},
]

SAMPLES: dict[str, Any] = {
    "crumbs": [{"label": "Partners", "url": "#"}, {"label": "Globex", "url": "#"}, {"label": "Map"}],
    "tabs": [
        {"label": "Overlaps", "url": "#", "current": True, "count": "1,204"},
        {"label": "Greenfield", "url": "#", "count": "8,411"},
        {"label": "Sharing", "url": "#"},
        {"label": "History", "url": "#"},
    ],
    "levels": [
        {"label": "Company", "url": "#", "current": True},
        {"label": "Group", "url": "#"},
        {"label": "Location", "url": "#"},
    ],
    "steps": [
        {"label": "Upload", "state": "done", "url": "#"},
        {"label": "Columns", "state": "done", "url": "#"},
        {"label": "Populations", "state": "now"},
        {"label": "Import", "state": "later"},
    ],
    "facts": [
        {"label": "Partner since", "value": "14 March 2026"},
        {"label": "Sharing level", "value": "Overlapping accounts"},
        {"label": "Last map", "value": "today, 09:12"},
    ],
    "events": [
        {
            "icon": "success",
            "text": "Map finished: 1,204 overlaps, 31 new",
            "by": "Job 418",
            "at": datetime(2026, 11, 20, 9, 12, tzinfo=UTC),
        },
        {
            "icon": "shared",
            "text": "Globex may see Overlapping accounts of Customers",
            "by": "Ada Lovelace",
            "at": datetime(2026, 11, 19, 16, 40, tzinfo=UTC),
        },
        {
            "icon": "partners",
            "text": "Globex accepted the partnership",
            "by": "Grace Hopper, Globex",
            "at": datetime(2026, 11, 18, 11, 5, tzinfo=UTC),
        },
    ],
    "chart": {
        "kind": "bar",
        "categories": ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
        "series": [
            {"name": "Won", "values": [42, 33, 29, 21, 18, 14, 11, 9, 6, 4]},
            {"name": "Lost", "values": [11, 14, 18, 21, 24, 27, 28, 31, 33, 36]},
        ],
    },
    "line": {
        "kind": "line",
        "categories": ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov"],
        "series": [{"name": "Overlaps", "values": [820, 861, 940, 1012, 1173, 1204]}],
    },
    "sets": [
        {"name": "Globex", "count": 1204},
        {"name": "Hooli", "count": 861},
        {"name": "Initrode", "count": 402},
    ],
    "intersections": [
        {"sets": ["Globex"], "count": 711, "url": "#"},
        {"sets": ["Hooli"], "count": 402, "url": "#"},
        {"sets": ["Globex", "Hooli"], "count": 298, "url": "#"},
        {"sets": ["Globex", "Initrode"], "count": 88, "url": "#"},
        {"sets": ["Globex", "Hooli", "Initrode"], "count": 107, "url": "#"},
    ],
}
"""What the page shows as it is."""


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The page; a POST answers what a form of the page sent, so that requests by htmx can be tried."""
    if request.method == "POST":
        answer = HttpResponse("Received.")
        answer["HX-Trigger"] = json.dumps({"toast": {"message": "The server received it.", "level": "success"}})
        return answer
    return render(request, "design.html", _samples(request))


def _samples(request: HttpRequest) -> dict[str, Any]:
    wrong = SampleForm({"name": "", "least": "0"})
    wrong.add_error(None, "The population was not saved: two fields need you.")
    return {
        **SAMPLES,
        "organization": {"name": "Acme"},
        "navigation": _navigation(),
        "form": SampleForm(),
        "wrong": wrong,
        "accounts": _accounts(request),
        "evidence": EVIDENCE,
        "matrix": _matrix(),
        "conditions": _conditions(),
    }


def _navigation() -> list[dict[str, Any]]:
    sections: list[dict[str, Any]] = []
    for title, items in NAVIGATION:
        made = [
            {
                "label": label,
                "icon": icon,
                "url": f"#{icon}",
                "current": icon == "map",
                "count": f"{count:,}" if count else "",
            }
            for label, icon, count in items
        ]
        if title or not sections:
            sections.append({"section": title, "items": made})
        else:
            sections[-1]["items"] += made
    return sections


def _accounts(request: HttpRequest) -> Any:
    """A page of the sample accounts, searched and sorted as the address says."""
    names = ("name", "website", "kind", "band", "probability", "revenue")
    rows: list[dict[str, Any]] = [
        dict(zip(names, row, strict=True)) | {"id": number} for number, row in enumerate(ACCOUNTS * 20)
    ]
    for row in rows[len(ACCOUNTS) :]:
        row["name"] += f" {row['id']}"
    wanted = request.GET.get("search", "").lower()
    key = request.GET.get("sort", "name")
    if key.lstrip("-") not in names:
        key = "name"
    found = [row for row in rows if wanted in row["name"].lower()]
    found.sort(key=lambda row: row[key.lstrip("-")], reverse=key.startswith("-"))
    return Paginator(found, 6).get_page(request.GET.get("page"))


def _matrix() -> dict[str, Any]:
    plays = [
        ["Cross-sell", "Give back", "Give: warm introduction"],
        ["Act now", "Co-sell", "Share research"],
        ["Warm introduction", "Buying signal", "Joint marketing"],
    ]
    sizes = [[(212, 5, ""), (64, 3, ""), (118, 1, "")], [(41, 5, "€1.2M"), (23, 4, "€640k"), (37, 2, "€310k")]]
    sizes.append([(96, 3, ""), (52, 1, ""), (0, 0, "")])
    rows = [("Customers", "4,120 accounts"), ("Open opportunities", "318 accounts"), ("Prospects", "9,870 accounts")]
    columns = [("Customers", "6,204 accounts"), ("Open opportunities", "402 accounts"), ("Prospects", "Counts only")]
    return {
        "mine": "Acme",
        "theirs": "Globex",
        "columns": [{"label": label, "size": size} for label, size in columns],
        "rows": [
            {"label": label, "size": size, "cells": [_cell(*cell) for cell in zip(sizes[at], plays[at], strict=True)]}
            for at, (label, size) in enumerate(rows)
        ],
    }


def _cell(size: tuple[int, int, str], play: str) -> dict[str, Any]:
    count, heat, revenue = size
    return {
        "url": "#",
        "mine": f"{count:,}",
        "theirs": f"{count + count // 9:,}",
        "pairs": f"{count + count // 6:,}",
        "revenue": revenue,
        "play": play,
        "heat": heat,
        "empty": not count,
    }


def _conditions() -> dict[str, Any]:
    comparisons = [
        {"value": "more", "label": "more than", "takes": 1},
        {"value": "between", "label": "between", "takes": 2},
    ]
    return {
        "fields": [
            {"name": "country", "label": "Country", "kind": "text"},
            {"name": "employees", "label": "Employees", "kind": "number"},
            {"name": "closed", "label": "Last closed won", "kind": "date"},
            {
                "name": "type",
                "label": "Type",
                "kind": "choice",
                "choices": [{"value": "customer", "label": "Customer"}, {"value": "partner", "label": "Partner"}],
            },
        ],
        "operators": {
            "text": [
                {"value": "is", "label": "is", "takes": 1},
                {"value": "contains", "label": "contains", "takes": 1},
                {"value": "empty", "label": "is empty", "takes": 0},
            ],
            "number": comparisons,
            "date": comparisons,
            "choice": [{"value": "is", "label": "is", "takes": 1}, {"value": "is-not", "label": "is not", "takes": 1}],
        },
        "groups": [
            [
                {"field": "type", "operator": "is", "value": "customer"},
                {"field": "employees", "operator": "between", "value": "100", "until": "5000"},
            ],
            [{"field": "country", "operator": "is", "value": "Germany"}],
        ],
    }
