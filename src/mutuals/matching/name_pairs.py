"""Names of candidate pairs aligned word by word: what they share, what is left over, and how near the rest is."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from mutuals.matching.information import word_information
from mutuals.matching.pairs import Codes, Flags, Reals, code_together
from mutuals.matching.surroundings import Surroundings
from mutuals.normalise.countries import countries
from mutuals.normalise.names import WORD_KINDS, Names, take_apart

MAX_WORDS = 12
"""Words of a name that are aligned; the rest of longer names counts in its spelling only."""

WORD, FUNCTION, NUMERAL, PLACE = (
    WORD_KINDS.categories.to_list().index(k) for k in ("word", "function", "numeral", "place")
)
CITY = 4
"""A word of the name that is also a word of the account's own city."""

CREDIT_INFLECTION, CREDIT_ONE, CREDIT_TWO, CREDIT_ABBREVIATION = 0.98, 0.85, 0.7, 0.75
"""How much of a word's information counts as shared when the other side has it as plural, with one letter or two
letters changed, or cut short."""


COMMON = 8.2
"""Words of less information (nats) are known words: two of them are two words, not one misspelt (Steel and Seal)."""

DISTINCTIVE = 7.0
"""Information (nats) of a word beyond which it distinguishes a company from others of its trade and place."""

OTHER_SCRIPT = 0.6
"""Spelling below which names in two scripts are held to be not comparable rather than different."""


SAME_WORDS = 0.985
"""Spelling of two names that differ only in the countries, cities or numerals they name."""


@dataclass(frozen=True)
class NameSide:
    """One list's name variants as arrays: words (variants × `MAX_WORDS`, codes, -1 padding) and their kinds, how many
    words there are (`width`), and hashes of the whole name and of its initials (0 for fewer than three)."""

    rows: NDArray[np.uint32]
    words: Codes
    kinds: NDArray[np.uint8]
    width: NDArray[np.uint8]
    squashed: NDArray[np.object_]
    whole: NDArray[np.uint64]
    acronym: NDArray[np.uint64]
    bag: NDArray[np.uint64]
    form: Codes
    foreign: Flags


@dataclass(frozen=True)
class NameTables:
    """Both lists' names over one vocabulary; `information` (nats, a 0 for padding at the end) and `text` by word
    code, with its `length` in letters and whether it has `figures`; `forms` by form code."""

    left: NameSide
    right: NameSide
    text: pl.Series
    information: Reals
    length: NDArray[np.int32]
    figures: Flags
    forms: pl.Series


@dataclass(frozen=True)
class Alignment:
    """What the names of pairs of variants share and do not; arrays, one entry a pair; information in nats."""

    shared: Reals
    rest_more: Reals
    rest_less: Reals
    nearest: Reals
    numerals: NDArray[np.uint8]
    places: NDArray[np.uint8]
    cities: NDArray[np.uint8]
    opening: Reals
    first: NDArray[np.uint8]
    spelling: Reals
    distinctive: Reals
    other_script: Flags
    reordered: Flags
    acronym: Flags
    forms: tuple[Codes, Codes]


def name_tables(
    left: Names,
    right: Names,
    cities: tuple[pl.Series, pl.Series],
    *,
    stop_words: frozenset[str] = frozenset(),
    around: Surroundings | None = None,
) -> NameTables:
    """Lay both lists' names out as arrays. `cities` are the normalised cities by row of either list; `stop_words`,
    spelt as in any name, carry no information. How rare words are is counted in these lists, or in what is `around`."""
    spelt = spelt_words(left, right)
    code_left, code_right, text = code_together(spelt[0]["word"], spelt[1]["word"])
    if around is None:
        counts = sum(np.bincount(code[code >= 0], minlength=len(text)) for code in (code_left, code_right))
        information = word_information(text, np.asarray(counts), left.variants.height + right.variants.height)
    else:
        information = word_information(text, around.word_counts(text), around.names)
    if stop_words:
        stopped = take_apart(pl.Series(sorted(stop_words), dtype=pl.String)).words["word"]
        information[text.is_in(stopped.implode()).to_numpy()] = 0
    form_left, form_right, forms = code_together(left.variants["form"], right.variants["form"])
    sides = [
        _side(names.variants, words.with_columns(code=pl.Series(code)), city, form)
        for names, words, code, city, form in (
            (left, spelt[0], code_left, cities[0], form_left),
            (right, spelt[1], code_right, cities[1], form_right),
        )
    ]
    length = np.append(text.str.len_bytes().cast(pl.Int32).to_numpy(), 0).astype(np.int32)
    figures = text.str.contains(r"\d").to_numpy()
    return NameTables(sides[0], sides[1], text, np.append(information, np.float32(0)), length, figures, forms)


def spelt_words(*lists: Names) -> list[pl.DataFrame]:
    """The words of each list with place words by country code, so that Deutschland meets Germany; regions of the world
    stay as they are."""
    places = pl.concat([names.words.filter(pl.col("kind") == "place")["word"] for names in lists]).unique().sort()
    known = zip(places.to_list(), countries(places).str.to_lowercase().to_list(), strict=True)
    codes = {word: f"country {code}" for word, code in known if code}
    place = pl.when(pl.col("kind") == "place").then(pl.col("word").replace(codes)).otherwise("word")
    return [names.words.with_columns(word=place) for names in lists]


def _side(variants: pl.DataFrame, words: pl.DataFrame, city: pl.Series, form: Codes) -> NameSide:
    """Variants, and their words (variant, code, kind), as arrays."""
    index = pl.DataFrame({"variant": variants["variant"], "row": variants["row"]}).with_row_index("at")
    words = words.join(index, on="variant", how="inner", maintain_order="left")
    own_city = (
        city.to_frame("word")
        .with_row_index("row")
        .drop_nulls()
        .with_columns(pl.col("word").str.split(" "))
        .explode("word")
    ).unique()
    in_city = words.join(own_city.with_columns(city=True), on=["row", "word"], how="left", maintain_order="left")[
        "city"
    ]
    at = words["at"].to_numpy()
    slot = np.arange(len(at)) - np.searchsorted(at, at)
    kept = slot < MAX_WORDS
    kind = words["kind"].to_physical().to_numpy().astype(np.uint8)
    kind[(in_city.fill_null(value=False).to_numpy()) & (kind == WORD)] = CITY
    coded = np.full((variants.height, MAX_WORDS), -1, np.int32)
    kinds = np.full((variants.height, MAX_WORDS), 255, np.uint8)
    coded[at[kept], slot[kept]] = words["code"].to_numpy()[kept]
    kinds[at[kept], slot[kept]] = kind[kept]
    return NameSide(
        rows=variants["row"].to_numpy(),
        words=coded,
        kinds=kinds,
        width=(coded >= 0).sum(axis=1).astype(np.uint8),
        squashed=np.array(variants["squashed"].to_list(), dtype=object),
        whole=variants["squashed"].hash(seed=0).to_numpy(),
        acronym=variants["acronym"].hash(seed=0).set(variants["acronym"].str.len_bytes() < 3, 0).to_numpy(),
        bag=variants["bag"].to_numpy(),
        form=form,
        foreign=variants["foreign"].to_numpy(),
    )


def align(tables: NameTables, left: NDArray[np.uint32], right: NDArray[np.uint32]) -> Alignment:
    """Align the names of the pairs (variant `left[i]` of ours with variant `right[i]` of theirs)."""
    a, b = tables.left, tables.right
    width = max(int(a.width[left].max(initial=1)), int(b.width[right].max(initial=1)))
    words_a, words_b = a.words[left, :width], b.words[right, :width]
    kinds_a, kinds_b = a.kinds[left, :width], b.kinds[right, :width]
    squashed_a, squashed_b = a.squashed[left], b.squashed[right]
    spelling = _likeness(squashed_a, squashed_b)
    equal = (words_a[:, :, None] == words_b[:, None, :]) & (words_a >= 0)[:, :, None]
    credit_a, credit_b = equal.any(axis=2).astype(np.float32), equal.any(axis=1).astype(np.float32)
    nearest = _near_words(tables, words_a, words_b, (kinds_a, kinds_b), (credit_a, credit_b))
    same = spelling >= 1
    credit_a[same], credit_b[same] = 1, 1
    counts_a, counts_b = (kinds_a != FUNCTION) & (words_a >= 0), (kinds_b != FUNCTION) & (words_b >= 0)
    lengths = (np.where(counts_a, tables.length[words_a], 0), np.where(counts_b, tables.length[words_b], 0))
    every = _aligned(lengths, (credit_a, credit_b))
    telling = _aligned((lengths[0] * (kinds_a == WORD), lengths[1] * (kinds_b == WORD)), (credit_a, credit_b))
    spelling = np.maximum(spelling, np.maximum(every, np.minimum(telling, SAME_WORDS)))
    weight_a, weight_b = tables.information[words_a], tables.information[words_b]
    rest_a = ((1 - credit_a) * weight_a * (kinds_a == WORD)).sum(axis=1)
    rest_b = ((1 - credit_b) * weight_b * (kinds_b == WORD)).sum(axis=1)
    shared = np.minimum((credit_a * weight_a * counts_a).sum(axis=1), (credit_b * weight_b * counts_b).sum(axis=1))
    opens = np.cumprod((words_a == words_b) & (words_a >= 0), axis=1)
    first_equal = words_a[:, 0] == words_b[:, 0]
    first_near = (credit_a[:, 0] > 0) & (credit_b[:, 0] > 0)
    return Alignment(
        shared=shared,
        rest_more=np.maximum(rest_a, rest_b),
        rest_less=np.minimum(rest_a, rest_b),
        nearest=nearest,
        numerals=_agreement(credit_a, credit_b, kinds_a == NUMERAL, kinds_b == NUMERAL),
        places=_agreement(credit_a, credit_b, kinds_a == PLACE, kinds_b == PLACE),
        cities=_agreement(credit_a, credit_b, kinds_a == CITY, kinds_b == CITY),
        opening=(opens * weight_a * counts_a).sum(axis=1),
        first=np.where(first_equal, 2, np.where(first_near, 1, 0)).astype(np.uint8),
        spelling=spelling,
        distinctive=(credit_a * np.maximum(weight_a - DISTINCTIVE, 0) * (counts_a & (kinds_a != NUMERAL))).sum(axis=1),
        other_script=(a.foreign[left] != b.foreign[right]) & (spelling < OTHER_SCRIPT),
        reordered=(a.bag[left] == b.bag[right]) & ~same,
        acronym=_initials(a.acronym[left], b.whole[right]) | _initials(b.acronym[right], a.whole[left]),
        forms=(a.form[left], b.form[right]),
    )


def _likeness(left: NDArray[np.object_], right: NDArray[np.object_]) -> Reals:
    """How alike two names are letter by letter, 0 to 1 (insertions and deletions over the length of both)."""
    scores: Reals = process.cpdist(left, right, scorer=Indel.normalized_similarity, dtype=np.float32, workers=1)
    return scores


def _aligned(lengths: tuple[Codes, Codes], credit: tuple[Reals, Reals]) -> Reals:
    """Share of the letters of both names that stand in words the other has too, by the credit of each word; `lengths`
    are those of the words that count."""
    matched = (credit[0] * lengths[0]).sum(axis=1) + (credit[1] * lengths[1]).sum(axis=1)
    total = lengths[0].sum(axis=1) + lengths[1].sum(axis=1)
    share: Reals = (matched / np.maximum(total, 1)).astype(np.float32)
    return share


def _near_words(
    tables: NameTables,
    words_a: Codes,
    words_b: Codes,
    kinds: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    credit: tuple[Reals, Reals],
) -> Reals:
    """Give credit in place to words left over on both sides that are nearly the same; return the least credit given."""
    nearest = np.ones(len(words_a), np.float32)
    open_a = (credit[0] == 0) & ((kinds[0] == WORD) | (kinds[0] == CITY))
    open_b = (credit[1] == 0) & ((kinds[1] == WORD) | (kinds[1] == CITY))
    both = np.flatnonzero(open_a.any(axis=1) & open_b.any(axis=1))
    pair, i, j = np.nonzero(open_a[both][:, :, None] & open_b[both][:, None, :])
    pair = both[pair]
    code_a, code_b = words_a[pair, i], words_b[pair, j]
    given = _word_credit(tables, code_a, code_b)
    hit = given > 0
    pair, i, j, given = pair[hit], i[hit], j[hit], given[hit]
    np.maximum.at(credit[0], (pair, i), given)
    np.maximum.at(credit[1], (pair, j), given)
    np.minimum.at(nearest, pair, given)
    return nearest


def _word_credit(tables: NameTables, left: Codes, right: Codes) -> Reals:
    """Credit for each pair of word codes: how nearly the two are one word; 0 where they are not."""
    size = len(tables.text)
    low, high = np.minimum(left, right).astype(np.int64), np.maximum(left, right)
    distinct, inverse = np.unique(low * size + high, return_inverse=True)
    first, second = distinct // size, distinct % size
    shorter = np.minimum(tables.length[first], tables.length[second])
    gap = np.abs(tables.length[first] - tables.length[second])
    frame = pl.DataFrame({"one": tables.text.gather(first), "two": tables.text.gather(second)})
    one, two = pl.col("one"), pl.col("two")
    begins = frame.select(one.str.starts_with(two) | two.str.starts_with(one)).to_series().to_numpy()
    plural = frame.select((one + "s" == two) | (two + "s" == one)).to_series().to_numpy()
    known = (tables.information[first] < COMMON) & (tables.information[second] < COMMON)
    edits = _edits(frame, (shorter >= 3) & (gap <= 2) & ~known & ~tables.figures[first] & ~tables.figures[second])
    credit: Reals = np.select(
        [
            plural & (shorter >= 3),
            (edits == 1) & (shorter >= 4),
            (edits <= 2) & (shorter >= 7),
            begins & (shorter >= 3),
        ],
        [CREDIT_INFLECTION, CREDIT_ONE, CREDIT_TWO, CREDIT_ABBREVIATION],
        0.0,
    ).astype(np.float32)
    return credit[inverse]


def _edits(words: pl.DataFrame, where: Flags) -> NDArray[np.int32]:
    """Letters to change, swap, add or drop between the words `one` and `two`; 9 outside `where` and past two."""
    edits = np.full(words.height, 9, np.int32)
    index = np.flatnonzero(where)
    one, two = words["one"].gather(index).to_list(), words["two"].gather(index).to_list()
    edits[index] = process.cpdist(one, two, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=1)
    return edits


def _agreement(credit_a: Reals, credit_b: Reals, is_a: Flags, is_b: Flags) -> NDArray[np.uint8]:
    """0 none on either side, 1 all met, 2 left over on one side only, 3 left over on both."""
    over_a, over_b = (is_a & (credit_a == 0)).any(axis=1), (is_b & (credit_b == 0)).any(axis=1)
    some = is_a.any(axis=1) | is_b.any(axis=1)
    return np.where(over_a & over_b, 3, np.where(over_a | over_b, 2, np.where(some, 1, 0))).astype(np.uint8)


def _initials(acronym: NDArray[np.uint64], whole: NDArray[np.uint64]) -> Flags:
    """Whether the initials of one name are the whole of the other."""
    same: Flags = (acronym == whole) & (acronym != 0)
    return same
