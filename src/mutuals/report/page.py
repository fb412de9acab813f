"""`report.html`: the map as one page that needs no network, no server and nothing beside it."""

import base64
import hashlib
import html
import json
import re
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

from mutuals.report.atomic import whole_file
from mutuals.report.content import MapReport
from mutuals.report.page_data import page_data

LIST_ROWS = 5_000
"""How many rows of each list the page carries unless the caller says otherwise; it says so where it cuts."""

_STYLES = ("tokens.css", "page.css", "matrix.css", "list.css", "print.css")
_SCRIPTS = (
    "dom.js",
    "state.js",
    "lead.js",
    "matrix.js",
    "detail.js",
    "list.js",
    "filters.js",
    "greenfield.js",
    "about.js",
    "page.js",
)


def write_html(report: MapReport, path: Path, *, list_rows: int = LIST_ROWS) -> None:
    """Write the page, whole or not at all, with at most `list_rows` rows of each list in it.

    Its content security policy lets it run only its own style and script and forbids every connection; names from the
    lists reach it as JSON and are only ever set as text.
    """
    style = _asset("styles", _STYLES)
    script = f'"use strict";\n{{\n{_asset("scripts", _SCRIPTS)}\n}}'  # a block of its own: no name leaks to the window
    filled = _fill(
        resources.files("mutuals.report").joinpath("assets", "page.html").read_text("utf-8"),
        {
            "policy": _policy(style, script),
            "title": html.escape(f"{report.ours} × {report.theirs} · Mutuals"),
            "style": style,
            "script": script,
            "data": json_for_html(page_data(report, list_rows=list_rows)),
        },
    )
    with whole_file(path) as draft:
        draft.write_text(filled, encoding="utf-8", newline="\n")


def json_for_html(value: Any) -> str:
    """`value` as JSON that can stand inside a script element: no character of it ends the element or begins markup."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain, allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found.group()):04x}", text)


def _plain(value: Any) -> Any:
    """What JSON has no word for: decimals as numbers."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot stand in the page")


def _asset(folder: str, names: tuple[str, ...]) -> str:
    """The files `names` of one folder of assets, one after the other."""
    files = resources.files("mutuals.report").joinpath("assets", folder)
    return "\n".join(files.joinpath(name).read_text("utf-8") for name in names)


def _policy(style: str, script: str) -> str:
    """A content security policy that knows one style and one script by their hashes, and no connection."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _fill(template: str, values: dict[str, str]) -> str:
    """`template` with each {{ name }} replaced in one pass, so that no value is read as a template."""
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: values[found.group(1)], template)
