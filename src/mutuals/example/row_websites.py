"""What a list holds as the website of a company."""

import numpy as np
import polars as pl

from mutuals.example.business import pick
from mutuals.example.dice import on_some
from mutuals.example.rendering import Rendering

_STYLES = {"bare": 34, "https": 22, "http": 8, "www": 16, "https www": 10, "http www": 4, "capitals": 2, "mail": 3}
"""How an address is typed, and how often."""


def websites(r: Rendering) -> pl.Series:
    """The website of each row: mostly the company's own site, in one of many spellings."""
    dice, dirt, count = r.dice.child("websites"), r.dirt, r.count
    v, sites = r.world.vocabulary, r.world.sites[r.at]
    label = sites["label"]
    own_suffix = v.suffixes.latin.gather(v.suffixes.draw(r.nation, dice))
    suffix = own_suffix.zip_with(pl.Series(dice.chance(count, 0.5)), pick("generic_suffixes", count, dice))
    other_suffix = dice.chance(count, dirt.other_suffix) | (r.shows("subsidiary") & dice.chance(count, 0.5))
    other_label = label + pick("second_endings", count, dice)
    label = on_some(label, dice.chance(count, dirt.other_domain), pl.col("other"), other=other_label)
    site = label + "." + suffix.zip_with(pl.Series(other_suffix), sites["suffix"])
    site = on_some(site, dice.chance(count, dirt.foreign_site), pl.col("other"), other=_foreign(r))
    typed = _typed(r, site)
    builder = pick("hosted", count, dice)
    typed = on_some(
        typed, dice.chance(count, dirt.hosted), "https://" + pl.col("label") + pl.col("by"), label=label, by=builder
    )
    network = pick("social", count, dice)
    typed = on_some(typed, dice.chance(count, dirt.social), pl.col("by") + pl.col("label"), label=label, by=network)
    page = pick("shared_pages", count, dice)
    typed = on_some(typed, dice.chance(count, dirt.shared_page), pl.col("by") + pl.col("label"), label=label, by=page)
    mail = pick("free_mail", count, dice)
    typed = on_some(
        typed, dice.chance(count, dirt.free_mail), pl.col("label") + "@" + pl.col("by"), label=label, by=mail
    )
    fresh = r.shows("renamed") & dice.chance(count, 0.45)
    typed = on_some(typed, fresh, pl.lit(None, dtype=pl.String))
    return r.filled(typed.alias("website"), dirt.no_website, placeholders=True)


def _typed(r: Rendering, site: pl.Series) -> pl.Series:
    """Sites with a scheme, www, a host below or a page, or as an address for mail."""
    dice, count, text = r.dice.child("typed"), r.count, pl.col("text")
    style = dice.weighted(count, [float(weight) for weight in _STYLES.values()])
    below = dice.chance(count, r.dirt.subdomain)
    typed = on_some(site, below, pl.col("host") + text, host=pick("hosts", count, dice))
    www = np.isin(style, [list(_STYLES).index(name) for name in ("www", "https www", "http www")])
    typed = on_some(typed, www & ~below, "www." + text)
    for name, scheme in (
        ("https", "https://"),
        ("https www", "https://"),
        ("http", "http://"),
        ("http www", "http://"),
    ):
        typed = on_some(typed, style == list(_STYLES).index(name), scheme + text)
    typed = on_some(typed, dice.chance(count, r.dirt.path), text + pl.col("page"), page=pick("paths", count, dice))
    typed = on_some(typed, style == list(_STYLES).index("capitals"), text.str.to_uppercase())
    mail = style == list(_STYLES).index("mail")
    return on_some(typed, mail, pl.col("who") + "@" + pl.col("site"), who=pick("local_parts", count, dice), site=site)


def _foreign(r: Rendering) -> pl.Series:
    """A site of somebody else: the parent's where there is one, else that of one of a few big names."""
    few = max(1, r.world.companies.height // 2000)
    parent = r.companies["parent"]
    stranger = r.dice.child("foreign").below(r.count, few)
    at = np.where(parent.is_not_null().to_numpy(), parent.fill_null(0).to_numpy(), stranger)
    return r.world.sites.select(site=pl.col("label") + "." + pl.col("suffix"))["site"].gather(at)
