"""Legal forms: which words of a name say what kind of company it is, in one spelling each.

The bulk comes from rigour (organisation types of OCCRP, ISO 20275 and Wikipedia, in native scripts); the tables in
`legal_form_phrases.py` and `legal_form_words.py` add what it lacks or keeps apart. A form is evidence (Ltd v. GmbH),
never part of the distinctive name.
"""

import polars as pl
from rigour.names import remove_org_types, replace_org_types_compare

from mutuals.normalise.legal_form_words import FORMS


def canonical_forms(names: pl.Series) -> pl.Series:
    """`names` (lower case, native script) with rigour's organisation types each rewritten to its short spelling.

    rigour takes one string a call (about 1.2 µs), so this is the one place that visits names one by one; it sees
    distinct names only.
    """
    distinct = names.unique().drop_nulls()
    rewritten = [replace_org_types_compare(name) for name in distinct.to_list()]
    changed = pl.DataFrame({"old": distinct, "new": pl.Series(rewritten, dtype=pl.String)})
    return names.to_frame("old").join(changed, on="old", how="left", maintain_order="left")["new"]


def form_words(words: pl.Series) -> pl.Series:
    """For each distinct folded word the form it is compared as, or null where it is no legal form."""
    known = words.replace_strict(FORMS, default=None, return_dtype=pl.String)
    short = words.set(words.str.len_bytes() > _LONGEST_FORM, None)
    others = [
        word if word is not None and form is None and not remove_org_types(word).strip() else form
        for word, form in zip(short.to_list(), known.to_list(), strict=True)
    ]
    return pl.Series(words.name, others, dtype=pl.String)


_LONGEST_FORM = 12
