"""Comparisons of the two names: each a documented function of their alignment and one line in `NAME_COMPARISONS`.

Weights are shipped: fitted on labelled pairs, additive, in levels. Information is in nats; 11.5 is a word that no other
account has, 4 a word that one name in a hundred has.
"""

import numpy as np

from mutuals.matching.comparison import Comparison, Level
from mutuals.matching.name_pairs import Alignment
from mutuals.matching.pairs import Levels, Reals

SHARED_STEPS = (0.01, 3.0, 5.0, 7.0, 8.5, 10.0, 11.2, 13.0, 16.0, 20.0, 26.0)
REST_STEPS = (0.01, 1.5, 3.0, 4.5, 6.0, 7.5, 9.0, 10.5, 12.0, 16.0, 21.0)
OPENING_STEPS = (0.01, 3.0, 5.0, 7.0, 8.5, 10.0, 11.2, 13.0, 16.0, 20.0)
SPELLING_STEPS = (0.35, 0.45, 0.55, 0.65, 0.72, 0.79, 0.85, 0.9, 0.94, 0.97, 0.9999)
GENERIC, HALF_GENERIC = 1.0, 3.0
NEAR_STEPS = (0.65, 0.75, 0.9)


def _step(values: Reals, steps: tuple[float, ...]) -> Levels:
    return np.searchsorted(np.array(steps, np.float32), values, side="right").astype(np.uint8)


def name_spelling(names: Alignment) -> Levels:
    """How alike the whole names are letter by letter, without spaces and legal form."""
    return _step(names.spelling, SPELLING_STEPS)


def name_shared(names: Alignment) -> Levels:
    """How rare the words are that both names have: two names that share a rare word seldom do so by chance."""
    return _step(names.shared, SHARED_STEPS)


def name_left_over(names: Alignment) -> Levels:
    """How telling the words are that the name with more of its own has and the other lacks."""
    return _step(np.where(names.other_script, 0, names.rest_more), REST_STEPS)


def name_both_differ(names: Alignment) -> Levels:
    """How telling the words are that *each* name has for itself: a difference on both sides separates companies."""
    return _step(np.where(names.other_script, 0, names.rest_less), REST_STEPS)


def name_near_words(names: Alignment) -> Levels:
    """Whether words that are not equal are nearly so: a plural, one or two letters changed, or cut short."""
    return (3 - _step(names.nearest, NEAR_STEPS)).astype(np.uint8)


def name_first_word(names: Alignment) -> Levels:
    """Whether the first words agree: they most often carry the brand."""
    return names.first


def name_opening(names: Alignment) -> Levels:
    """How rare the words are that both names begin with, one after the other: brands stand in front."""
    return _step(names.opening, OPENING_STEPS)


def name_numerals(names: Alignment) -> Levels:
    """Whether numerals and series agree: No. 5 is not No. 9, Fund II is not Fund III."""
    return names.numerals


def name_places(names: Alignment) -> Levels:
    """Whether countries and regions named in the names agree; one on one side only is how subsidiaries are named."""
    return names.places


def name_cities(names: Alignment) -> Levels:
    """Whether a name carries a word of its own city that the other lacks: branches and local companies are named so."""
    return names.cities


def name_generic(names: Alignment) -> Levels:
    """Where the names agree, whether what they share is only common words (First National Bank, City Council): then
    many companies have that name."""
    agree = names.spelling >= SPELLING_STEPS[-3]
    return np.select([~agree, names.distinctive < GENERIC, names.distinctive < HALF_GENERIC], [0, 2, 1], 0).astype(
        np.uint8
    )


def name_order(names: Alignment) -> Levels:
    """Whether both names have the same words in another order."""
    return names.reordered.astype(np.uint8)


def name_acronym(names: Alignment) -> Levels:
    """Whether one name is the initials of the other."""
    return (names.acronym & (names.spelling < 1)).astype(np.uint8)


def legal_form(names: Alignment) -> Levels:
    """Whether the legal forms agree (Limited and Ltd do; GmbH and AG do not)."""
    left, right = names.forms
    return np.select([(left < 0) & (right < 0), (left < 0) | (right < 0), left == right], [0, 1, 2], 3).astype(np.uint8)


def _steps(said: str, steps: tuple[float, ...], unit: str = "") -> tuple[Level, ...]:
    """Levels of a graded answer: below the first step, and from each step on."""
    graded = [Level(f"from_{step:g}", f"{said} {step:g}{unit} or more") for step in steps]
    return (Level(f"below_{steps[0]:g}", f"{said} less than {steps[0]:g}{unit}"), *graded)


NAME_COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "name_spelling", "Spelling", name_spelling, _steps("spelling alike to", SPELLING_STEPS), learned=False, order=1
    ),
    Comparison(
        "name_shared",
        "Shared words",
        name_shared,
        _steps("shared words worth", SHARED_STEPS, " nats"),
        learned=False,
        order=1,
    ),
    Comparison(
        "name_left_over",
        "Words left over",
        name_left_over,
        _steps("words of one name alone, worth", REST_STEPS, " nats"),
        learned=False,
        order=-1,
    ),
    Comparison(
        "name_both_differ",
        "Words left over on both sides",
        name_both_differ,
        _steps("each has words of its own, worth", REST_STEPS, " nats"),
        learned=False,
        order=-1,
    ),
    Comparison(
        "name_near_words",
        "Nearly equal words",
        name_near_words,
        (
            Level("none", ""),
            Level("edit", "a word differs by a letter"),
            Level("two_edits", "a word differs by two letters"),
            Level("cut_short", "a word is cut short"),
        ),
        learned=False,
    ),
    Comparison(
        "name_first_word",
        "First word",
        name_first_word,
        (
            Level("differs", "first words differ"),
            Level("near", "first words nearly equal"),
            Level("same", "first words equal"),
        ),
        learned=False,
        order=1,
    ),
    Comparison(
        "name_opening",
        "Opening words",
        name_opening,
        _steps("begin with the same words, worth", OPENING_STEPS, " nats"),
        learned=False,
        order=1,
    ),
    Comparison(
        "name_numerals",
        "Numerals",
        name_numerals,
        (
            Level("none", ""),
            Level("same", "numerals agree"),
            Level("one_side", "a numeral on one side only"),
            Level("differ", "numerals differ"),
        ),
        learned=False,
    ),
    Comparison(
        "name_places",
        "Countries in the name",
        name_places,
        (
            Level("none", ""),
            Level("same", "countries in the names agree"),
            Level("one_side", "a country in one name only"),
            Level("differ", "countries in the names differ"),
        ),
        learned=False,
    ),
    Comparison(
        "name_cities",
        "Own city in the name",
        name_cities,
        (
            Level("none", ""),
            Level("same", "cities in the names agree"),
            Level("one_side", "a city in one name only"),
            Level("differ", "cities in the names differ"),
        ),
        learned=False,
    ),
    Comparison(
        "name_generic",
        "Common names",
        name_generic,
        (Level("no", ""), Level("half", "a rather common name"), Level("yes", "a name of common words only")),
        learned=False,
    ),
    Comparison(
        "name_order",
        "Word order",
        name_order,
        (Level("same", ""), Level("differs", "same words in another order")),
        learned=False,
    ),
    Comparison(
        "name_acronym",
        "Acronym",
        name_acronym,
        (Level("no", ""), Level("yes", "one name is the initials of the other")),
        learned=False,
    ),
    Comparison(
        "legal_form",
        "Legal form",
        legal_form,
        (
            Level("none", ""),
            Level("one_side", "legal form on one side only"),
            Level("same", "legal forms agree"),
            Level("differ", "legal forms differ"),
        ),
        learned=False,
    ),
)
