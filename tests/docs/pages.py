"""The project's Markdown pages, as the tests read them: links, code, and the commands that people will type."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])

_BLOCK = re.compile(r"^```(?P<language>[a-z]*)(?P<options>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ (?P<text>.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A line that the page tells people to type, and what it says they will see.

    Lines of `shown` that consist of "…" stand for output left out. `exit_code` is what the block says, 0 unless told.
    Blocks that follow each other and each name a `terminal` of its own are typed side by side.
    """

    page: str
    line: str
    shown: tuple[str, ...]
    exit_code: int
    terminal: str = ""


@dataclass(frozen=True)
class Block:
    """A fenced block of code: its language, the words after the language, its lines."""

    language: str
    options: str
    body: str


def name_of(page: Path) -> str:
    """The page's path within the project."""
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    """The page as text."""
    return page.read_text(encoding="utf-8")


def prose_of(page: Path) -> str:
    """The page without its blocks of code."""
    return _BLOCK.sub("", text_of(page))


def blocks(page: Path) -> list[Block]:
    """Every block of code of a page, in order."""
    return [
        Block(found["language"], found["options"].strip(), found["body"]) for found in _BLOCK.finditer(text_of(page))
    ]


def commands(page: Path) -> list[Command]:
    """The commands of a page's `console` blocks: lines after `$ ` (a trailing backslash goes on to the next line)."""
    found = []
    for block in blocks(page):
        if block.language != "console":
            continue
        code = re.search(r"exit=(\d+)", block.options)
        terminal = re.search(r"terminal=(\w+)", block.options)
        for entry in re.split(r"^\$ ", block.body, flags=re.MULTILINE)[1:]:
            lines = entry.replace("\\\n", " ").splitlines()
            shown = tuple(line for line in lines[1:] if line.strip() and line.strip() != "…")
            line = " ".join(lines[0].split())
            found.append(
                Command(name_of(page), line, shown, int(code[1]) if code else 0, terminal[1] if terminal else "")
            )
    return found


def links(page: Path) -> list[str]:
    """Targets of a page's links."""
    return [found["target"] for found in _LINK.finditer(prose_of(page))]


def anchors(page: Path) -> set[str]:
    """What `#…` may point to on a page: its headings, lower case, words joined by hyphens."""
    headings = (found["text"].lower() for found in _HEADING.finditer(prose_of(page)))
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in headings}
