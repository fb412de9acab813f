"""Weights of evidence as bars of text: for to the right, against to the left."""

from rich.text import Text

_HALF = 10
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def bar(bits: float, *, scale: float, half: int = _HALF) -> Text:
    """`bits` as a bar from the middle of `2 * half + 1` columns: `scale` bits fill one half."""
    eighths = min(round(8 * half * abs(bits) / scale), 8 * half)
    whole, rest = divmod(eighths, 8)
    if bits >= 0:
        right = "█" * whole + (_EIGHTHS[rest] if rest else "")
        return Text(" " * half) + Text("│", style="dim") + Text(f"{right:<{half}}", style="green")
    left = ("▐" if rest >= 4 else "") + "█" * whole  # blocks grow from the left only: halves are the finest here
    return Text(f"{left[-half:]:>{half}}", style="red") + Text("│", style="dim") + Text(" " * half)
