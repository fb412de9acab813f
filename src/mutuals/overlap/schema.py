"""The tables of the overlap room: overlaps, cells of the matrix, potential revenue, greenfield."""

import polars as pl

from mutuals.accounts import Column, Population, PopulationKind, Table
from mutuals.matching.schema import BANDS, JUDGEMENTS, LEVELS

AMOUNT = pl.Decimal(38, 2)

AMOUNTS = pl.List(pl.Struct({"currency": pl.String, "amount": AMOUNT}))
"""Amounts, one per currency; amounts in two currencies are never added."""

NO_POPULATION = Population(
    "Not in a population", PopulationKind.OTHER, "Accounts that no population of this list takes in."
)
"""The margin of the matrix for accounts in no population, so that no overlap falls out of it."""

OVERLAPS = Table(
    "OVERLAPS",
    "One row is one overlap: a link that counts between an account of ours and an account of the partner's.",
    (
        Column("account_id", pl.String, "Our account."),
        Column("name", pl.String, "Its name on our list."),
        Column("partner_account_id", pl.String, "The partner's account."),
        Column("partner_name", pl.String, "Its name on the partner's list."),
        Column("probability", pl.Float64, "Calibrated probability that the two are the same company, 0 to 1."),
        Column("band", BANDS, "certain, likely, possible or unlikely."),
        Column("level", LEVELS, "entity, subsidiary, group or location."),
        Column("evidence", pl.String, "The sentence of evidence: each finding with its weight in bits."),
        Column("judgement", JUDGEMENTS, "A person's verdict on this link, or null."),
        Column("our_populations", pl.List(pl.String), "Our populations that the account is in, in their order."),
        Column("partner_populations", pl.List(pl.String), "The partner's populations that its account is in."),
        Column("our_links", pl.UInt32, "How many of the overlaps our account has; above 1 is one-to-many."),
        Column("partner_links", pl.UInt32, "How many of the overlaps the partner's account has."),
        Column("open_opportunities", pl.UInt32, "Our open opportunities with the account."),
        Column("open_amounts", AMOUNTS, "Their amounts, summed per currency; null where there are none."),
        Column("next_close_date", pl.Date, "The earliest close date among them."),
        Column("owner_name", pl.String, "Owner of our account."),
        Column("partner_owner_name", pl.String, "Owner of the partner's account."),
        Column("website", pl.String, "Website on our list."),
        Column("partner_website", pl.String, "Website on the partner's list."),
        Column("city", pl.String, "City on our list."),
        Column("partner_city", pl.String, "City on the partner's list."),
        Column("country", pl.String, "Country on our list."),
        Column("partner_country", pl.String, "Country on the partner's list."),
    ),
)

CELLS = Table(
    "CELLS",
    "One row is one cell of the account mapping matrix; where a population is null, the cell is a total over all.",
    (
        Column("our_population", pl.String, "Our population (row), or null: any or none of them."),
        Column("partner_population", pl.String, "The partner's population (column), or null: any or none of them."),
        Column("mine", pl.UInt32, "Distinct accounts of ours in the cell."),
        Column("theirs", pl.UInt32, "Distinct accounts of the partner's in the cell."),
        Column("pairs", pl.UInt32, "Overlaps in the cell: pairs of one of ours with one of theirs."),
    ),
)

POTENTIAL = Table(
    "POTENTIAL",
    "Potential revenue: one row is one currency in one cell of the matrix; cells without open amounts have no row.",
    (
        Column("our_population", pl.String, "Our population (row), or null: any or none of them."),
        Column("partner_population", pl.String, "The partner's population (column), or null: any or none of them."),
        Column("currency", pl.String, "ISO 4217 code, or null where the opportunities name none."),
        Column("amount", AMOUNT, "Sum of our open amounts over the distinct accounts of ours in the cell."),
        Column("opportunities", pl.UInt32, "How many open opportunities the sum is over."),
    ),
)

GREENFIELD = Table(
    "GREENFIELD",
    "One row is one account of ours that the partner does not have, as far as the links that count say.",
    (
        Column("account_id", pl.String, "Our account."),
        Column("name", pl.String, "Its name."),
        Column("our_populations", pl.List(pl.String), "Our populations that it is in, in their order."),
        Column("open_opportunities", pl.UInt32, "Our open opportunities with it."),
        Column("open_amounts", AMOUNTS, "Their amounts, summed per currency; null where there are none."),
        Column("owner_name", pl.String, "Owner of the account."),
        Column("website", pl.String, "Website."),
        Column("city", pl.String, "City."),
        Column("country", pl.String, "Country."),
    ),
)

SIDES = pl.Enum(["ours", "theirs"])

GREENFIELD_COUNTS = Table(
    "GREENFIELD_COUNTS",
    "One row is one population of one side: how many of its accounts the other side has too, and how many it has not.",
    (
        Column("side", SIDES, "ours or theirs."),
        Column("population", pl.String, "Population, or null: the whole list."),
        Column("accounts", pl.UInt32, "Accounts in the population."),
        Column("overlapping", pl.UInt32, "Accounts that overlap with the other side."),
        Column("greenfield", pl.UInt32, "Accounts that the other side does not have."),
    ),
)
