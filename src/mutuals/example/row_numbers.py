"""What a list holds as telephone number and as identifiers of a company."""

import numpy as np
import polars as pl

from mutuals.example.dice import Ints, on_some
from mutuals.example.identifiers import duns_numbers, leis, registrations, vat_ids
from mutuals.example.places import phones as phone_numbers
from mutuals.example.rendering import Rendering

_STYLES = {
    "usual": 30,
    "plus": 22,
    "squashed": 12,
    "dots": 12,
    "slash": 10,
    "brackets": 6,
    "together": 6,
    "extension": 2,
}
"""How a telephone number is typed, and how often."""


def phones(r: Rendering) -> pl.Series:
    """Telephone numbers in the many ways in which they are typed."""
    dice, v = r.dice.child("phones"), r.world.vocabulary
    other = phone_numbers(v, r.nation, r.companies["city"].to_numpy(), dice.child("other"))
    elsewhere = (r.moved & dice.chance(r.count, 0.5)) | (r.nation != r.companies["country"].to_numpy())
    changed = dice.chance(r.count, r.dirt.other_phone) | elsewhere
    numbers = on_some(r.world.phones.gather(r.at), changed, pl.col("other"), other=other)
    american = np.isin(r.nation, [v.countries["code"].to_list().index(code) for code in ("US", "CA")])
    style = dice.weighted(r.count, [float(weight) for weight in _STYLES.values()])
    frame = pl.DataFrame({"text": numbers, "american": american, "style": style})
    return r.filled(frame.select(_typed().alias("phone"))["phone"], r.dirt.no_phone, placeholders=True)


def _typed() -> pl.Expr:
    """The number in `text` (country code, area, groups) after its `style`; North America has habits of its own."""
    text, american = pl.col("text"), pl.col("american")
    code, rest = text.str.extract(r"^(\d+) "), text.str.replace(r"^\d+ ", "")
    area, line = rest.str.extract(r"^(\d+) "), rest.str.replace(r"^\d+ ", "")
    together = rest.str.replace_all(" ", "", literal=True)
    trunk = pl.when(american).then(pl.lit("")).otherwise(pl.lit("0"))
    at_home = pl.lit("(") + area + ") " + line.str.replace_all(" ", "-", literal=True)
    typed = {
        "usual": pl.when(american).then(at_home).otherwise("+" + code + " " + rest),
        "plus": "+" + code + " " + area + " " + line.str.replace_all(" ", "", literal=True),
        "squashed": trunk + together,
        "dots": pl.when(american).then(rest.str.replace_all(" ", ".", literal=True)).otherwise("00" + code + together),
        "slash": pl.when(american)
        .then(rest.str.replace_all(" ", "-", literal=True))
        .otherwise(trunk + area + "/" + line),
        "brackets": pl.when(american).then("1-" + rest).otherwise("+" + code + " (0)" + area + " " + line),
        "together": "+" + code + together,
        "extension": trunk + rest + pl.when(american).then(pl.lit(" x201")).otherwise(pl.lit(" ext. 12")),
    }
    whole = together
    for i, style in enumerate(_STYLES):
        whole = pl.when(pl.col("style") == i).then(typed[style]).otherwise(whole)
    return whole


def identifiers(r: Rendering) -> dict[str, pl.Series]:
    """D-U-N-S, LEI, VAT id and register number: mostly missing, now and then with a wrong digit."""
    v, dice, numbers = r.world.vocabulary, r.dice.child("identifiers"), r.dice.of_seed("identifiers")
    country = r.companies["country"].to_numpy().astype(np.int64)
    own = r.nation == country

    def rows(rate: float) -> Ints:
        return np.flatnonzero(own & ~r.shows("renamed") & ~dice.chance(r.count, rate))

    missing = r.dirt.no_identifier
    some = {
        "vat_id": rows(missing),
        "registration_number": rows(missing),
        "duns": rows(missing),
        "lei": rows(r.dirt.no_lei),
    }
    texts = {
        "duns": duns_numbers(r.at[some["duns"]], numbers),
        "lei": leis(r.at[some["lei"]], numbers),
        "vat_id": vat_ids(v, r.at[some["vat_id"]], country[some["vat_id"]], numbers),
        "registration_number": registrations(
            v, r.at[some["registration_number"]], country[some["registration_number"]], numbers
        ),
    }
    nothing = pl.repeat(None, r.count, dtype=pl.String, eager=True)
    columns = {key: nothing.clone().scatter(some[key], text) for key, text in texts.items()}
    return {key: _typed_wrong(r, column.alias(key)) for key, column in columns.items()}


def _typed_wrong(r: Rendering, numbers: pl.Series) -> pl.Series:
    """Identifiers with the last digit but one wrong, with spaces or dashes, or all zeros, in a few rows."""
    dice, text = r.dice.child(f"wrong {numbers.name}"), pl.col("text")
    there = numbers.is_not_null().to_numpy()
    digit = pl.Series(dice.below(r.count, 10)).cast(pl.String)
    wrong = text.str.slice(0, text.str.len_chars() - 2) + pl.col("digit") + text.str.slice(text.str.len_chars() - 1)
    numbers = on_some(numbers, there & dice.chance(r.count, r.dirt.bad_identifier), wrong, digit=digit)
    numbers = on_some(numbers, there & dice.chance(r.count, r.dirt.bad_identifier / 5), pl.lit("000000000"))
    dashed = text.str.replace(r"^(\d\d)(\d{3})(\d{4})$", "$1-$2-$3")
    change = dashed if numbers.name == "duns" else text.str.replace_all(" ", "", literal=True)
    return on_some(numbers, there & dice.chance(r.count, r.dirt.other_identifier), change)
