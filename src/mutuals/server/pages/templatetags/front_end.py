"""The built front end in a page: its script and style by their hashed names, and its icons.

Vite writes `manifest.json` and `icons.json` beside the files (frontend/vite.config.js); each is read once a process.
"""

import json
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mutuals.errors import BadInput

register = template.Library()

ENTRY = "src/main.js"


class NotBuilt(BadInput):
    """The front end has not been built, or is older than the pages. The person runs `make front-end`."""


@cache
def _read(name: str) -> dict[str, Any]:
    """A JSON file of the build. Raises `NotBuilt`."""
    path = settings.STATIC_ROOT / "dist" / name
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotBuilt(f"The front end is not built ({path} is missing): run `make front-end`.") from None
    return content


@register.simple_tag
def front_end(entry: str = ENTRY) -> SafeString:
    """The <link> and <script> elements of an entry."""
    made = _read("manifest.json").get(entry)
    if made is None:
        raise NotBuilt(f"The front end has no entry {entry!r}: run `make front-end`.")
    base = settings.STATIC_URL + "dist/"
    styles = format_html_join("", '<link rel="stylesheet" href="{}{}">', ((base, name) for name in made.get("css", ())))
    return format_html('{}<script type="module" src="{}{}"></script>', styles, base, made["file"])


@register.simple_tag
def icon(name: str, style: str = "") -> SafeString:
    """An icon by our name for it (frontend/icons.json), hidden from assistive technology: the text beside it speaks."""
    inside = _read("icons.json").get(name)
    if inside is None:
        raise NotBuilt(f"There is no icon {name!r}: add it to frontend/icons.json and run `make front-end`.")
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        style,
        mark_safe(inside),  # noqa: S308  written by our own build
    )
