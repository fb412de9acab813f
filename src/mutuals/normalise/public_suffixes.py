"""The public suffix list of the publicsuffixlist package as a frame, and its look-up for a million hosts at once."""

import re
from functools import cache

import numpy as np
import polars as pl

from mutuals.normalise.folding import change_where
from mutuals.normalise.packaged import packaged_text

REGISTRY_LABELS = """
    ae art au biz br cn co com de edu eu firm fr gb gov gr hk hu in inc inf info jp jpn kr ltd med mex my ngo net no
    org plc pp ru sa sch se uk us za zone bielsko gda gdansk gdynia gliwice krakow krasnik leczna lodz lubartow
    lublin pabianice plock poniatowa poznan sieradz skierniewice sopot swidnik torun wroc zakopane zgierz
    aeroport avocat chambagri experts-comptables medecin notaires pharmacien port veterinaire
    adygeya bashkiria bir cbg dagestan grozny kalmykia mordovia msk nalchik nov spb vladikavkaz vladimir
"""
"""First labels of two-label private suffixes under which names are *registered* (uk.com, co.nl, krakow.pl, spb.ru).

The list keeps these in its private section because no national registry runs them; an account's name there is as much
its own as under a national suffix, so they count as public suffixes. Every other private suffix hosts other people.
"""


def punycode(label: str) -> str:
    """The ASCII form of one host label: itself, or `xn--` and its punycode. Already lower-case and NFKC."""
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode").decode("ascii")


@cache
def suffix_rules() -> pl.DataFrame:
    """The list's rules: `tail` (last labels of a host, ASCII), `suffix_labels` of the suffix that it implies (Int8),
    `private` (hosting: a suffix under which other people's customers live)."""
    public, private = _list_text().split("===BEGIN PRIVATE DOMAINS===")
    rules = pl.concat([_section(public, private=False), _section(private, private=True)])
    registry = (pl.col("labels") == 2) & pl.col("tail").str.extract(r"^([^.]+)").is_in(REGISTRY_LABELS.split())
    rules = rules.with_columns(pl.col("private") & ~(registry & ~pl.col("wildcard")))
    labels = pl.col("labels").cast(pl.Int8)
    return (
        rules.with_columns(
            suffix_labels=pl.when("exception").then(labels - 1).when("wildcard").then(labels + 1).otherwise(labels)
        )
        .sort("exception", "suffix_labels", descending=True)
        .unique(["tail", "private"], keep="first", maintain_order=True)
        .select("tail", "suffix_labels", "private")
    )


@cache
def suffix_countries() -> dict[str, str]:
    """Last label of a country-code suffix → ISO 3166 alpha-2: two letters are the code itself, and the list's comments
    name the country of suffixes in other scripts (`// xn--p1ai ("rf", Russian-Cyrillic) : RU`)."""
    rules = suffix_rules().filter(~pl.col("tail").str.contains(".", literal=True) & ~pl.col("private"))["tail"]
    codes = {tail: tail.upper() for tail in rules if len(tail) == 2} | {"uk": "GB", "ac": "SH"}
    foreign = dict(re.findall(r"^// (xn--[a-z0-9-]+) .*\)\s*: ([A-Z]{2})$", _list_text(), flags=re.MULTILINE))
    return {tail: code for tail, code in (codes | foreign).items() if code not in {"EU", "SU"}}


@cache
def _list_text() -> str:
    return packaged_text("publicsuffixlist", "public_suffix_list.dat")


def _section(text: str, *, private: bool) -> pl.DataFrame:
    lines = pl.Series("rule", text.splitlines()).str.strip_chars()
    lines = lines.filter((lines != "") & ~lines.str.starts_with("//") & ~lines.str.contains("===", literal=True))
    foreign = {rule: ".".join(map(punycode, rule.split("."))) for rule in lines if not rule.isascii()}
    frame = lines.replace(foreign).to_frame()
    return frame.select(
        tail=pl.col("rule").str.strip_prefix("!").str.strip_prefix("*."),
        wildcard=pl.col("rule").str.starts_with("*."),
        exception=pl.col("rule").str.starts_with("!"),
        private=pl.lit(private),
    ).with_columns(labels=pl.col("tail").str.count_matches(".", literal=True) + 1)


def suffix_lengths(hosts: pl.Series) -> pl.DataFrame:
    """How many `labels` each host has, and how many of them are its `public` and its `private` suffix (Int8; 0 where no
    rule knows it, or null).

    Every tail of every host is looked up at once, the whole host first, so that the longest rule wins and an exception
    beats the wildcard it is excepted from.
    """
    labels = (hosts.str.count_matches(".", literal=True) + 1).fill_null(0).cast(pl.Int8).alias("labels")
    lengths = {private: np.zeros(len(hosts), dtype=np.int8) for private in (False, True)}
    rest = pl.DataFrame({"row": np.arange(len(hosts)), "tail": hosts, "labels": labels, "left": labels})
    rest = rest.filter(pl.col("left") > 0)
    while rest.height:
        found = rest.join(suffix_rules(), on="tail")
        found = found.filter((pl.col("suffix_labels") <= pl.col("labels")) | (pl.col("labels") == 1))
        found = found.with_columns(pl.min_horizontal("suffix_labels", "labels").alias("suffix_labels"))
        for private, length in lengths.items():
            some = found.filter(pl.col("private") == private)
            rows = some["row"].to_numpy()
            length[rows] = np.where(length[rows] == 0, some["suffix_labels"].to_numpy(), length[rows])
        rest = rest.filter(pl.col("left") > 1)
        rest = rest.with_columns(tail=without_first_label(pl.col("tail")), left=pl.col("left") - 1)
    return pl.DataFrame({"labels": labels, "public": lengths[False], "private": lengths[True]})


def last_labels(hosts: pl.Series, labels: pl.Series, count: pl.Series) -> pl.Series:
    """The last `count` of each host's `labels`; the host itself where it has no more."""
    surplus = (labels - count).fill_null(0)
    while (surplus > 0).any():
        hosts = change_where(hosts, surplus > 0, _without_first_label)
        surplus = surplus - 1
    return hosts


def without_first_label(host: pl.Expr) -> pl.Expr:
    """`host` after its first dot."""
    return host.str.slice(host.str.find(".", literal=True) + 1)


def _without_first_label(hosts: pl.Series) -> pl.Series:
    return hosts.to_frame("host").select(without_first_label(pl.col("host"))).to_series()
