"""The page: one file, no network, names as text, and every number that the map has."""

import base64
import hashlib
import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from mutuals.report import MapReport, write_html
from mutuals.report.page import json_for_html
from tests.report.builders import DIRTY, dirty_report, empty_report, many_overlaps, small_report


def page(report: MapReport, folder: Path, **options: Any) -> str:
    write_html(report, folder / "report.html", **options)
    return (folder / "report.html").read_text("utf-8")


def data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found.group(1))
    return told


@pytest.mark.parametrize("report", [small_report, dirty_report, empty_report], ids=["small", "dirty", "empty"])
def test_the_page_is_one_file_that_asks_for_nothing(report: Any, tmp_path: Path) -> None:
    own = re.sub(r'id="data">.*?</script>', "", page(report(), tmp_path), flags=re.DOTALL)
    assert set(re.findall(r"https?://[^\s\"'\\)]+", own)) == {"http://www.w3.org/2000/svg"}
    assert not re.findall(r"<(?:link|img|iframe|object|embed)\b|\bsrc=|@import|url\(", own)


def test_the_policy_knows_the_page_s_own_style_and_script(tmp_path: Path) -> None:
    text = page(small_report(), tmp_path)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    assert policy.group(1).startswith("default-src 'none'")
    for tag in ("style", "script"):
        content = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        assert content
        digest = base64.b64encode(hashlib.sha256(content.group(1).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy.group(1)
    assert "unsafe" not in policy.group(1)


def test_names_cannot_leave_the_data(tmp_path: Path) -> None:
    text = page(dirty_report(), tmp_path)
    assert text.count("</script>") == 2
    assert "<img" not in text
    assert "<b>Acme" not in text
    assert "<title>&lt;b&gt;Acme&lt;/b&gt; &amp; Söhne × Globex [red] · Mutuals</title>" in text
    names = [row[1] for row in data(text)["overlaps"]["rows"]]
    assert DIRTY[0] in names
    assert "{{ data }} & {{ script }}" in names
    assert "evil gnp.exe" in names


@pytest.mark.parametrize("value", ["</script>", "<!--", "]]>", "\u2028", "&amp;", '"', "\\", "日本", None, 1.5, ["<"]])
def test_json_stands_safely_in_a_script(value: Any) -> None:
    text = json_for_html(value)
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == value


def test_a_number_that_json_has_not_is_a_defect() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_for_html(float("nan"))


def test_the_page_has_every_cell_at_every_choice_of_levels(tmp_path: Path) -> None:
    report = small_report()
    told = data(page(report, tmp_path))
    others = ("subsidiary", "group", "location")
    choices = {",".join(("entity", *chosen)) for size in range(4) for chosen in combinations(others, size)}
    assert set(told["views"]) == choices
    for levels, view in told["views"].items():
        matrix = report.account_map.cells.at(levels.split(","))
        assert [tuple(cell[:3]) for cell in view["cells"]] == matrix.cells.select("mine", "theirs", "pairs").rows()
    assert told["counted"] == "entity,subsidiary,location"
    assert told["views"]["entity"]["cells"][-1][3] == [
        {"currency": "EUR", "amount": 1250.0, "opportunities": 2},
        {"currency": "USD", "amount": 40.0, "opportunities": 1},
    ]


def test_long_lists_are_cut_and_say_so(tmp_path: Path) -> None:
    told = data(page(many_overlaps(30), tmp_path, list_rows=10))
    assert len(told["overlaps"]["rows"]) == 10
    assert told["overlaps"]["total"] == 30


def test_greenfield_of_the_partner_has_no_names(tmp_path: Path) -> None:
    text = page(empty_report(), tmp_path)
    assert "Acme a1" in text
    assert "Globex b1" not in text
