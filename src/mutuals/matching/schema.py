"""The tables that matching gives to the next stage."""

import polars as pl

from mutuals.accounts import Column, Table

BANDS = pl.Enum(["certain", "likely", "possible", "unlikely"])
"""How sure a link is, by thresholds that the rules file sets."""

LEVELS = pl.Enum(["entity", "subsidiary", "group", "location"])
"""What the two accounts share: the same legal entity; one the national or divisional subsidiary of the other's name;
only the corporate group; or the same company at another site."""

JUDGEMENTS = pl.Enum(["confirmed", "rejected", "alias"])
"""A person's verdict on a link; it wins over the model."""

MATCHES = Table(
    "MATCHES",
    "One row is one candidate link between an account of ours and one of the partner's; an account may have several.",
    (
        Column("account_id", pl.String, "Our account."),
        Column("partner_account_id", pl.String, "The partner's account."),
        Column("probability", pl.Float64, "Calibrated probability that the two are the same company, 0 to 1."),
        Column("band", BANDS, "certain, likely, possible or unlikely."),
        Column("level", LEVELS, "entity, subsidiary, group or location."),
        Column("evidence", pl.String, "The sentence of evidence: each comparison's finding with its weight in bits."),
        Column("judgement", JUDGEMENTS, "A person's verdict on this link, or null."),
        Column(
            "our_links", pl.UInt32, "How many links the account has in the bands that count; above 1 is one-to-many."
        ),
        Column("partner_links", pl.UInt32, "How many links the partner's account has in the bands that count."),
    ),
)
