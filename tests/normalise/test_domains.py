"""Websites as people type them, what is read out of them, and the public suffix look-up against its own library."""

import subprocess
import sys

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from mutuals.normalise.domains import DOMAIN_KINDS, domains
from mutuals.normalise.public_suffixes import suffix_lengths, suffix_rules

WRITTEN = (
    # as they should be
    ("acme.com", "acme.com"),
    ("ACME.COM", "acme.com"),
    ("www.acme.com", "acme.com"),
    ("http://acme.com", "acme.com"),
    ("https://www.acme.com/", "acme.com"),
    ("https://www.acme.com/en/index.html?x=1#top", "acme.com"),
    ("www.acme.com/en", "acme.com"),
    ("http://acme.com:8080/x", "acme.com"),
    ("https://user:secret@acme.com/", "acme.com"),
    ("//acme.com", "acme.com"),
    ("ftp://acme.com", "acme.com"),
    ("  acme.com  ", "acme.com"),
    ("acme.com.", "acme.com"),
    ("acme.com?utm_source=x", "acme.com"),
    ("www2.acme.com", "acme.com"),
    ("shop.acme.com", "acme.com"),
    ("a.b.c.acme.com", "acme.com"),
    ("acme.co.uk", "acme.co.uk"),
    ("www.shop.acme.co.uk", "acme.co.uk"),
    ("acme.com.au", "acme.com.au"),
    ("acme.co.jp", "acme.co.jp"),
    ("acme.com.br", "acme.com.br"),
    ("acme.uk.com", "acme.uk.com"),
    ("acme.spb.ru", "acme.spb.ru"),
    ("acme.krakow.pl", "acme.krakow.pl"),
    ("acme-globex.de", "acme-globex.de"),
    ("acme.technology", "acme.technology"),
    ("www.com.acme.de", "acme.de"),
    # mailboxes
    ("info@acme.com", "acme.com"),
    ("mailto:info@acme.com", "acme.com"),
    ("Jane Doe <jane.doe@acme.com>", "acme.com"),
    ("e-mail: info@acme.com", "acme.com"),
    # slips
    ("http:/acme.com", "acme.com"),
    ("http//acme.com", "acme.com"),
    ("http:acme.com", "acme.com"),
    ("htp://acme.com", "acme.com"),
    ("htttps://acme.com", "acme.com"),
    ("http://http://acme.com", "acme.com"),
    ("https://https//www.acme.com", "acme.com"),
    ("http:\\\\www.acme.com\\en", "acme.com"),
    ("http:/acme,com", "acme.com"),
    ("www,acme,com", "acme.com"),
    ("www.acme,com", "acme.com"),
    ("www acme com", "acme.com"),
    ("acme,com", "acme.com"),
    ("acme.co,uk", "acme.co.uk"),
    ("acme .com", "acme.com"),
    ("acme. com", "acme.com"),
    ("acme..com", "acme.com"),
    ("wwww.acme.com", "acme.com"),
    ("ww.acme.com", "acme.com"),
    ("www.www.acme.com", "acme.com"),
    ("(acme.com)", "acme.com"),
    ('"acme.com"', "acme.com"),
    ("acme.com (old)", "acme.com"),
    ("Website: acme.com", "acme.com"),
    ("see www.acme.com for more", "acme.com"),
    ('<a href="http://www.acme.com/">Acme</a>', "acme.com"),
    ("[Acme](https://acme.com)", "acme.com"),
    ("ａｃｍｅ．ｃｏｍ", "acme.com"),
    ("acme。com", "acme.com"),
    ("acme.com\u200b", "acme.com"),
    # several
    ("acme.com; globex.com", "acme.com"),
    ("acme.com, globex.com", "acme.com"),
    ("acme.com,globex.com", "acme.com"),
    ("acme.com globex.com", "acme.com"),
    ("acme.com | globex.com", "acme.com"),
    ("acme.com / globex.com", "acme.com"),
    ("acme.com\nglobex.com", "acme.com"),
    ("n/a, acme.com", "acme.com"),
    ("linkedin.com/company/acme, www.acme.com", "acme.com"),
    ("sales@gmail.com; acme.com", "acme.com"),
    # wrapped
    ("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.acme.com%2Fen&data=04", "acme.com"),
    ("https://web.archive.org/web/2020/http://acme.com/", "acme.com"),
    ("https://www.google.com/url?q=https://acme.com/", "acme.com"),
    ("https://urldefense.proofpoint.com/v2/url?u=https-3A__www.acme.com_&d=x", "acme.com"),
    ("https://urldefense.com/v3/__https://www.acme.com/__;!!x", "acme.com"),
    # internationalised
    ("http://www.müller-globex.de/", "xn--mller-globex-dlb.de"),
    ("XN--MLLER-GLOBEX-DLB.DE", "xn--mller-globex-dlb.de"),
    ("straße-acme.de", "xn--strae-acme-83a.de"),
    ("acme.рф", "acme.xn--p1ai"),
    ("акме.рф", "xn--80akoi.xn--p1ai"),
    # nothing to register under
    ("co.uk", None),
    ("www.co.uk", None),
    ("gov.uk", None),
    ("acme", None),
    ("Acme, SA", None),
    ("Acme Inc.", None),
    ("acme.local", None),
    ("acme.cow", None),
    ("http://192.168.0.1/", None),
    ("http://[::1]/", None),
    ("-acme-.com", None),
    ("a" * 64 + ".com", None),
    ("@acme", None),
    ("http://", None),
)


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, str | None]]:
    """What is read out of each cell, all of them in one column."""
    cells = [case[0] for case in WRITTEN + KINDS + STEMS]
    return dict(zip(cells, domains(pl.Series(cells)).to_dicts(), strict=True))


@pytest.mark.parametrize(("cell", "domain"), WRITTEN, ids=[case[0][:40] for case in WRITTEN])
def test_domain_of_a_cell(found, cell: str, domain: str | None) -> None:
    assert found[cell]["domain"] == domain


def test_wildcards_and_exceptions_of_the_list() -> None:
    cells = ["a.b.ck", "b.ck", "www.ck", "city.kobe.jp", "x.city.kobe.jp", "a.b.kobe.jp", "b.kobe.jp", "kobe.jp"]
    found = domains(pl.Series(cells))["domain"].to_list()
    assert found == ["a.b.ck", None, "www.ck", "city.kobe.jp", "city.kobe.jp", "a.b.kobe.jp", None, "kobe.jp"]


KINDS = (
    ("acme.com", "informative"),
    ("google.com", "informative"),
    ("shopify.com", "informative"),
    ("jane@shopify.com", "informative"),
    ("http://www.dnb.com/", "informative"),
    ("gmail.com", "free_mail"),
    ("acme.llc@gmail.com", "free_mail"),
    ("www.yahoo.co.uk", "free_mail"),
    ("web.de", "free_mail"),
    ("t-online.de", "free_mail"),
    ("acme@proton.me", "free_mail"),
    ("163.com", "free_mail"),
    ("acme.github.io", "hosting"),
    ("github.io", "hosting"),
    ("acme.blogspot.com", "hosting"),
    ("acme.myshopify.com", "hosting"),
    ("acme.wixsite.com/home", "hosting"),
    ("acme.azurewebsites.net", "hosting"),
    ("acme.s3.amazonaws.com/report.pdf", "hosting"),
    ("s3.amazonaws.com/acme", "hosting"),
    ("sites.google.com/view/acme", "hosting"),
    ("www.sites.google.com/acme", "hosting"),
    ("https://docs.google.com/document/d/1", "hosting"),
    ("docs.wixstatic.com/x.pdf", "hosting"),
    ("acme.wordpress.com", "hosting"),
    ("acme.squarespace.com", "hosting"),
    ("acme.notion.site", "hosting"),
    ("linktr.ee/acme", "hosting"),
    ("bit.ly/2abc", "hosting"),
    ("apps.apple.com/app/acme", "hosting"),
    ("play.google.com/store/apps/acme", "hosting"),
    ("www.amazon.com/shops/acme", "hosting"),
    ("www.dnb.com/business-directory/acme", "hosting"),
    ("https://www.gov.uk/government/organisations/acme", "hosting"),
    ("linkedin.com/company/acme", "social"),
    ("de.linkedin.com/company/acme", "social"),
    ("www.facebook.com/acme", "social"),
    ("facebook.de/acme", "social"),
    ("https://x.com/acme", "social"),
    ("twitter.com", "social"),
    ("de.wikipedia.org/wiki/Acme", "social"),
    ("www.xing.com/companies/acme", "social"),
    ("youtu.be/abc", "social"),
    ("n/a", "placeholder"),
    ("N.A.", "placeholder"),
    ("none", "placeholder"),
    ("-", "placeholder"),
    ("--", "placeholder"),
    ("?", "placeholder"),
    ("unknown", "placeholder"),
    ("kein", "placeholder"),
    ("keine Angabe", "placeholder"),
    ("sin página web", "placeholder"),
    ("Não tem", "placeholder"),
    ("aucun", "placeholder"),
    ("TBD", "placeholder"),
    ("localhost", "placeholder"),
    ("http://", "placeholder"),
    ("www.", "placeholder"),
    ("www.com", "placeholder"),
    ("example.com", "placeholder"),
    ("http://www.example.org/acme", "placeholder"),
    ("jane@test.com", "placeholder"),
    ("acme.example", "placeholder"),
    ("Acme", "invalid"),
    ("acme.corp", "invalid"),
    ("http://10.0.0.1", "invalid"),
    ("acme.cow", "invalid"),
    ("co.uk", "invalid"),
    ("", "missing"),
    ("   ", "missing"),
)


@pytest.mark.parametrize(("cell", "kind"), KINDS, ids=[case[0] or "empty" for case in KINDS])
def test_kind_of_a_cell(found, cell: str, kind: str) -> None:
    assert found[cell]["kind"] == kind


def test_missing_cells_are_missing() -> None:
    found = domains(pl.Series([None, None], dtype=pl.String))
    assert found["kind"].to_list() == ["missing", "missing"]
    assert found.drop("kind").null_count().row(0) == (2, 2, 2, 2)
    text = dict.fromkeys(["host", "domain", "stem", "suffix"], pl.String)
    assert domains(pl.Series([], dtype=pl.String)).schema == text | {"kind": DOMAIN_KINDS}


STEMS = (
    ("www.acme.co.uk", "acme", "co.uk"),
    ("shop.acme.com", "acme", "com"),
    ("müller-globex.de", "mullerglobex", "de"),
    ("акме.рф", "akme", "xn--p1ai"),
    ("acme.github.io", "acme", "io"),
    ("www.acme.myshopify.com", "acme", "com"),
    ("blog.acme.uk.com", "acme", "uk.com"),
)


@pytest.mark.parametrize(("cell", "stem", "suffix"), STEMS)
def test_stem_and_suffix(found, cell: str, stem: str, suffix: str) -> None:
    assert (found[cell]["stem"], found[cell]["suffix"]) == (stem, suffix)


def test_hosted_pages_keep_the_tenant_in_the_host_alone() -> None:
    found = domains(pl.Series(["https://blog.acme.github.io/x"]))
    assert found.select("host", "domain").row(0) == ("blog.acme.github.io", "github.io")


LABELS = st.sampled_from(
    """acme www a co com uk de jp kobe city ck kawasaki github io blogspot amazonaws s3 xn--p1ai org au nsw no gov
    compute us-east-1 tokyo tr mm er""".split()
)


ICANN = PublicSuffixList(only_icann=True, accept_unknown=False)
REGISTRIES = {
    tail
    for tail in suffix_rules().filter(~pl.col("private"))["tail"]
    if "." in tail and ICANN.publicsuffix(tail) != tail
}


UNDER_ALL = {"kawasaki.jp", "kobe.jp"}
"""Names below which every name is a suffix (`*.kobe.jp`). By the list's algorithm they themselves are under `jp`; the
library takes them for suffixes, too."""


@settings(deadline=None, max_examples=30)
@example(hosts=["kawasaki.jp", "a.b.kobe.jp"])
@given(hosts=st.lists(st.lists(LABELS, min_size=1, max_size=6).map(".".join), min_size=1, max_size=30))
def test_suffix_lengths_agree_with_the_publicsuffixlist_library(hosts: list[str]) -> None:
    found = suffix_lengths(pl.Series(hosts, dtype=pl.String))["public"]
    for host, length in zip(hosts, found, strict=True):
        suffix = ".".join(host.split(".")[-length:]) if length else None
        known = "jp" if host in UNDER_ALL else ICANN.publicsuffix(host)
        assert suffix in REGISTRIES or suffix == known, host


def test_registries_of_the_private_section_count_as_public() -> None:
    assert {"uk.com", "co.nl", "spb.ru", "krakow.pl"} <= REGISTRIES
    assert {"github.io", "blogspot.com", "myshopify.com"}.isdisjoint(REGISTRIES)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=40), st.sampled_from([case[0] for case in WRITTEN])), max_size=30)
)
def test_any_text_is_read_row_by_row(cells: list[str | None]) -> None:
    column = pl.Series(cells, dtype=pl.String)
    found = domains(column)
    assert found.height == len(cells)
    assert domains(column.reverse()).reverse().equals(found)
    assert (found["kind"].is_not_null()).all()
    own = found.filter(pl.col("kind") == "informative")
    assert own["domain"].null_count() == 0
    again = domains(own["host"])
    assert again.filter(pl.col("kind") == "informative")["domain"].to_list() == [
        domain for domain, kind in zip(own["domain"], again["kind"], strict=True) if kind == "informative"
    ]


def test_reading_the_lists_starts_no_network_library() -> None:
    code = (
        "import polars as pl, sys; from mutuals.normalise.domains import domains; domains(pl.Series(['acme.com']));"
        "sys.exit(any(name in sys.modules for name in ('tldextract', 'requests', 'urllib3', 'freemail')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
