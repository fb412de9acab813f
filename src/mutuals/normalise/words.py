"""The words of company names: abbreviations, connectives, numerals and places, each in one spelling."""

from functools import cache
from itertools import product

import polars as pl
from rigour.territories import get_territories

from mutuals.normalise.folding import words

CONNECTIVES = frozenset("and und et og och i y e ve the u ja es si n a en oraz plus".split())
"""Words that join or introduce and are left out: '&' on one side is 'and', 'und' or nothing on the other."""

FUNCTION_WORDS = frozenset(
    (
        "of de la le les los las el du des der die das den dem del della di da do dos das en im in at on for "
        "fur pour para a an to by van von zu zum zur"
    ).split()
)
"""Grammar: kept in place, but never a reason to call two names alike or different."""

NUMBER_SIGNS = frozenset(["no", "nr", "num", "number", "numero", "nro"])
"""Words before a numeral that say nothing themselves: No. 5, Nr. 5."""

ABBREVIATIONS: dict[str, str] = {
    "technologies": "technology",
    "tecnologia": "technology",
    "distributors": "distribution",
    "distributor": "distribution",
    "coop": "cooperative",
    "agcy": "agency",
    "masch": "maschinen",
    "fabr": "fabrik",
    "ets": "etablissements",
    "fres": "brothers",
    "freres": "brothers",
    "hnos": "brothers",
    "hermanos": "brothers",
    "flli": "brothers",
    "fratelli": "brothers",
    "irmaos": "brothers",
    "brodr": "brothers",
    "brodrene": "brothers",
    "construcciones": "construction",
    "construcoes": "construction",
    "bras": "brasileira",
    "transporte": "transport",
    "transportes": "transport",
    "transportation": "transport",
    "transporten": "transport",
    "messrs": "ms",
    "intl": "international",
    "internat": "international",
    "int": "international",
    "mfg": "manufacturing",
    "manuf": "manufacturing",
    "mfrs": "manufacturers",
    "svc": "service",
    "svcs": "services",
    "serv": "services",
    "servs": "services",
    "grp": "group",
    "gruppe": "group",
    "grupo": "group",
    "groupe": "group",
    "gruppo": "group",
    "groep": "group",
    "hldg": "holding",
    "hldgs": "holdings",
    "hlds": "holdings",
    "mgmt": "management",
    "mgt": "management",
    "mngmt": "management",
    "assoc": "associates",
    "assocs": "associates",
    "assn": "association",
    "bros": "brothers",
    "gebr": "brothers",
    "gebruder": "brothers",
    "gebroeders": "brothers",
    "univ": "university",
    "hosp": "hospital",
    "natl": "national",
    "nat": "national",
    "dept": "department",
    "dev": "development",
    "eng": "engineering",
    "engg": "engineering",
    "engr": "engineering",
    "fin": "financial",
    "finl": "financial",
    "inds": "industries",
    "ind": "industries",
    "indl": "industrial",
    "ins": "insurance",
    "inv": "investment",
    "invs": "investments",
    "invt": "investment",
    "labs": "laboratories",
    "lab": "laboratory",
    "pharm": "pharmaceutical",
    "pharma": "pharmaceuticals",
    "prod": "products",
    "prods": "products",
    "ptnrs": "partners",
    "rlty": "realty",
    "res": "resources",
    "sol": "solutions",
    "solns": "solutions",
    "sys": "systems",
    "tech": "technology",
    "technol": "technology",
    "techs": "technology",
    "telecom": "telecommunications",
    "trans": "transport",
    "transp": "transport",
    "ctr": "center",
    "cntr": "center",
    "centre": "center",
    "chem": "chemical",
    "chems": "chemicals",
    "comm": "communications",
    "comms": "communications",
    "commun": "communications",
    "constr": "construction",
    "cons": "consulting",
    "consult": "consulting",
    "corpn": "corporation",
    "dist": "distribution",
    "distr": "distribution",
    "elec": "electric",
    "electr": "electric",
    "entmt": "entertainment",
    "ent": "enterprises",
    "entpr": "enterprises",
    "envtl": "environmental",
    "equip": "equipment",
    "logist": "logistics",
    "mkt": "market",
    "mktg": "marketing",
    "med": "medical",
    "org": "organization",
    "organisation": "organization",
    "pac": "pacific",
    "pwr": "power",
    "ry": "railway",
    "saint": "st",
    "sankt": "st",
    "sainte": "st",
    "soc": "society",
    "sci": "sciences",
    "std": "standard",
    "util": "utilities",
    "utd": "united",
    "whsle": "wholesale",
    "schl": "school",
    "sch": "school",
    "trad": "trading",
    "bldg": "building",
    "const": "construction",
    "amer": "american",
    "mtn": "mountain",
    "mt": "mount",
    "ft": "fort",
    "gen": "general",
    "gov": "government",
    "govt": "government",
    "inst": "institute",
    "lic": "licensed",
    "mach": "machinery",
    "metro": "metropolitan",
    "opp": "opportunities",
    "prop": "properties",
    "props": "properties",
    "rest": "restaurants",
    "sec": "securities",
    "secs": "securities",
    "tele": "telephone",
    "tel": "telephone",
    "tr": "trust",
    "bk": "bank",
    "bancorporation": "bancorp",
    "fdn": "foundation",
    "colour": "color",
    "defence": "defense",
    "labour": "labor",
}
"""Abbreviations that lists of companies use, with the word they are compared as."""

_UNITS = ("first second third fourth fifth sixth seventh eighth ninth").split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_ROMAN = ("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv xxv").split()

NUMERALS: dict[str, str] = {
    **{word: str(value) for value, word in enumerate(_CARDINALS, start=1)},
    **{word: str(value) for word, value in _TENS.items()},
    **{word: str(value) for value, word in enumerate(_ROMAN, start=1) if len(word) > 1},
}
"""Numerals in words and Roman figures, with the figure. Ordinals below twenty stay words: First Bank is no Bank 1."""

_OTHER_CARDINALS = {
    "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "funf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sette": 7, "otto": 8, "nove": 9, "dieci": 10,
    "dois": 2, "duas": 2, "quatro": 4, "sete": 7, "oito": 8, "dez": 10, "hundred": 100, "thousand": 1000,
}  # fmt: skip
NUMERALS |= {word: str(value) for word, value in _OTHER_CARDINALS.items() if word not in FUNCTION_WORDS}

ORDINALS: dict[str, str] = {
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "6th": "sixth", "7th": "seventh",
    "8th": "eighth", "9th": "ninth", "10th": "tenth",
}  # fmt: skip
"""Ordinals in figures, as the words they are compared as: 1st Bank is First Bank."""

PLACEHOLDERS = frozenset(
    "unknown|na|n a|none|null|nil|tbd|tbc|test|testing|test account|test company|private individual|privatperson|"
    "privat|self employed|selbststandig|individual|no name|no company|not available|not applicable|company|"
    "keine angabe|k a|unbekannt|inconnu|desconocido|xxx|asdf|dummy|sample|sample account".split("|")
)
"""What people type when there is no name; no account is identified by it."""

LAST_NUMERALS: dict[str, str] = {word: str(value) for value, word in enumerate(_ROMAN, start=1) if len(word) == 1}
"""Roman figures of one letter, numerals only as the last word of a name (Fund V, but V Motors)."""

NUMERAL_PHRASES: dict[str, str] = {
    f"{tens} {unit}": str(base + value)
    for (tens, base), (value, unit) in product(_TENS.items(), enumerate(_UNITS, start=1))
} | {
    f"{tens} {unit}": str(base + value)
    for (tens, base), (value, unit) in product(_TENS.items(), enumerate(_CARDINALS[:9], start=1))
}
"""Twenty first → 21, twenty one → 21."""

_NATIVE_PLACES = (
    "deutschland allemagne alemania germania alemanha germany schweiz suisse svizzera switzerland "
    "osterreich austria autriche france frankreich francia italia italie italien italy espana spanien "
    "espagne spain nederland holland netherlands belgie belgique belgien belgium polska polen pologne "
    "poland sverige schweden sweden norge norwegen norway danmark danemark denmark suomi finland brasil "
    "brazil brasilien mexico mexiko turkiye turkei turkey rossiya russia russland magyarorszag hungary "
    "ungarn cesko czech czechia slovensko hellas greece portugal ireland eire scotland wales england "
    "britain uk gb gbr usa us uae america americas canada kanada nippon japan china india korea taiwan "
    "hongkong singapore malaysia indonesia thailand vietnam philippines australia nz africa europe europa "
    "asia emea apac latam nordic nordics scandinavia benelux dach iberia iberica cee mena gulf arabia"
).split()
_PLACE_PHRASES = [
    "united states of america",
    "united states",
    "united kingdom",
    "great britain",
    "new zealand",
    "south africa",
    "south korea",
    "saudi arabia",
    "hong kong",
    "united arab emirates",
    "north america",
    "south america",
    "latin america",
    "middle east",
    "asia pacific",
    "czech republic",
    "u s a",
    "u k",
    "u s",
    "u a e",
]


@cache
def place_words() -> tuple[frozenset[str], dict[str, str]]:
    """Countries and world regions as words of names: the single words, and the phrases with the word for each.

    From rigour's territories (countries only, their short names) and the native names and regions above.
    """
    names = [territory.name for territory in get_territories() if territory.is_country and not territory.is_historical]
    folded = words(pl.Series(names)).to_list()
    phrases = {name: name.replace(" ", "") for name in folded if " " in name and name.replace(" ", "").isalpha()}
    phrases |= {phrase: phrase.replace(" ", "") for phrase in _PLACE_PHRASES}
    phrases |= {"united states of america": "usa", "united states": "usa", "united kingdom": "uk", "u s a": "usa"}
    phrases |= {"u k": "uk", "great britain": "uk", "u s": "usa", "u a e": "uae", "united arab emirates": "uae"}
    single = frozenset(name for name in folded if " " not in name) | frozenset(_NATIVE_PLACES)
    return single | frozenset(phrases.values()), phrases
