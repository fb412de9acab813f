"""The evidence for a link as a waterfall of text: each step begins where the one before ended."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mutuals.cli.words import clean

if TYPE_CHECKING:
    from mutuals.matching.explain import Explanation, Step

_SEEN = 0.05
"""Bits below which a step is drawn as none."""

_NARROW, _WIDE = 18, 40
"""Columns of the drawing on a terminal of 80 columns, and at most."""


def print_waterfall(console: Console, explanation: "Explanation") -> None:
    """From prior to probability: title, bits, bar, finding and both values of every step, and the sum."""
    width = min(_WIDE, max(_NARROW, console.width // 3 - 6))
    titles = 16 if console.width < 100 else 30
    ends = _ends(explanation.steps)
    low, high = min(0.0, *ends), max(0.0, *ends)
    scale = (high - low) or 1.0
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Evidence", max_width=titles)
    table.add_column("bits", justify="right", no_wrap=True)
    table.add_column("◂ against · for ▸", no_wrap=True)
    table.add_column("found (ours ↔ theirs)", overflow="fold")
    start = 0.0
    zero = round(-low / scale * (width - 1))
    for step, end in zip(explanation.steps, ends, strict=True):
        places = tuple(round((value - low) / scale * (width - 1)) for value in (start, end))
        drawn = _drawn(places, zero, width, step.bits)
        table.add_row(Text(step.title, style="bold"), _signed(step.bits), drawn, _finding(step))
        start = end
    table.add_row(Text("Sum", style="bold"), _signed(start), _line(zero, width), Text(_odds(start), style="dim"))
    console.print(Padding(table, (1, 0, 0, 2)))


def _ends(steps: "tuple[Step, ...]") -> list[float]:
    """The running sum of bits after each step."""
    sums: list[float] = []
    for step in steps:
        sums.append((sums[-1] if sums else 0.0) + step.bits)
    return sums


def _drawn(places: tuple[int, ...], zero: int, width: int, bits: float) -> Text:
    """A bar between two places of a line of `width` columns, and the line of even odds at `zero`."""
    line = _line(zero, width)
    if abs(bits) < _SEEN:
        return line
    first, last = min(places), max(places)
    plain = line.plain[:first] + "█" * (last - first + 1) + line.plain[last + 1 :]
    drawn = Text(plain)
    drawn.stylize("green" if bits > 0 else "red", first, last + 1)
    return drawn


def _line(zero: int, width: int) -> Text:
    return Text(" " * zero + "│" + " " * (width - zero - 1), style="dim")


def _finding(step: "Step") -> Text:
    """What was found, and the two values that it was found in."""
    text = Text(clean(step.finding))
    if step.ours or step.theirs:
        both = step.ours if step.ours == step.theirs else f"{step.ours or '–'} ↔ {step.theirs or '–'}"
        text.append(f"\n{clean(both)}", style="dim")
    return text


def _signed(bits: float) -> Text:
    """Bits with their sign; nothing where they are nothing."""
    if abs(bits) < _SEEN:
        return Text("")
    return Text(f"{bits:+.1f}".replace("-", "−"), style="green" if bits > 0 else "red")


def _odds(bits: float) -> str:
    """Log-odds in bits as people bet: '24 to 1 for it'."""
    odds = 2.0 ** min(abs(bits), 40.0)
    shown = f"{odds:,.1f}" if odds < 10 else f"{float(f'{odds:.2g}'):,.0f}"
    return f"bits: {shown} to 1 {'for' if bits >= 0 else 'against'} it"


def percent(probability: float) -> str:
    """A probability as people read it; what is not certain is never called 100 %, nor what is possible 0 %."""
    if 0.995 <= probability < 1:
        return "> 99 %"
    if 0 < probability < 0.005:
        return "< 1 %"
    return f"{probability:.0%}".replace("%", " %")
