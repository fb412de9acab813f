"""The clean world that both lists are made from: companies with their addresses, sites, numbers and sizes."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from mutuals.example.companies import invent
from mutuals.example.dice import Dice
from mutuals.example.places import phones, places
from mutuals.example.vocabulary import Vocabulary, vocabulary
from mutuals.example.websites import domains

HOUSED = 0.45
"""Share of a group's members at the parent's address, if they are in its country."""


SWITCHBOARD = 0.3
"""Share of those with the parent's telephone number as well."""


@dataclass(frozen=True)
class World:
    """Every company once, one a row in each frame.

    `companies` as `invent` makes them; `places` city, region, postal_code, street (and city_native, street_native);
    `sites` label and suffix of the domain; `phones` as groups of digits; `size` the number of employees.
    """

    vocabulary: Vocabulary
    companies: pl.DataFrame
    places: pl.DataFrame
    sites: pl.DataFrame
    phones: pl.Series
    size: pl.Series
    seed: int

    @staticmethod
    def invented(count: int, seed: int) -> "World":
        """A world of `count` companies."""
        v = vocabulary()
        dice = Dice(seed, "world")
        companies = invent(count, seed)
        country = companies["country"].to_numpy()
        parent = companies["parent"].fill_null(0).to_numpy()
        housed = companies["parent"].is_not_null().to_numpy() & (country == country[parent])
        housed &= dice.chance(count, HOUSED)
        address = np.where(housed, parent, np.arange(count))
        line = np.where(housed & dice.chance(count, SWITCHBOARD), parent, np.arange(count))
        # Heads: many small companies, few large ones.
        size = np.ceil(np.exp(dice.normal(count) * 1.9 + 4.0)).clip(1, 900_000).astype(np.int32)
        return World(
            vocabulary=v,
            companies=companies,
            places=places(v, companies, dice.child("places"))[address],
            sites=domains(v, companies, dice.child("domains")),
            phones=phones(v, country, companies["city"].to_numpy(), dice.child("phones")).gather(line),
            size=pl.Series(size),
            seed=seed,
        )
