"""What the components of `templates/cotton` compute: attributes of form controls, links that sort, widths of bars."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def control(field: BoundField, help_id: str = "", **attributes: Any) -> SafeString:
    """The control of a form's field with further attributes; `help_id` names a help text that the form knows not."""
    given = {name.replace("_", "-"): value for name, value in attributes.items() if value not in ("", None, False)}
    placeholder = str(field.field.widget.attrs.get("placeholder", "")).lower()
    if placeholder and str(field.label).lower() in placeholder:
        given.setdefault("placeholder", False)  # allauth repeats the label there
    if help_id:
        described = [help_id, *([f"{field.auto_id}_error"] if field.errors else [])]
        given["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=given)


@register.filter
def input_kind(field: BoundField) -> str:
    """`check` for one box, `choices` for several, else `line`: what decides where the label stands."""
    kind = getattr(field.field.widget, "input_type", "")
    several = field.use_fieldset
    return "choices" if several else "check" if kind == "checkbox" else "hidden" if field.is_hidden else "line"


@register.simple_tag(takes_context=True)
def sort_state(context: Mapping[str, Any], key: str, default: str = "", parameter: str = "sort") -> dict[str, str]:
    """How a table stands to a column: `direction` (ascending, descending or empty) and the `url` that sorts by it next.

    The address holds the state: `?sort=name` ascends, `?sort=-name` descends; sorting anew goes to the first page.
    """
    request: HttpRequest = context["request"]
    now = request.GET.get(parameter) or default
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query = request.GET.copy()
    query[parameter] = f"-{key}" if direction == "ascending" else key
    for name in ("page", "after", "before"):
        query.pop(name, None)
    return {"direction": direction, "url": f"?{query.urlencode()}"}


@register.filter
def browser_name(user_agent: str) -> str:
    """What a person calls the browser of a User-Agent header: "Firefox on Windows"; the header itself where unknown."""
    names = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = ("Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux")
    browser = next((name for sign, name in names if sign in user_agent), "")
    system = next((one for one in systems if one in user_agent), "").replace("Macintosh", "Mac")
    return f"{browser} on {system}" if browser and system else user_agent[:80]


@register.filter
def value_of(mapping: Mapping[str, Any], key: str) -> Any:
    """The value of a key that the template knows by a variable; empty where there is none."""
    return mapping.get(key, "")


@register.filter
def waterfall(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Evidence as bars that continue one another.

    `items` have `label`, `bits` (log2 of a Bayes factor; negative speaks against) and `sentence`, and perhaps `base`
    for what holds before any evidence. Returns `zero` (the place of 0 in percent), `total` and `bars`: the items with
    `left` and `width` in percent of the track.
    """
    ends = [0.0]
    for item in items:
        ends.append(ends[-1] + float(item["bits"]))
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    bars = [
        {
            **item,
            "left": round(100 * (min(start, end) - low) / span, 2),
            "width": round(100 * abs(end - start) / span, 2),
            "signed": f"{float(item['bits']):+.1f}".replace("-", "−"),
            "kind": "base" if item.get("base") else "against" if float(item["bits"]) < 0 else "for",
        }
        for item, (start, end) in zip(items, pairwise(ends), strict=True)
    ]
    return {"zero": round(100 * -low / span, 2), "total": f"{ends[-1]:+.1f}".replace("-", "−"), "bars": bars}


@register.filter
def set_rows(intersections: Iterable[Mapping[str, Any]], sets: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Intersections of sets as rows of dots.

    Each intersection has `sets` (names), `count` and perhaps `url`. A row has a dot for every set: `in_set`, and
    `joined` where a line leads back to the dot before it. Widths are percent of the largest count, which comes first.
    """
    ordered = sorted(intersections, key=lambda one: -one["count"])
    most = max((one["count"] for one in ordered), default=0) or 1
    names = [one["name"] for one in sets]
    rows = []
    for one in ordered:
        places = [index for index, name in enumerate(names) if name in one["sets"]]
        dots = [
            {
                "name": name,
                "in_set": index in places,
                "joined": bool(places) and places[0] < index <= places[-1],
            }
            for index, name in enumerate(names)
        ]
        rows.append({**one, "dots": dots, "width": round(100 * one["count"] / most, 1)})
    return rows


@register.filter
def chart_rows(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A chart's data as rows of a table: `name` of the category and `values`, one a series."""
    columns = [series["values"] for series in data["series"]]
    return [
        {"name": name, "values": [column[index] for column in columns]} for index, name in enumerate(data["categories"])
    ]


@register.filter
def tone(value: str) -> str:
    """The tone of a badge for a word of the field: match band, sharing level, kind of population, state."""
    return TONES.get(str(value).lower(), "plain")


TONES = {
    "certain": "success",
    "likely": "info",
    "possible": "warning",
    "hidden": "plain",
    "counts only": "info",
    "overlapping accounts": "theirs",
    "all accounts": "warning",
    "customers": "success",
    "open opportunities": "mine",
    "prospects": "accent",
    "other": "plain",
}
"""Word → tone. Colour repeats what the word says; it never says it alone."""
