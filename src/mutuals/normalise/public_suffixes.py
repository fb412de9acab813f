"""The public suffix list of the publicsuffixlist package as a frame, and its look-up for a million hosts at once."""

import re
from functools import cache
from importlib.resources import files

import numpy as np
import polars as pl

REGISTRY_LABELS = frozenset(
    "ae art au biz br cn co com de edu eu firm fr gb gov gr hk hu in inc inf info jp jpn kr ltd med mex my ngo net no"
    " org plc pp ru sa sch se uk us za zone bielsko gda gdansk gdynia gliwice krakow krasnik leczna lodz lubartow"
    " lublin pabianice plock poniatowa poznan sieradz skierniewice sopot swidnik torun wroc zakopane zgierz"
    " aeroport avocat chambagri experts-comptables medecin notaires pharmacien port veterinaire"
    " adygeya bashkiria bir cbg dagestan grozny kalmykia mordovia msk nalchik nov spb vladikavkaz vladimir".split()
)
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
    """The list's rules: `tail` (last labels of a host, ASCII), `labels` of `tail`, `suffix_labels` of the suffix that
    it implies, `private` (hosting: a suffix under which other people's customers live)."""
    public, private = _list_text().split("===BEGIN PRIVATE DOMAINS===")
    rules = pl.concat([_section(public, private=False), _section(private, private=True)])
    registry = (pl.col("labels") == 2) & pl.col("tail").str.extract(r"^([^.]+)").is_in(list(REGISTRY_LABELS))
    rules = rules.with_columns(pl.col("private") & ~(registry & ~pl.col("wildcard")))
    labels = pl.col("labels").cast(pl.Int8)
    return (
        rules.with_columns(
            suffix_labels=pl.when("exception").then(labels - 1).when("wildcard").then(labels + 1).otherwise(labels)
        )
        .sort("exception", "suffix_labels", descending=True)
        .unique(["tail", "private"], keep="first", maintain_order=True)
        .select("tail", "labels", "suffix_labels", "private")
    )


@cache
def suffix_countries() -> dict[str, str]:
    """Last label of a country-code suffix → ISO 3166 alpha-2: two letters are the code itself, and the list's comments
    name the country of suffixes in other scripts (`// xn--p1ai ("rf", Russian-Cyrillic) : RU`)."""
    rules = suffix_rules().filter((pl.col("labels") == 1) & ~pl.col("private"))["tail"]
    codes = {tail: tail.upper() for tail in rules if len(tail) == 2} | {"uk": "GB", "ac": "SH"}
    foreign = dict(re.findall(r"^// (xn--[a-z0-9-]+) .*\)\s*: ([A-Z]{2})$", _list_text(), flags=re.MULTILINE))
    return {tail: code for tail, code in (codes | foreign).items() if code not in {"EU", "SU"}}


@cache
def _list_text() -> str:
    return files("publicsuffixlist").joinpath("public_suffix_list.dat").read_text(encoding="utf-8")


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


def tail_of(host: pl.Expr, labels: int) -> pl.Expr:
    """The last `labels` labels of `host`; null where it has fewer."""
    return host.str.extract(r"((?:[^.]+\.){" + str(labels - 1) + r"}[^.]+)$")


def suffix_lengths(hosts: pl.Series) -> pl.DataFrame:
    """How many labels of each host are its suffix: `public` and `private`, 0 where no rule knows the host (or null).

    A tail is looked up for every number of labels that rules have, longest last, so that the longest rule wins and an
    exception beats the wildcard it is excepted from.
    """
    rules = suffix_rules()
    host_labels = (hosts.str.count_matches(".", literal=True) + 1).fill_null(0).to_numpy()
    lengths = {False: np.zeros(len(hosts), dtype=np.int8), True: np.zeros(len(hosts), dtype=np.int8)}
    for labels in range(1, int(rules["labels"].to_numpy().max()) + 1):
        rows = np.flatnonzero(host_labels >= labels)
        if rows.size == 0:
            break
        tails = pl.DataFrame({"row": rows, "host": hosts.gather(rows)}).select(
            "row", tail=tail_of(pl.col("host"), labels)
        )
        found = tails.join(rules.filter(pl.col("labels") == labels), on="tail")
        for private, length in lengths.items():
            some = found.filter(pl.col("private") == private)
            length[some["row"].to_numpy()] = some["suffix_labels"].to_numpy()
    return pl.DataFrame({"public": lengths[False], "private": lengths[True]})
