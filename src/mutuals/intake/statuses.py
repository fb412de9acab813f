"""What the words in a status, type or lifecycle column mean: customers, open opportunities, prospects or neither.

`STATUSES` is read from the top: the first line with a word that is in the value decides. The words are those of
Salesforce, HubSpot, Dynamics and Pipedrive and of hand-made lists in seven languages. A person overrides a value in the
populations file (`[status]`).
"""

import re
from dataclasses import dataclass
from functools import cache

from mutuals.accounts import PopulationKind
from mutuals.intake.fields import header_words


@dataclass(frozen=True)
class StatusRule:
    """Words and phrases of a status, lower case without accents (`*` ends a stem), the kind they mean, and why."""

    kind: PopulationKind
    sentence: str
    words: tuple[str, ...]


STATUSES: tuple[StatusRule, ...] = (
    StatusRule(
        PopulationKind.OTHER,
        "Was once something, or never will be: in none of the three standard kinds.",
        (
            "former", "ex", "past", "lost", "churn*", "inactive", "canceled", "cancelled", "disqualified",
            "unqualified",
            "closed lost", "dead", "archived", "competitor*",
            "inaktiv*", "ehemalig*", "gekundigt*", "verloren*", "wettbewerber", "ancien*", "inactif*", "perdu*",
            "concurrent*",
            "inactiv*", "antigu*", "perdid*", "competidor*", "inativ*", "antig*", "concorrente*",
            "inattiv*", "cessat*", "persa", "perso", "voormalig*", "inactief",
        ),
    ),
    StatusRule(
        PopulationKind.PROSPECTS,
        "Might become a customer; nothing is being negotiated.",
        (
            "prospect*", "suspect", "lead", "leads", "subscriber", "mql", "sql", "marketingqualifiedlead",
            "salesqualifiedlead", "qualified", "cold", "warm", "hot", "target*", "potential*", "nurtur*",
            "non customer",
            "not a customer", "noncustomer",
            "interessent*", "zielkund*", "potenzial*", "potenziel*", "potentiel*", "wunschkunde*", "kein kunde",
            "nichtkunde", "cible*", "abonne", "prospecto*", "potencial*", "suscriptor", "assinante",
        ),
    ),
    StatusRule(
        PopulationKind.OPEN_OPPORTUNITIES,
        "Something is being negotiated.",
        (
            "opp", "opps", "opportunit*", "negotiat*", "proposal*", "pipeline", "evaluat*", "trial", "pilot", "poc",
            "in progress", "deal", "open deal", "quote", "quoted",
            "verhandlung*", "angebot*", "chance", "chancen", "verkaufschance*", "negociation*", "devis", "offre*",
            "oportunidad*", "negociacion*", "propuesta*", "negociacao", "proposta*",
            "trattativa*", "offerta*", "offerte*", "onderhandeling*", "kans",
        ),
    ),
    StatusRule(
        PopulationKind.CUSTOMERS,
        "Buys from this organization.",
        (
            "customer*", "client*", "won", "closedwon", "evangelist", "promoter", "paying", "renewal", "onboarding",
            "installed base", "install base",
            "kunde*", "bestandskunde*", "neukunde*", "stammkunde*", "vertragskunde*", "gewonnen*", "gagne*", "ganad*",
            "ganh*", "acquis*", "klant*", "vinto", "vinta",
        ),
    ),
    StatusRule(
        PopulationKind.OTHER,
        "Neither buys nor is to buy: partners, suppliers, the press, tests.",
        (
            "other*", "partner*", "reseller*", "supplier*", "vendor*", "integrator*", "distributor*", "consultant*",
            "influencer*", "agency", "investor*", "analyst*", "press", "internal", "test", "unknown", "none", "n a",
            "sonstige*", "lieferant*", "unbekannt", "autre*", "fournisseur*", "partenaire*", "otro*", "otra*",
            "proveedor*", "socio*", "outro*", "outra*", "fornecedor*", "parceir*", "altro", "altri", "overig*",
        ),
    ),
)  # fmt: skip
"""The words of status columns, most telling first."""


@cache
def status_kind(value: str) -> PopulationKind | None:
    """The kind that a status means, or None if its words are not known."""
    words = " ".join(header_words(value))
    return next((rule.kind for rule in STATUSES if _pattern(rule).search(words)), None)


@cache
def _pattern(rule: StatusRule) -> re.Pattern[str]:
    """The words of a rule as one pattern."""
    return re.compile(r"\b(?:" + "|".join(word.replace("*", r"\w*") for word in rule.words) + r")\b")
