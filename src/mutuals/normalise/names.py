"""Company names → distinctive words, legal form, numerals and places, apart from each other.

A name is cut into *variants* where it names two (X trading as Y, X formerly Y); each variant into words, each of one
kind. Nothing that may be evidence is thrown away: legal forms, numerals and places are kept apart, not removed.
"""

import html
from dataclasses import dataclass

import polars as pl

from mutuals.normalise.folding import fold
from mutuals.normalise.legal_form_phrases import PHRASES, UNSPACED_FORMS
from mutuals.normalise.legal_form_words import ANYWHERE, LEADING
from mutuals.normalise.legal_forms import canonical_forms, form_words
from mutuals.normalise.words import (
    ABBREVIATIONS,
    CONNECTIVES,
    FUNCTION_WORDS,
    LAST_NUMERALS,
    NUMBER_SIGNS,
    NUMERAL_PHRASES,
    NUMERALS,
    ORDINALS,
    PLACEHOLDERS,
    place_words,
)

WORD_KINDS = pl.Enum(["word", "function", "numeral", "place"])
"""word: distinctive or generic; function: grammar; numeral: a figure; place: a country or a region of the world."""

DIGRAPHS = r"(a)[ae]|(o)e|(u)e"
"""Umlauts written out (Mueller, Oel, Aarhus) are compared as their vowel alone, like the umlauts themselves."""

_SECOND_NAME = (
    r"[\s(\[,;-]+(?:t/a|t/as|trading as|d/?b/?a|doing business as|a/?k/?a|a\.k\.a|also known as|f/?k/?a|"
    r"formerly(?: known as)?|previously(?: known as)?|h/o|bifirma|nombre comercial|nome fantasia|vormals|"
    r"ehemals|früher|anciennement|antes|ex)[\s.:-]+"
)
_NOISE = (
    r"[\s(\[*#!/–—-]+(?:do ?n[o']t use|do not contact|duplicate|dup|old|inactive|inaktiv|inactif|inactivo|closed|"
    r"obsolete|test|use other|delete|parent account|key account|en liquidaci[oó]n|in liquidation|in liquidazione|"
    r"i\.? ?l\.?|in insolvenz|(?:attn|z\. ?hd|c/o)\b.*)\s*[)\]*#!]*\s*$"
)
_NOISE_BEFORE = (
    r"^\s*(?:[*#!\[(]+\s*(?:duplicate|dup|old|new|inactive|inaktiv|test|do not use)\s*[*#!\])]+|new:|old:|"
    r"z{2,}[_ -]+|x{2,}[_ -]+)\s*"
)
_ADDRESS = r"^(?:https?://)?(?:www\.|[^@\s/]+@)?([\w-]{2,})(?:\.[a-z]{2,6}){1,2}/?$"
_STATE_SUFFIX = r"[/\\]\s*[a-z]{2,3}\s*[/\\]?\s*$"
_FOREIGN = r"[^\p{Latin}\p{Common}\p{Inherited}]"
_INITIALS = r"\b([a-z])\.\s?([a-z])\b(?:\.\s?([a-z])\b)?(?:\.\s?([a-z])\b)?\.?"


@dataclass(frozen=True)
class Names:
    """The names of one list, taken apart.

    `variants`: variant (UInt32), row (UInt32), text (core words in order), squashed (no spaces), bag (UInt64, the same
    for the same core words in any order), acronym, form (legal forms, sorted), foreign (written in another script than
    Latin). `words`: variant, position (UInt16), word, kind (`WORD_KINDS`),
    in the order of variant and position, without legal forms and connectives.
    """

    variants: pl.DataFrame
    words: pl.DataFrame


def take_apart(names: pl.Series) -> Names:
    """Take every name apart; row *i* is the *i*-th name. Rows whose name has no letter or digit have no variant."""
    lower = _clean(names)
    variants = (
        pl.DataFrame({"row": pl.int_range(len(lower), dtype=pl.UInt32, eager=True), "text": lower})
        .drop_nulls("text")
        .with_columns(pl.col("text").str.replace_all(_SECOND_NAME, "\x1f").str.split("\x1f"))
        .explode("text")
    )
    variants = variants.with_columns(text=_ascii(variants["text"]), foreign=pl.col("text").str.contains(_FOREIGN))
    variants = variants.filter((pl.col("text") != "") & ~pl.col("text").is_in(list(PLACEHOLDERS)))
    variants = variants.with_columns(variant=pl.int_range(pl.len(), dtype=pl.UInt32))
    words = _words(variants)
    kept = words.filter(pl.col("form").is_null())
    return Names(_variants(variants, words, kept), kept.select("variant", "position", "word", "kind"))


def _clean(names: pl.Series) -> pl.Series:
    """Lower case; entities decoded; notes such as '(old)', '- DO NOT USE' dropped; forms in rigour's short spelling."""
    lower = names.cast(pl.String).str.replace_all("[®™©]", " ").str.strip_chars()
    coded = (lower.str.contains("&", literal=True) & lower.str.contains(";", literal=True)).fill_null(value=False)
    entities = coded.arg_true()
    if len(entities):
        decoded = [html.unescape(name) for name in lower.gather(entities).to_list()]
        lower = lower.clone().scatter(entities, pl.Series(decoded, dtype=pl.String))
    lower = lower.str.normalize("NFKC").str.to_lowercase()
    foreign = (lower.str.len_bytes() != lower.str.len_chars()).arg_true()
    if len(foreign):
        spaced = lower.gather(foreign).str.replace_many(_by_length(UNSPACED_FORMS), leftmost=True)
        lower = lower.clone().scatter(foreign, spaced)
    lower = lower.str.replace(_NOISE_BEFORE, "").str.replace(_NOISE, "").str.replace(_STATE_SUFFIX, "")
    lower = lower.str.replace(_ADDRESS, "${1}")
    native = lower.str.contains(_FOREIGN).fill_null(value=False).arg_true()
    return lower.scatter(native, canonical_forms(lower.gather(native))) if len(native) else lower


def _ascii(text: pl.Series) -> pl.Series:
    """Folded words with single spaces, phrases (forms, places, numerals) made one word each."""
    plain = (
        fold(text)
        .str.replace_all("['`´’]", "")
        .str.replace_all(r"[&+]", " and ")
        .str.replace_all(_INITIALS, "${1}${2}${3}${4} ")
        .str.replace_all(r"[^a-z0-9]+", "  ")
    )
    phrases = _by_length({**PHRASES, **place_words()[1], **NUMERAL_PHRASES})
    padded = {f" {old.replace(' ', '  ')} ": f" {new.replace(' ', '  ')} " for old, new in phrases.items()}
    whole = pl.select(pl.concat_str(pl.lit(" "), pl.lit(plain.str.strip_chars()), pl.lit(" "))).to_series()
    folded = whole.str.replace_many(padded, leftmost=True).str.replace_all(" +", " ").str.strip_chars()
    return canonical_forms(folded).str.replace_all(r"[^a-z0-9]+", " ").str.strip_chars()


def _by_length(table: dict[str, str]) -> dict[str, str]:
    """The table with the longest keys first, so that the longest phrase wins."""
    return dict(sorted(table.items(), key=lambda item: (-len(item[0]), item[0])))


def _vocabulary(words: pl.Series) -> pl.DataFrame:
    """Every distinct word with what it is wherever it stands: its spelling, legal form, kind."""
    distinct = words.unique().sort()
    places = place_words()[0]
    spelt = distinct.replace(ABBREVIATIONS | ORDINALS)
    spelt = spelt.zip_with(distinct.is_in(list(places)), spelt.str.replace_all(DIGRAPHS, "${1}${2}${3}"))
    numeral = distinct.replace_strict(NUMERALS, default=None, return_dtype=pl.String)
    figure = distinct.str.extract(r"^0*(\d+)(?:st|nd|rd|th)?$")
    ordinal = distinct.is_in(list(ORDINALS))
    return pl.DataFrame(
        {
            "raw": distinct,
            "spelt": spelt,
            "legal": form_words(distinct).set(distinct.is_in(list(NUMERALS)), None),
            "number": pl.select(pl.coalesce(pl.lit(figure), pl.lit(numeral))).to_series().set(ordinal, None),
            "letter": distinct.replace_strict(LAST_NUMERALS, default=None, return_dtype=pl.String),
            "place": distinct.is_in(list(places)),
            "function": distinct.is_in(list(FUNCTION_WORDS)),
            "joins": distinct.is_in(list(CONNECTIVES)),
            "sign": distinct.is_in(list(NUMBER_SIGNS)),
            "anywhere": distinct.is_in(list(ANYWHERE)),
            "leading": distinct.is_in(list(LEADING)),
        }
    )


def _words(variants: pl.DataFrame) -> pl.DataFrame:
    """Long table (variant, position, word, kind, form): one row a word, its kind decided by where it stands."""
    long = variants.select("variant", raw=pl.col("text").str.split(" ")).explode("raw")
    long = long.join(_vocabulary(long["raw"]), on="raw", how="left", maintain_order="left")
    start = pl.col("variant") != pl.col("variant").shift(1)
    first = start.fill_null(value=True)
    last = (pl.col("variant") != pl.col("variant").shift(-1)).fill_null(value=True)
    index = pl.int_range(pl.len(), dtype=pl.UInt32)
    content = pl.col("legal").is_null() & ~pl.col("place") & ~pl.col("joins")
    long = long.with_columns(index=index, first=first, last=last, content=content)
    end = pl.when("content").then("index").max().over("variant")
    long = long.with_columns(end=end)
    trailing = pl.col("index") > pl.col("end")
    is_form = pl.col("legal").is_not_null() & pl.col("end").is_not_null()
    is_form &= trailing | pl.col("anywhere") | (pl.col("first") & pl.col("leading") & ~pl.col("last"))
    long = long.with_columns(form=pl.when(is_form).then("legal"))
    closing = (pl.col("index") == pl.col("end")) & ~pl.col("first")
    number = pl.coalesce("number", pl.when(closing).then("letter"))
    long = long.with_columns(number=number)
    edge = (pl.col("first") | pl.col("last")) & (pl.col("raw") != "the")
    joins = pl.col("joins") & pl.col("form").is_null() & ~edge & ~(pl.col("first") & pl.col("last"))
    drop = joins | (pl.col("sign") & pl.col("number").shift(-1).is_not_null() & ~pl.col("last"))
    kind = (
        pl.when(pl.col("number").is_not_null())
        .then(pl.lit("numeral"))
        .when("place")
        .then(pl.lit("place"))
        .when("function")
        .then(pl.lit("function"))
        .otherwise(pl.lit("word"))
    )
    word = pl.coalesce("number", "spelt")
    position = (pl.col("index") - pl.col("index").min().over("variant")).cast(pl.UInt16)
    return long.filter(~drop).select("variant", position=position, word=word, kind=kind.cast(WORD_KINDS), form="form")


def _variants(variants: pl.DataFrame, words: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """One row a variant with its texts put together again from its words."""
    initial = pl.when(pl.col("kind") == "function").then(pl.lit("")).otherwise(pl.col("word").str.slice(0, 1))
    joined = (
        kept.select("variant", "word", initial=initial, hash=pl.col("word").hash(seed=0))
        .group_by("variant", maintain_order=True)
        .agg("word", "initial", bag=pl.col("hash").sum())
        .select(
            "variant",
            "bag",
            text=pl.col("word").list.join(" "),
            squashed=pl.col("word").list.join(""),
            acronym=pl.col("initial").list.join(""),
        )
    )
    forms = (
        words.drop_nulls("form")
        .select("variant", "form")
        .unique()
        .sort("variant", "form")
        .group_by("variant", maintain_order=True)
        .agg("form")
        .with_columns(pl.col("form").list.join(" "))
    )
    return (
        variants.select("variant", "row", "foreign")
        .join(joined, on="variant", how="inner", maintain_order="left")
        .join(forms, on="variant", how="left", maintain_order="left")
    )
