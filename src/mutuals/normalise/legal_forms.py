"""Legal forms: which words of a name say what kind of company it is, in one spelling each.

The bulk comes from rigour (organisation types of OCCRP, ISO 20275 and Wikipedia, in native scripts); the table below
adds what it lacks or keeps apart. A form is evidence (Ltd v. GmbH), never part of the distinctive name.
"""

import polars as pl
from rigour.names import remove_org_types, replace_org_types_compare

UNSPACED_FORMS: dict[str, str] = {
    "股份有限公司": " colimited ",
    "有限责任公司": " colimited ",
    "有限責任公司": " colimited ",
    "有限公司": " colimited ",
    "株式会社": " kk ",
    "有限会社": " yugen ",
    "合同会社": " godo ",
    "㈱": " kk ",
    "(株)": " kk ",
    "（株）": " kk ",
    "㈲": " yugen ",
    "(有)": " yugen ",
    "주식회사": " kk ",
    "유한회사": " yugen ",
    "㈜": " kk ",
    "(주)": " kk ",
    "（주）": " kk ",
    "集团": " group ",
    "集團": " group ",
    "グループ": " group ",
    "控股": " holding ",
    "ホールディングス": " holding ",
    "그룹": " group ",
}
"""Forms (and the words group and holding) that Chinese, Japanese and Korean names carry without a space."""

PHRASES: dict[str, str] = {
    "kabushiki kaisha": "kk",
    "kabushiki gaisha": "kk",
    "k k": "kk",
    "godo kaisha": "godo",
    "yugen kaisha": "yugen",
    "g k": "godo",
    "s p a": "spa",
    "s r l": "srl",
    "s a r l": "sarl",
    "sa rl": "sarl",
    "s a s": "sas",
    "s a": "sa",
    "a s": "as",
    "a g": "ag",
    "a b": "ab",
    "n v": "nv",
    "b v": "bv",
    "l l c": "llc",
    "l l p": "llp",
    "l p": "lp",
    "p l c": "plc",
    "p c": "pc",
    "p t": "pt",
    "o y": "oy",
    "s l": "sl",
    "s l u": "sl",
    "s l p": "slp",
    "s r o": "sro",
    "spol s r o": "sro",
    "spol sro": "sro",
    "d o o": "doo",
    "sp z o o": "spzoo",
    "sp zoo": "spzoo",
    "sp z oo": "spzoo",
    "z o o": "zoo",
    "e v": "ev",
    "e g": "eg",
    "e k": "ek",
    "a e": "ae",
    "e p e": "epe",
    "i k e": "ike",
    "s a de c v": "sacv",
    "sa de cv": "sacv",
    "s de r l de c v": "srl",
    "s de rl de cv": "srl",
    "s de rl": "srl",
    "sapi de cv": "sacv",
    "sab de cv": "sacv",
    "gmbh and co kg": "gmbhcokg",
    "gmbh co kg": "gmbhcokg",
    "ag and co kg": "gmbhcokg",
    "ug and co kg": "gmbhcokg",
    "gmbh and co kgaa": "gmbhcokg",
    "gmbh and co ohg": "gmbhcokg",
    "limited liability company": "llc",
    "limited liability partnership": "llp",
    "limited partnership": "lp",
    "public limited company": "plc",
    "public limited co": "plc",
    "public ltd company": "plc",
    "public ltd co": "plc",
    "public joint stock company": "pjsc",
    "open joint stock company": "pjsc",
    "closed joint stock company": "cjsc",
    "joint stock company": "jsc",
    "joint stock": "jsc",
    "private limited": "pvt ltd",
    "proprietary limited": "pty ltd",
    "sendirian berhad": "sdn bhd",
    "perseroan terbatas": "pt",
    "sociedad anonima": "sa",
    "sociedade anonima": "sa",
    "societe anonyme": "sa",
    "societa per azioni": "spa",
    "societa a responsabilita limitata": "srl",
    "sociedad limitada": "sl",
    "sociedad de responsabilidad limitada": "srl",
    "societe a responsabilite limitee": "sarl",
    "societe par actions simplifiee": "sas",
    "naamloze vennootschap": "nv",
    "besloten vennootschap": "bv",
    "gesellschaft mit beschrankter haftung": "gmbh",
    "anonim sirketi": "as",
    "anonim sti": "as",
    "limited sirketi": "ltd",
    "ltd sti": "ltd",
    "co op": "cooperative",
}
"""Forms of several words, after folding, as one word. Longest first match wins."""

_SPELLINGS: dict[str, str] = {
    "ltd": "ltd limited ltda limitada lda ltee limitee coltd colimited",
    "inc": "inc incorporated incorporation incorporee",
    "corp": "corp corporation corporacion corporacao",
    "co": "co company compagnie compania companhia cia cie",
    "pvt": "pvt private",
    "pty": "pty proprietary",
    "gmbh": "gmbh gesmbh mbh ggmbh gmbhcokg gmbhcokgaa",
    "ag": "ag aktiengesellschaft",
    "as": "as asa",
    "oy": "oy oyj",
    "ab": "ab abp publ aktiebolag aktiebolaget",
    "sa": "sa",
    "spa": "spa",
    "srl": "srl",
    "sas": "sas sasu",
    "bv": "bv",
    "nv": "nv",
    "sl": "sl slu slp",
    "sacv": "sacv",
    "plc": "plc",
    "llc": "llc",
    "llp": "llp",
    "lp": "lp",
    "jsc": "jsc pjsc ojsc cjsc pao oao zao ao",
    "ooo": "ooo tov too",
    "kk": "kk",
    "godo": "godo gk",
    "yugen": "yugen yk",
    "sdn": "sdn",
    "bhd": "bhd berhad",
    "pt": "pt",
    "tbk": "tbk",
    "ae": "ae aebe",
    "cic": "cic",
    "sti": "sti",
    "adr": "adr",
}

FORMS: dict[str, str] = {word: form for form, words in _SPELLINGS.items() for word in words.split()}
"""Each spelling of a form, after folding, with the one it is compared as."""

ANYWHERE = frozenset(
    ["ltd", "inc", "llc", "llp", "plc", "gmbh", "sarl", "srl", "sas", "spzoo", "sro", "doo", "kft", "pvt", "pty", "bhd", "sdn", "bv", "nv", "kgaa", "aktiengesellschaft", "limited"]
)
"""Spellings that mean a legal form wherever they stand; all others only at the end of a name (AS Roma, Spa Hotel)."""

LEADING = frozenset(["pt", "ooo", "tov", "too", "zao", "oao", "pao", "ao", "jsc", "ip", "kk", "yugen", "godo", "cv", "ud", "sc", "sia", "uab"])
"""Spellings that mean a legal form at the start of a name too (PT Contoh, OOO Primer, KK Rei)."""


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
