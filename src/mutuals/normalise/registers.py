"""Company register numbers, country by country: how each is spelled and which check digits it has."""

from dataclasses import dataclass

_COURT = r"(?:(?:LOCAL|DISTRICT)COURT(?:OF)?|AMTSGERICHTS?|REGISTERGERICHT|HANDELSREGISTER|AG)*"


@dataclass(frozen=True)
class RegistrationRule:
    """One way to write a register number of one country.

    `pattern` is matched against the cell in capitals and digits only; the canonical number is its groups `head`,
    `digits` (left-padded with zeros to `width`), `tail` and `lead`, as far as it has them. `module` names the
    python-stdnum module that checks the canonical number, or the whole cell where `check_cell` (the canonical number
    leaves out digits that the check needs). `unmistakable` rules apply where the country is not known, too.
    """

    country: str
    sentence: str
    pattern: str
    width: int = 0
    module: str | None = None
    check_cell: bool = False
    unmistakable: bool = False


_Rule = RegistrationRule

REGISTRATION_RULES = (
    _Rule("AR", "CUIT: eleven digits.", r"^(?:CUIT)?(?P<digits>\d{11})$", module="ar.cuit"),
    _Rule("AT", "Firmenbuch: up to six digits, a letter.", r"^(?:FN)?0*(?P<digits>\d{1,6})(?P<tail>[A-Z])$"),
    _Rule(
        "AU", "ABN: its last nine digits are the ACN.", r"^(?:ABN)?\d\d(?P<digits>\d{9})$", 0, "au.abn", check_cell=True
    ),
    _Rule("AU", "ACN: nine digits.", r"^(?:ACN|ARBN)?(?P<digits>\d{7,9})$", 9, "au.acn"),
    _Rule("BE", "Enterprise number: ten digits.", r"^(?:BE|KBO|BCE|RPR|RPM)*(?P<digits>\d{9,10})$", 10, "be.vat"),
    _Rule("BG", "UIC: nine digits.", r"^(?:BG|UIC|EIK)?(?P<digits>\d{9})$", module="bg.vat"),
    _Rule(
        "BR",
        "CNPJ: its first eight digits are the company's.",
        r"^(?:CNPJ)?(?P<digits>\d{8})\d{6}$",
        0,
        "br.cnpj",
        check_cell=True,
    ),
    _Rule(
        "CA",
        "Business number: nine digits, then an account.",
        r"^(?:BN)?(?P<digits>\d{9})[A-Z]{2}\d{4}$",
        module="ca.bn",
    ),
    _Rule("CH", "UID: CHE and nine digits.", r"^(?:CHE|CH)?(?P<digits>\d{9})(?:MWST|TVA|IVA|HR|RC)*$", module="ch.uid"),
    _Rule(
        "CL",
        "RUT: up to eight digits and a check character.",
        r"^(?:CL|RUT)?0*(?P<digits>\d{7,8}[\dK])$",
        module="cl.rut",
    ),
    _Rule(
        "CN",
        "Unified social credit identifier.",
        r"^(?:USCC|USCI)?(?P<digits>[159NY]\d{7}[A-Z\d]{10})$",
        module="cn.uscc",
    ),
    _Rule("CO", "NIT: nine digits and a check digit.", r"^(?:NIT)?(?P<digits>\d{10})$", module="co.nit"),
    _Rule("CZ", "IČO: eight digits.", r"^(?:CZ|ICO|IC)?(?P<digits>\d{6,8})$", 8, "cz.dic"),
    _Rule(
        "DE",
        "Handelsregister: section, number and court (Amtsgericht München, HRB 1234 → HRB1234MUNCHEN).",
        rf"^{_COURT}(?P<lead>[A-Z]*?)(?P<head>HRA|HRB|GNR|PR|VR)(?:NR)?0*(?P<digits>\d{{1,6}}){_COURT}(?P<tail>[A-Z]*)$",
    ),
    _Rule("DK", "CVR: eight digits.", r"^(?:DK|CVR|CVRNR)?(?P<digits>\d{8})$", module="dk.cvr"),
    _Rule("EE", "Registrikood: eight digits.", r"^(?:EE)?(?P<digits>\d{8})$", module="ee.registrikood"),
    _Rule(
        "ES",
        "CIF: a letter, seven digits, a check character.",
        r"^(?:ES|CIF|NIF)?(?P<digits>[A-Z]\d{7}[A-Z\d])$",
        module="es.cif",
    ),
    _Rule("FI", "Y-tunnus: eight digits.", r"^(?:FI)?(?P<digits>\d{7,8})$", 8, "fi.ytunnus"),
    _Rule(
        "FR",
        "SIRET: its first nine digits are the SIREN.",
        r"^(?:SIRET)?(?P<digits>\d{9})\d{5}$",
        0,
        "fr.siret",
        check_cell=True,
    ),
    _Rule(
        "FR",
        "SIREN: nine digits, after RCS and court.",
        r"^(?:(?:SIREN|RCS)[A-Z]*)?(?P<digits>\d{9})$",
        module="fr.siren",
    ),
    _Rule("GB", "Company number: eight digits.", r"^(?:CRN|UK|GB)?(?P<digits>\d{5,8})$", 8),
    _Rule("GB", "Company number: two letters, six digits.", r"^(?P<head>[A-Z]{2})(?P<digits>\d{3,6})$", 6),
    _Rule("HR", "OIB: eleven digits.", r"^(?:HR|OIB)?(?P<digits>\d{11})$", module="hr.oib"),
    _Rule("IE", "CRO number: up to seven digits.", r"^(?:CRO|IE)?0*(?P<digits>\d{4,7})$"),
    _Rule("IL", "Company number: nine digits.", r"^(?:HP)?(?P<digits>\d{9})$", module="il.hp"),
    _Rule(
        "IN",
        "CIN: listing, industry, state, year, form, number.",
        r"^(?:CIN)?(?P<digits>[LU]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6})$",
    ),
    _Rule("IT", "Codice fiscale: eleven digits.", r"^(?:IT|CF|PIVA)?(?P<digits>\d{9,11})$", 11, "it.iva"),
    _Rule("JP", "Corporate number: thirteen digits.", r"^(?:T|JP)?(?P<digits>\d{13})$", module="jp.cn"),
    _Rule("KR", "Business registration number: ten digits.", r"^(?:KR)?(?P<digits>\d{10})$", module="kr.brn"),
    _Rule(
        "LU", "RCS: a letter and up to six digits.", r"^(?:RCS)?(?:LUXEMBOURG)?(?P<head>[A-K])0*(?P<digits>\d{1,6})$"
    ),
    _Rule("LV", "Registration number: eleven digits.", r"^(?:LV)?(?P<digits>\d{11})$", module="lv.pvn"),
    _Rule(
        "MX",
        "RFC of a company: three letters, a date, three characters.",
        r"^(?:RFC)?(?P<digits>[A-Z]{3}\d{6}[A-Z\d]{3})$",
        module="mx.rfc",
    ),
    _Rule(
        "NL",
        "KvK: eight digits; the branch's four after them are dropped.",
        r"^(?:KVK|KVKNR)?(?P<digits>\d{8})(?:0{4}|0{3}\d)?$",
    ),
    _Rule("NL", "KvK: eight digits, zeros lost.", r"^(?:KVK|KVKNR)?(?P<digits>\d{6,7})$", 8),
    _Rule(
        "NO", "Organisation number: nine digits.", r"^(?:NO|ORG|ORGNR)?(?P<digits>\d{9})(?:MVA)?$", module="no.orgnr"
    ),
    _Rule("PE", "RUC: eleven digits.", r"^(?:RUC)?(?P<digits>\d{11})$", module="pe.ruc"),
    _Rule("PL", "KRS: ten digits, the first of them zeros.", r"^(?:KRS)?(?P<digits>0{2,}\d+|\d{5,6})$", 10),
    _Rule("PL", "NIP: ten digits.", r"^(?:PL|NIP)?(?P<digits>\d{10})$", module="pl.nip"),
    _Rule("PL", "REGON: nine digits.", r"^(?:REGON)?(?P<digits>\d{9})$", module="pl.regon"),
    _Rule("PT", "NIPC: nine digits.", r"^(?:PT|NIPC|NIF)?(?P<digits>\d{9})$", module="pt.nif"),
    _Rule("RO", "CUI: up to ten digits.", r"^(?:RO|CUI|CIF)?(?P<digits>\d{4,10})$", module="ro.cui"),
    _Rule("RU", "INN of a company: ten digits.", r"^(?:INN)?(?P<digits>\d{10})$", module="ru.inn"),
    _Rule("RU", "OGRN: thirteen digits.", r"^(?:OGRN)?(?P<digits>\d{13})$", module="ru.ogrn"),
    _Rule(
        "SE",
        "Organisation number: ten digits, 16 before them dropped.",
        r"^(?:SE|ORGNR)?(?:16)?(?P<digits>\d{10})(?:01)?$",
        module="se.orgnr",
    ),
    _Rule(
        "SG",
        "UEN: nine or ten characters.",
        r"^(?:UEN)?(?P<digits>\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z])$",
        module="sg.uen",
    ),
    _Rule("SK", "IČO: eight digits.", r"^(?:ICO)?(?P<digits>\d{6,8})$", 8),
    _Rule("TR", "VKN: ten digits.", r"^(?:VKN)?(?P<digits>\d{10})$", module="tr.vkn"),
    _Rule("TW", "Unified business number: eight digits.", r"^(?:UBN)?(?P<digits>\d{8})$", module="tw.ubn"),
    _Rule("UA", "EDRPOU: eight digits.", r"^(?:EDRPOU)?(?P<digits>\d{7,8})$", 8, "ua.edrpou"),
    _Rule(
        "DE",
        "Handelsregister number without a country beside it.",
        rf"^{_COURT}(?P<lead>[A-Z]*?)(?P<head>HRA|HRB)(?:NR)?0*(?P<digits>\d{{1,6}}){_COURT}(?P<tail>[A-Z]*)$",
        unmistakable=True,
    ),
)
"""The first rule of the cell's country that fits is taken. Numbers of countries without a rule are only tidied."""
