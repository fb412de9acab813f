"""What components compute, without a server."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict

from mutuals.server.pages.templatetags import components, front_end


def test_evidence_continues_from_bar_to_bar() -> None:
    drawn = components.waterfall([{"label": "a", "bits": -4}, {"label": "b", "bits": 6}, {"label": "c", "bits": -1}])
    assert [(bar["left"], bar["width"], bar["kind"]) for bar in drawn["bars"]] == [
        (0.0, 66.67, "against"),
        (0.0, 100.0, "for"),
        (83.33, 16.67, "against"),
    ]
    assert drawn["zero"] == 66.67
    assert drawn["total"] == "+1.0"


@pytest.mark.parametrize("items", [[], [{"bits": 0}]])
def test_evidence_of_nothing_is_drawn(items: list[dict[str, Any]]) -> None:
    assert components.waterfall(items)["zero"] == 0


def test_intersections_come_by_size_and_join_their_dots() -> None:
    sets = [{"name": "A"}, {"name": "B"}, {"name": "C"}]
    rows = components.set_rows([{"sets": ["B"], "count": 1}, {"sets": ["A", "C"], "count": 4}], sets)
    assert [row["width"] for row in rows] == [100.0, 25.0]
    assert [(dot["in_set"], dot["joined"]) for dot in rows[0]["dots"]] == [(True, False), (False, True), (True, True)]
    assert not any(dot["joined"] for dot in rows[1]["dots"])


@pytest.mark.parametrize(
    ("query", "direction", "url"),
    [
        ("", "ascending", "?sort=-name"),
        ("sort=name&page=3&search=a", "ascending", "?sort=-name&search=a"),
        ("sort=-name", "descending", "?sort=name"),
        ("sort=revenue", "", "?sort=name"),
    ],
)
def test_sorting_turns_round_and_goes_to_the_first_page(query: str, direction: str, url: str, monkeypatch: Any) -> None:
    limits = SimpleNamespace(DEFAULT_CHARSET="utf-8", DATA_UPLOAD_MAX_NUMBER_FIELDS=100)
    monkeypatch.setattr("django.http.request.settings", limits)
    request = SimpleNamespace(GET=QueryDict(query, encoding="utf-8"))
    state = components.sort_state({"request": request}, "name", default="name")
    assert state == {"direction": direction, "url": url}


def test_a_chart_is_a_table_too() -> None:
    data = {"categories": ["x", "y"], "series": [{"name": "a", "values": [1, 2]}, {"name": "b", "values": [3, 4]}]}
    assert components.chart_rows(data) == [{"name": "x", "values": [1, 3]}, {"name": "y", "values": [2, 4]}]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh) Version/19.0 Safari/605.1", "Safari on Mac"),
        ("curl/8.0", "curl/8.0"),
    ],
)
def test_browsers_have_names(header: str, name: str) -> None:
    assert components.browser_name(header) == name


def test_a_page_without_the_front_end_says_what_to_run(monkeypatch: Any, tmp_path: Any) -> None:
    monkeypatch.setattr(front_end, "settings", SimpleNamespace(STATIC_ROOT=tmp_path, STATIC_URL="/static/"))
    front_end._read.cache_clear()
    with pytest.raises(front_end.NotBuilt, match="run `make front-end`"):
        front_end.front_end()
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "manifest.json").write_text('{"src/main.js": {"file": "m-1.js", "css": ["m-1.css"]}}')
    (tmp_path / "dist" / "icons.json").write_text('{"check": "<path/>"}')
    assert front_end.front_end() == (
        '<link rel="stylesheet" href="/static/dist/m-1.css"><script type="module" src="/static/dist/m-1.js"></script>'
    )
    with pytest.raises(front_end.NotBuilt, match="add it to frontend"):
        front_end.icon("nothing")
    front_end._read.cache_clear()
