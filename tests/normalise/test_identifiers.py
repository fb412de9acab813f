"""Identifiers: one spelling a number, check digits checked, placeholders none. The numbers are made up."""

from importlib import import_module
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from mutuals.normalise.identifiers import duns, lei, registration, vat
from mutuals.normalise.registers import REGISTRATION_RULES

LEI = "529900ACMEGLOBEX77" + mod_97_10.calc_check_digits("529900ACMEGLOBEX77")


def checked(module: str, template: str) -> str:
    """The first number of the form `template` (? for a digit or a letter to find) that python-stdnum accepts."""
    is_valid = import_module(f"stdnum.{module}").is_valid
    parts = template.split("?")
    for letters in product("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", repeat=len(parts) - 1):
        number = "".join(part + letter for part, letter in zip(parts, (*letters, ""), strict=True))
        if is_valid(number):
            return number
    raise AssertionError(f"no {module} of the form {template}")


@pytest.mark.parametrize(
    "cell", [LEI, LEI.lower(), f"LEI: {LEI}", f"{LEI[:4]} {LEI[4:]}", f"{LEI[:4]}-{LEI[4:18]}-{LEI[18:]}"]
)
def test_lei_in_one_spelling(cell: str) -> None:
    assert lei(pl.Series([cell])).row(0) == (LEI, True)


def test_lei_that_is_wrong() -> None:
    wrong = LEI[:-1] + str((int(LEI[-1]) + 1) % 10)
    assert lei(pl.Series([wrong])).row(0) == (wrong, False)
    assert lei(pl.Series([LEI[:-1], "0" * 20, "acme", LEI + "0"])).rows() == [(None, False)] * 4


@pytest.mark.parametrize(
    "cell", ["15-048-3782", "150483782", "150 483 782", "D-U-N-S 150483782", "150483782.0", "DUNS: 150483782"]
)
def test_duns_in_one_spelling(cell: str) -> None:
    assert duns(pl.Series([cell])).row(0) == ("150483782", None)


def test_duns_gets_its_zeros_back() -> None:
    assert duns(pl.Series(["5048378", "005048378"]))["value"].to_list() == ["005048378", "005048378"]


@pytest.mark.parametrize("cell", ["000000000", "999999999", "123456789", "12345", "acme", "1504837821"])
def test_duns_that_is_none(cell: str) -> None:
    assert duns(pl.Series([cell])).row(0) == (None, False)


DE = checked("de.vat", "27182818?")
FR = checked("fr.tva", "??271828188")
NL = checked("nl.btw", "0027182?2B01")
BE = checked("be.vat", "02718281??")
CH = checked("ch.uid", "CHE27182818?")
NO = checked("no.orgnr", "92718281?")
EL = checked("gr.vat", "02718281?")
GB = checked("gb.vat", "2718281??")
AT = checked("at.uid", "U2718281?")
ES = checked("es.nif", "B2718281?")
IE = checked("ie.vat", "2718281?")
IT = checked("it.iva", "0271828018?")
PL_ = checked("pl.nip", "527182818?")
VAT = (
    (
        "DE",
        f"DE{DE}",
        (f"DE{DE}", f"de {DE[:3]} {DE[3:6]} {DE[6:]}", DE, f"DE-{DE}", f"USt-IdNr.: DE{DE}", f"VAT ID DE{DE}"),
    ),
    ("FR", f"FR{FR}", (f"FR{FR}", f"FR {FR[:2]} {FR[2:]}", FR)),
    ("NL", f"NL{NL}", (f"NL{NL}", NL, f"NL{NL.lstrip('0')}", f"NL.{NL}")),
    ("BE", f"BE{BE}", (f"BE{BE}", BE, f"BE {BE[:4]}.{BE[4:7]}.{BE[7:]}", f"BE{BE[1:]}")),
    ("CH", CH, (CH, f"CHE-{CH[3:6]}.{CH[6:9]}.{CH[9:]} MWST", f"{CH} TVA", CH[3:])),
    ("NO", f"NO{NO}", (f"NO{NO}MVA", f"NO {NO} MVA", f"{NO}MVA", NO)),
    ("GR", f"EL{EL}", (f"EL{EL}", f"GR{EL}", EL)),
    ("GB", f"GB{GB}", (f"GB{GB}", f"GB {GB[:3]} {GB[3:7]} {GB[7:]}", GB)),
    ("AT", f"AT{AT}", (f"AT{AT}", AT, f"AT {AT}")),
    ("ES", f"ES{ES}", (f"ES{ES}", ES, f"ES-{ES}")),
    ("IE", f"IE{IE}", (f"IE{IE}", IE)),
    ("IT", f"IT{IT}", (f"IT{IT}", IT, f"P.IVA {IT}", f"IT {IT}")),
    ("PL", f"PL{PL_}", (f"PL{PL_}", PL_, f"PL {PL_[:3]}-{PL_[3:6]}-{PL_[6:8]}-{PL_[8:]}")),
)
VAT_CELLS = [(country, number, cell) for country, number, cells in VAT for cell in cells]


@pytest.fixture(scope="module")
def vats() -> dict[tuple[str, str], tuple[str | None, bool | None]]:
    """Each VAT number as read, all of them in one column."""
    cells = pl.DataFrame(VAT_CELLS, schema=["country", "number", "cell"], orient="row")
    return dict(zip(cells.select("country", "cell").rows(), vat(cells["cell"], cells["country"]).rows(), strict=True))


@pytest.mark.parametrize(("country", "number", "cell"), VAT_CELLS, ids=[case[2] for case in VAT_CELLS])
def test_vat_in_one_spelling(vats, country: str, number: str, cell: str) -> None:
    assert vats[country, cell] == (number, True)


def test_vat_prefix_wins_over_the_country() -> None:
    assert vat(pl.Series([f"BE{BE}", f"DE{DE}"]), pl.Series(["DE", None])).rows() == [
        (f"BE{BE}", True),
        (f"DE{DE}", True),
    ]


def test_vat_that_cannot_be_checked_or_is_wrong() -> None:
    wrong = DE[:-1] + str((int(DE[-1]) + 1) % 10)
    cells = pl.Series([DE, "12-3456788", f"DE{wrong}", "000000000", "DE123456789", "n/a", "", None, "DE12", "exempt"])
    country = pl.Series([None, "US", "DE", "DE", "DE", "DE", "DE", "DE", "DE", "GB"])
    assert vat(cells, country).rows() == [
        (DE, None), ("US123456788", None), (f"DE{wrong}", False), (None, False), (None, False), (None, None),
        (None, None), (None, None), (None, False), (None, None),
    ]  # fmt: skip


SIREN = checked("fr.siren", "27182818?")
SIRET = checked("fr.siret", SIREN + "0001?")
ACN = checked("au.acn", "02718281?")
ABN = checked("au.abn", "??" + ACN)
CNPJ = checked("br.cnpj", "271828180001??")
CN = checked("cn.uscc", "91110000271828182?")
SE = checked("se.orgnr", "552718281?")
FI = checked("fi.ytunnus", "0271828?")
CZ = checked("cz.dic", "0271828?")
JP = checked("jp.cn", "?027182818284")
REGISTERED = (
    ("GB", "02718281", None, ("02718281", "2718281", "2718281.0", "CRN 02718281", "0271 8281")),
    ("GB", "SC027182", None, ("SC027182", "sc 27182", "SC27182")),
    (
        "DE",
        "HRB27182MUNCHEN",
        None,
        (
            "HRB 27182 München",
            "Amtsgericht München HRB 27182",
            "AG München, HRB 27182",
            "HRB 027182, Amtsgericht Muenchen",
            "HRB Nr. 27182 München",
            "Handelsregister München HRB 27182",
        ),
    ),
    ("DE", "HRB27182", None, ("HRB 27182", "hrb27182", "HRB-Nr. 27182")),
    (None, "HRB27182KOLN", None, ("HRB 27182 Köln", "HRB 27182, Koeln")),
    (
        "FR",
        SIREN,
        True,
        (SIREN, SIRET, f"RCS Paris {SIREN}", f"SIREN {SIREN[:3]} {SIREN[3:6]} {SIREN[6:]}", f"RCS Lyon B {SIREN}"),
    ),
    ("AU", ACN, True, (ACN, ABN, f"ACN {ACN[:3]} {ACN[3:6]} {ACN[6:]}", ACN[1:])),
    ("BR", CNPJ[:8], True, (CNPJ, f"{CNPJ[:2]}.{CNPJ[2:5]}.{CNPJ[5:8]}/{CNPJ[8:12]}-{CNPJ[12:]}")),
    ("CH", CH[3:], True, (CH, f"CHE-{CH[3:6]}.{CH[6:9]}.{CH[9:]}", CH[3:])),
    ("AT", "271828M", None, ("FN 271828m", "271828 M", "FN0271828m")),
    ("BE", BE, True, (BE, f"{BE[:4]}.{BE[4:7]}.{BE[7:]}", BE[1:], f"RPR {BE}")),
    ("NL", "27182818", None, ("27182818", "KvK 27182818", "27182818 0000")),
    ("LU", "B27182", None, ("B 27182", "B027182", "RCS Luxembourg B27182")),
    ("SE", SE, True, (SE, f"{SE[:6]}-{SE[6:]}", f"16{SE}", f"SE{SE}01")),
    ("NO", NO, True, (NO, f"{NO[:3]} {NO[3:6]} {NO[6:]}", f"NO {NO} MVA")),
    ("FI", FI, True, (FI, f"{FI[:7]}-{FI[7:]}", FI[1:], f"FI{FI}")),
    ("CZ", CZ, True, (CZ, CZ[1:], f"IČO: {CZ}")),
    ("CN", CN, True, (CN, CN.lower())),
    ("JP", JP, True, (JP, f"{JP[0]}-{JP[1:5]}-{JP[5:9]}-{JP[9:]}")),
    ("PL", "0000271828", None, ("0000271828", "KRS 0000271828", "271828")),
    ("IE", "271828", None, ("271828", "0271828")),
    ("US", "41271828", None, ("041271828", "04-1271828", "41271828")),
    (None, "27182818", None, ("027182818", "27182818", "2718 2818")),
    ("ZA", "201012345607", None, ("2010/123456/07",)),
)
REGISTERED_CELLS = [(*case[:3], cell) for case in REGISTERED for cell in case[3]]


@pytest.fixture(scope="module")
def registered() -> dict[tuple[str | None, str], tuple[str | None, bool | None]]:
    """Each register number as read, all of them in one column."""
    cells = pl.DataFrame(REGISTERED_CELLS, schema=["country", "number", "valid", "cell"], orient="row")
    found = registration(cells["cell"], cells["country"]).rows()
    return dict(zip(cells.select("country", "cell").rows(), found, strict=True))


@pytest.mark.parametrize(("country", "number", "valid", "cell"), REGISTERED_CELLS, ids=[x[3] for x in REGISTERED_CELLS])
def test_registration_in_one_spelling(
    registered, country: str | None, number: str, valid: bool | None, cell: str
) -> None:
    assert registered[country, cell] == (number, valid)


def test_registration_that_is_none_or_wrong() -> None:
    wrong = SIREN[:-1] + str((int(SIREN[-1]) + 1) % 10)
    cells = pl.Series(["000000000", "999999999", "12345678", "n/a", None, "acme", wrong, "1"])
    country = pl.Series(["US", "NO", "GB", "GB", "GB", "GB", "FR", "GB"])
    assert registration(cells, country).rows() == [
        (None, False), (None, False), (None, False), (None, None), (None, None), (None, False), (wrong, False),
        (None, False),
    ]  # fmt: skip


def test_every_rule_says_what_it_reads() -> None:
    for rule in REGISTRATION_RULES:
        assert rule.sentence.endswith(".")
        assert len(rule.country) == 2
        if rule.module:
            assert import_module(f"stdnum.{rule.module}").is_valid("acme") is False


COUNTRIES = pl.Series(["DE", None, "GB", "FR", "CH", "GR"] * 5)
FUNCTIONS = {
    "lei": lei,
    "duns": duns,
    "vat": lambda text: vat(text, COUNTRIES.head(len(text))),
    "registration": lambda text: registration(text, COUNTRIES.head(len(text))),
}
NUMBERS = st.text(alphabet="0123456789ABCDEHRU -./", max_size=22)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(deadline=None, max_examples=30)
@given(
    cells=st.lists(
        st.one_of(st.none(), st.text(max_size=25), NUMBERS, st.sampled_from([LEI, DE, SIRET, CH])), max_size=15
    )
)
def test_any_text_is_read(name: str, cells: list[str | None]) -> None:
    found = FUNCTIONS[name](pl.Series(cells, dtype=pl.String))
    assert found.schema == {"value": pl.String, "valid": pl.Boolean}
    assert found.height == len(cells)
    assert found.filter(pl.col("valid") & pl.col("value").is_null()).is_empty()
    empty = pl.Series(cells, dtype=pl.String).is_null()
    assert found.filter(empty).null_count().row(0) == (empty.sum(), empty.sum())


@settings(deadline=None, max_examples=20)
@given(st.permutations(REGISTERED_CELLS))
def test_rows_are_read_on_their_own(cases: list[tuple[str | None, str, bool | None, str]]) -> None:
    country, number, valid, cell = zip(*cases, strict=True)
    found = registration(pl.Series(cell), pl.Series(country, dtype=pl.String))
    assert found.rows() == list(zip(number, valid, strict=True))
