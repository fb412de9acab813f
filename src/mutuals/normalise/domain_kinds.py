"""What a host says about its owner: whose own it is, and which hosts belong to somebody else's customers."""

from collections.abc import Iterable
from functools import cache

import polars as pl

from mutuals.normalise.packaged import packaged_text

DOMAIN_KINDS = pl.Enum(["informative", "free_mail", "hosting", "social", "placeholder", "invalid", "missing"])
"""Kinds of a website cell; only `informative` domains say who the account is."""


def _table(text: str, separator: str | None = None) -> pl.Series:
    return pl.Series(sorted({entry.strip() for entry in text.split(separator)} - {""}), dtype=pl.String)


SOCIAL = _table("""
    linkedin.com lnkd.in linkedin.cn facebook.com fb.com fb.me m.me messenger.com twitter.com t.co x.com instagram.com
    instagr.am youtube.com youtu.be tiktok.com xing.com xing.to wikipedia.org wikidata.org pinterest.com pin.it vk.com
    vk.ru ok.ru weibo.com weibo.cn wechat.com douyin.com xiaohongshu.com bilibili.com line.me threads.net threads.com
    bsky.app mastodon.social tumblr.com flickr.com snapchat.com whatsapp.com wa.me t.me telegram.me telegram.org
    discord.gg discord.com angel.co wellfound.com plus.google.com
""")
"""Social networks and encyclopaedias: the page is about the account, the domain is never the account's."""

SOCIAL_STEMS = _table("""
    linkedin facebook instagram youtube pinterest tiktok wikipedia
""")
"""Brands of the above that own their name under many suffixes (facebook.de, pinterest.co.uk)."""

HOSTING = _table("""
    sites.google.com business.site google.site docs.google.com drive.google.com forms.gle maps.google.com goo.gl g.page
    goo.gle maps.app.goo.gl translate.google.com play.google.com storage.googleapis.com googleusercontent.com g.co
    wixstatic.com jimdofree.com jimdosite.com mystrikingly.com godaddysites.com site123.me webself.net e-monsite.com
    over-blog.com angelfire.com geocities.com ucoz.com narod.ru tilda.ws tilda.cc canva.site framer.website
    hubspotpagebuilder.com hs-sites.com notion.site
    hubspotusercontent.net my.site.com site.com force.com salesforce-sites.com zohosites.com page.tl jouwweb.nl
    linktr.ee beacons.ai bio.link about.me carrd.co campsite.bio milkshake.app linkin.bio taplink.cc lnk.bio
    dropboxusercontent.com onedrive.live.com 1drv.ms sharepoint.com cloudfront.net amazonaws.com windows.net
    azureedge.net website-editor.net ctfassets.net forms.office.com officeapps.live.com mailchi.mp
    web.archive.org safelinks.protection.outlook.com urldefense.com urldefense.proofpoint.com protect-us.mimecast.com
    bit.ly tinyurl.com ow.ly buff.ly is.gd rb.gy cutt.ly rebrand.ly shorturl.at lnk.to tiny.cc
    apps.apple.com itunes.apple.com appexchange.salesforce.com
""")
"""Hosts and domains of page builders, document stores, shortened addresses and app stores that the public suffix list
does not name as hosting; sub-domains of them count too."""

SITE_BUILDERS = _table("""
    wix.com wordpress.com weebly.com squarespace.com jimdo.com strikingly.com webnode.com webs.com yola.com webador.com
    blogger.com typepad.com tripod.com homestead.com bigcartel.com notion.so webflow.com shopify.com
""")
"""Page builders whose customers live on pages and sub-domains of the builder's own domain (bare, it is its own)."""

PAGES_OF_OTHERS = _table("""
    crunchbase.com pitchbook.com bloomberg.com dnb.com zoominfo.com opencorporates.com northdata.de northdata.com
    companieshouse.gov.uk company-information.service.gov.uk glassdoor.com glassdoor.co.uk glassdoor.de indeed.com
    kununu.com yelp.com tripadvisor.com trustpilot.com yellowpages.com yell.com gelbeseiten.de dasoertliche.de
    pagesjaunes.fr paginasamarillas.es paginegialle.it foursquare.com meetup.com slideshare.net issuu.com medium.com
    reddit.com quora.com vimeo.com twitch.tv soundcloud.com behance.net dribbble.com
    etsy.com ebay.com ebay.de ebay.co.uk amazon.com amazon.co.uk amazon.de alibaba.com aliexpress.com indiamart.com
    tradeindia.com made-in-china.com ec21.com kickstarter.com indiegogo.com gofundme.com
    dropbox.com box.com wetransfer.com scribd.com typeform.com surveymonkey.com jotform.com eventbrite.com odoo.com
    google.com
""")
"""Directories, marketplaces and document stores run by companies that are accounts themselves: a *page* there is
about somebody else (hosting), the bare domain is its owner's own."""

FREE_MAIL = _table("""
    t-online.de btinternet.com virginmedia.com ntlworld.com proton.me pm.me tutanota.com tutanota.de tuta.io tuta.com
    hey.com bluewin.ch bluemail.ch sympatico.ca shaw.ca telus.net telenet.be skynet.be sfr.fr neuf.fr bbox.fr tin.it
    o2.pl abv.bg nifty.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp blueyonder.co.uk talktalk.net
""")
"""Mailbox providers for the public that the freemail package does not list."""

FREE_MAIL_STEMS = _table("gmail googlemail hotmail yahoo ymail outlook gmx protonmail icloud rocketmail")
"""Mailbox brands that own their name under many suffixes (yahoo.co.uk, gmx.ch)."""

PLACEHOLDER_DOMAINS = _table("""
    example.com example.org example.net example.edu test.com test.de domain.com website.com yourdomain.com mydomain.com
    yourcompany.com mycompany.com yourwebsite.com mywebsite.com yoursite.com mysite.com companyname.com none.com
    noemail.com nowebsite.com nodomain.com na.com nomail.com unknown.com notavailable.com notapplicable.com asdf.com
    aaa.com abcd.com sample.com dummy.com fake.com tbd.com www.com www.de www.net www.org http.com https.com noweb.com
    placeholder.com nourl.com blank.com invalid.com
""")
"""Domains that people type to satisfy a form."""

PLACEHOLDER_WORDS = _table("""
    n a, na, n d, nd, none, no, non, null, nil, nan, unknown, unbekannt, kein, keine, keine angabe, keine website, ka,
    k a, nicht vorhanden, entfallt, no website, no web, no site, no url, no webpage, not available, not applicable,
    not provided, not known, not found, missing, empty, blank, sin web, sin sitio web, sin pagina web, ninguno, ninguna,
    no tiene, no aplica, no disponible, desconocido, aucun, aucune, neant, inconnu, non disponible, pas de site,
    sem site, nenhum, nao tem, nao disponivel, desconhecido, geen, onbekend, nessuno, sconosciuto, tbd, tba, tbc, todo,
    test, x, xx, xxx, xxxx, 0, false, true, undefined, website, url, http, https, http www, https www, www, localhost,
    private, privat, coming soon, under construction, no info, information not available, none available,
    sin informacion, s n, s w
""", ",")  # fmt: skip
"""Whole cells, folded, that say there is nothing: in English, German, French, Spanish, Portuguese, Dutch, Italian."""


_ROLES = ("placeholder", "social", "hosting", "builder", "page", "free_mail")
"""What a listed name is, the stronger first; `page` is hosting where the address goes on to a page, `builder` also
under a sub-domain."""


def domain_kinds(said: pl.Series, hosts: pl.DataFrame) -> pl.Series:
    """Kind (`DOMAIN_KINDS`) of each website cell that is not empty.

    `said`: the cell's folded words where it has no domain, else null. `hosts`: `host`, `domain`, `label` (the domain's
    own), `hosted` (under a hosting suffix of the public suffix list), `paged` (the address goes on to a page).
    """
    names, brands = _named_roles(), _brand_roles()
    deeper = hosts["host"] != hosts["domain"]
    role = pl.min_horizontal(
        pl.col("domain").replace_strict(names["name"], names["role"], default=None),
        pl.when(deeper).then("host").replace_strict(names["name"], names["role"], default=None),
        pl.col("label").replace_strict(brands["name"], brands["role"], default=None),
    )
    reserved = pl.col("host").str.contains(r"(?:^|\.)(?:example|invalid|test|localhost)$")
    nothing = said.is_in(PLACEHOLDER_WORDS.implode())
    found = hosts.select(role=role, reserved=reserved.fill_null(value=False), said=nothing)
    role = pl.col("role")
    is_role = {name: role == position for position, name in enumerate(_ROLES)}
    hosted = is_role["builder"] & (deeper | hosts["paged"]) | is_role["page"] & hosts["paged"]
    kind = (
        pl.when(is_role["placeholder"] | pl.col("reserved") | pl.col("said"))
        .then(pl.lit("placeholder"))
        .when(is_role["hosting"] | hosts["hosted"] | hosted)
        .then(pl.lit("hosting"))
        .when(hosts["domain"].is_null())
        .then(pl.lit("invalid"))
        .when(is_role["social"])
        .then(pl.lit("social"))
        .when(is_role["free_mail"])
        .then(pl.lit("free_mail"))
        .otherwise(pl.lit("informative"))
    )
    return found.select(kind=kind.cast(DOMAIN_KINDS)).to_series()


@cache
def _named_roles() -> pl.DataFrame:
    """Listed host or domain `name` → its strongest `role` (position in `_ROLES`)."""
    tables = (PLACEHOLDER_DOMAINS, SOCIAL, HOSTING, SITE_BUILDERS, PAGES_OF_OTHERS, free_mail_domains())
    return _roles(zip(range(len(_ROLES)), tables, strict=True))


@cache
def _brand_roles() -> pl.DataFrame:
    """Brand `name` (the label of a domain under any suffix) → `role`."""
    return _roles([(_ROLES.index("social"), SOCIAL_STEMS), (_ROLES.index("free_mail"), FREE_MAIL_STEMS)])


def _roles(tables: Iterable[tuple[int, pl.Series]]) -> pl.DataFrame:
    rows = [names.alias("name").to_frame().with_columns(role=pl.lit(role, dtype=pl.Int8)) for role, names in tables]
    return pl.concat(rows).unique("name", keep="first", maintain_order=True)


@cache
def free_mail_domains() -> pl.Series:
    """Mailbox providers: the freemail package's lists (read as files, the package is not run) and `FREE_MAIL`."""
    listed = "\n".join(packaged_text("freemail", "data", name) for name in ("free.txt", "disposable.txt"))
    return pl.concat([FREE_MAIL, _table(listed)]).unique().sort()
