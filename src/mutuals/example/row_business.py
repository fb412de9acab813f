"""What a list holds about a company's business and about who looks after it: industry, size, owner, status."""

import numpy as np
import polars as pl

from mutuals.example.business import pick
from mutuals.example.dice import Bools, kept
from mutuals.example.organizations import Organization
from mutuals.example.rendering import Rendering
from mutuals.example.vocabulary import INDUSTRIES

_TEAM = 24
"""Account owners in an organization."""


def business(r: Rendering, organization: Organization) -> dict[str, pl.Series]:
    """Industry, employees, annual revenue, owner, status and products of each row."""
    dice, dirt = r.dice.child("business"), r.dirt
    labels = pl.Series([label for label, _ in INDUSTRIES.values()])
    industry = np.where(
        dice.chance(r.count, dirt.other_industry), dice.below(r.count, len(labels)), r.companies["industry"].to_numpy()
    )
    heads = r.world.size.gather(r.at).to_numpy() * np.exp(dice.normal(r.count) * 0.35)
    revenue = np.round(heads * np.exp(dice.normal(r.count) * 0.8 + 12.0), -4)
    status = pick(organization.statuses, r.count, dice)
    customer = status.str.to_lowercase().str.starts_with("customer").to_numpy()
    owner = _owners(r, organization)
    return {
        "industry": r.filled(labels.gather(industry).alias("industry"), dirt.no_industry),
        "employees": r.filled(pl.Series("employees", np.maximum(1, heads).astype(np.int64)), dirt.no_employees),
        "annual_revenue": r.filled(pl.Series("annual_revenue", revenue), dirt.no_revenue),
        **owner,
        "status": r.filled(status.alias("status"), 0.02),
        "products": _products(r, customer),
    }


def _products(r: Rendering, customer: Bools) -> pl.Series:
    dice = r.dice.child("products")
    return kept(pick("products", r.count, dice).alias("products"), customer & dice.chance(r.count, 0.7))


def _owners(r: Rendering, organization: Organization) -> dict[str, pl.Series]:
    """Account owners from a small team, some with many accounts; addresses at the organization's own domain."""
    v, dice = r.world.vocabulary, r.dice.child("owners")
    english = np.full(_TEAM, v.languages.index("en"))
    given, surname = v.words["given"], v.words["surnames"]
    team = given.latin.gather(given.draw(english, dice)) + " " + surname.latin.gather(surname.draw(english, dice))
    plain = team.str.to_lowercase().str.replace_all("[^a-z ]", "").str.replace_all(" ", ".", literal=True)
    mail = plain + "@" + organization.name.lower() + ".example"
    at = (_TEAM * dice.uniform(r.count) ** 1.5).astype(np.int64)
    known = ~dice.chance(r.count, 0.04)
    return {
        "owner_name": kept(team.gather(at).alias("owner_name"), known),
        "owner_email": kept(mail.gather(at).alias("owner_email"), known),
    }
