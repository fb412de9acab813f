"""What stage and status words say of a deal: open, won or lost."""

import re
from enum import StrEnum
from functools import cache

from mutuals.intake.fields import header_words


class Outcome(StrEnum):
    """How a deal stands."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


OUTCOMES: tuple[tuple[Outcome, tuple[str, ...]], ...] = (
    (
        Outcome.LOST,
        (
            "lost", "closedlost", "dead", "no decision", "abandoned", "cancelled", "canceled", "rejected",
            "disqualified",
            "verloren", "perdu", "perdue", "perdido", "perdida", "perso", "persa", "abgelehnt", "declined", "deleted",
        ),
    ),
    (
        Outcome.WON,
        (
            "won", "closedwon", "gewonnen", "gagne", "gagnee", "ganado", "ganada", "ganho", "ganha", "vinto", "vinta",
            "signed", "contract signed", "booked", "closed booked", "unterzeichnet", "signe", "firmado",
        ),
    ),
    (
        Outcome.OPEN,
        (
            "open", "offen", "ouvert", "ouverte", "abierto", "abierta", "aberto", "aberta", "aperto", "aperta",
            "in progress", "en cours", "en curso", "em andamento", "laufend",
        ),
    ),
)  # fmt: skip
"""The words for each outcome, in the languages of the headers; looked for from the top, as whole words."""


@cache
def outcome(value: str) -> Outcome | None:
    """The outcome that a stage or status says, or None if it says none."""
    words = " ".join(header_words(value))
    return next((one for one, names in OUTCOMES if re.search(rf"\b(?:{'|'.join(names)})\b", words)), None)
