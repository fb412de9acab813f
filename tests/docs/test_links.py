"""Links between the pages lead somewhere, and no page is an island."""

from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links, name_of


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_internal_links_resolve(page: Path) -> None:
    broken = []
    for link in links(page):
        if link.startswith(("https:", "http:", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    queue, reached = [ROOT / "README.md"], set()
    while queue:
        page = queue.pop()
        if page in reached or not page.is_file():
            continue
        reached.add(page)
        targets = [(page.parent / link.partition("#")[0]).resolve() for link in links(page) if ":" not in link]
        for target in targets:
            queue.extend(sorted(target.glob("*.md")) if target.is_dir() else [target] * (target.suffix == ".md"))
    assert not [name_of(page) for page in PAGES if page not in reached]
