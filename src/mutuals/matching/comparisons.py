"""The table of comparisons: everything that two accounts are compared in."""

from mutuals.matching.comparison import Comparison
from mutuals.matching.field_comparisons import FIELD_COMPARISONS
from mutuals.matching.name_comparisons import NAME_COMPARISONS

COMPARISONS: tuple[Comparison, ...] = NAME_COMPARISONS + FIELD_COMPARISONS
"""Every comparison, names first; the order of the evidence. A new one is a function and a line in one of the two."""
