"""What a host says about its owner: whose own it is, and which hosts belong to somebody else's customers."""

from functools import cache
from importlib.resources import files

import polars as pl

DOMAIN_KINDS = pl.Enum(["informative", "free_mail", "hosting", "social", "placeholder", "invalid", "missing"])
"""Kinds of a website cell; only `informative` domains say who the account is."""

SOCIAL = frozenset(
    "linkedin.com lnkd.in linkedin.cn facebook.com fb.com fb.me m.me twitter.com t.co x.com instagram.com instagr.am"
    " youtube.com youtu.be tiktok.com xing.com xing.to crunchbase.com wikipedia.org wikidata.org pinterest.com pin.it"
    " vk.com ok.ru weibo.com weibo.cn wechat.com douyin.com xiaohongshu.com bilibili.com line.me threads.net threads.com"
    " bsky.app mastodon.social reddit.com quora.com medium.com tumblr.com flickr.com vimeo.com snapchat.com whatsapp.com"
    " wa.me t.me telegram.me telegram.org discord.gg discord.com twitch.tv soundcloud.com behance.net dribbble.com"
    " angel.co wellfound.com glassdoor.com indeed.com kununu.com pitchbook.com bloomberg.com dnb.com zoominfo.com"
    " opencorporates.com northdata.de northdata.com companieshouse.gov.uk yelp.com tripadvisor.com trustpilot.com"
    " yellowpages.com yell.com gelbeseiten.de pagesjaunes.fr paginasamarillas.es paginegialle.it foursquare.com"
    " plus.google.com meetup.com slideshare.net issuu.com".split()
)
"""Registrable domains (or hosts) of social networks, encyclopaedias, company directories and review sites: the page is
about the account, the domain is not the account's."""

SOCIAL_STEMS = frozenset(
    "linkedin facebook instagram youtube pinterest xing tiktok crunchbase wikipedia glassdoor indeed yelp tripadvisor"
    " trustpilot kununu".split()
)
"""Brands of the above that own their name under many suffixes (facebook.de, pinterest.co.uk, tripadvisor.fr)."""

HOSTING = frozenset(
    # page and shop builders
    "sites.google.com business.site google.site wix.com wixstatic.com docs.wixstatic.com wordpress.com weebly.com"
    " squarespace.com jimdo.com jimdofree.com jimdosite.com strikingly.com webnode.com webs.com yola.com godaddysites.com"
    " site123.me webself.net webador.com e-monsite.com over-blog.com blogger.com typepad.com tripod.com angelfire.com"
    " geocities.com homestead.com ucoz.com narod.ru tilda.ws tilda.cc mystrikingly.com bigcartel.com shopify.com"
    " canva.site my.canva.site framer.website hubspotpagebuilder.com hs-sites.com hubspotusercontent.net notion.site"
    " notion.so webflow.com duda.co site.com my.site.com force.com salesforce-sites.com zohosites.com odoo.com"
    " linktr.ee beacons.ai bio.link about.me carrd.co campsite.bio milkshake.app"
    # documents, files and forms
    " docs.google.com drive.google.com forms.gle storage.googleapis.com maps.google.com goo.gl g.page maps.app.goo.gl"
    " dropbox.com dropboxusercontent.com onedrive.live.com 1drv.ms sharepoint.com box.com wetransfer.com scribd.com"
    " googleusercontent.com cloudfront.net amazonaws.com windows.net azureedge.net cdn.website-editor.net ctfassets.net"
    " s3.amazonaws.com typeform.com surveymonkey.com jotform.com forms.office.com mailchi.mp eventbrite.com"
    # shortened addresses
    " bit.ly tinyurl.com ow.ly buff.ly is.gd rb.gy cutt.ly rebrand.ly shorturl.at lnk.to tiny.cc"
    # app stores and marketplaces
    " apps.apple.com itunes.apple.com play.google.com appexchange.salesforce.com etsy.com ebay.com ebay.de ebay.co.uk"
    " amazon.com amazon.co.uk amazon.de alibaba.com aliexpress.com indiamart.com tradeindia.com made-in-china.com"
    " ec21.com kickstarter.com indiegogo.com gofundme.com".split()
) - {"amazon.com", "amazon.co.uk", "amazon.de", "alibaba.com", "shopify.com", "webflow.com", "dropbox.com", "box.com"}
"""Hosts and registrable domains that the public suffix list does not name as hosting, where many accounts' pages live."""

FREE_MAIL = frozenset(
    "t-online.de btinternet.com virginmedia.com ntlworld.com proton.me pm.me tutanota.com tutanota.de tuta.io tuta.com"
    " hey.com bluewin.ch bluemail.ch sympatico.ca shaw.ca telus.net telenet.be skynet.be sfr.fr neuf.fr bbox.fr tin.it"
    " o2.pl abv.bg nifty.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp blueyonder.co.uk talktalk.net".split()
)
"""Mailbox providers for the public that the freemail package does not list."""

PLACEHOLDER_DOMAINS = frozenset(
    "example.com example.org example.net example.edu test.com test.de domain.com website.com yourdomain.com mydomain.com"
    " yourcompany.com mycompany.com yourwebsite.com mywebsite.com yoursite.com mysite.com companyname.com none.com"
    " noemail.com nowebsite.com nodomain.com na.com nomail.com unknown.com notavailable.com notapplicable.com asdf.com"
    " aaa.com abcd.com sample.com dummy.com fake.com tbd.com www.com www.de www.net www.org http.com https.com"
    " google.com.invalid placeholder.com noweb.com nourl.com blank.com".split()
)
"""Domains that people type to satisfy a form."""

PLACEHOLDER_WORDS = frozenset(
    "n a|na|n d|nd|none|no|non|null|nil|nan|unknown|unbekannt|kein|keine|keine angabe|keine website|ka|k a|nicht vorhanden"
    "|no website|no web|no site|no url|not available|not applicable|not provided|not known|missing|empty|blank|sin web"
    "|sin sitio web|sin pagina web|ninguno|ninguna|no tiene|no aplica|no disponible|desconocido|aucun|aucune|neant|inconnu"
    "|non disponible|pas de site|sem site|nenhum|nao tem|nao disponivel|desconhecido|geen|onbekend|nessuno|sconosciuto"
    "|tbd|tba|tbc|todo|test|x|xx|xxx|xxxx|0|false|true|undefined|website|url|http|https|www|localhost|private|privat"
    "|coming soon|under construction|no info|information not available|none available|sin informacion|s n|s w".split(
        "|"
    )
)
"""Whole cells, folded, that say there is nothing: in English, German, French, Spanish, Portuguese, Dutch, Italian."""


@cache
def free_mail_domains() -> frozenset[str]:
    """Mailbox providers: the freemail package's lists (read as files, the package is not run) and `FREE_MAIL`."""
    data = files("freemail").joinpath("data")
    listed = " ".join(data.joinpath(name).read_text(encoding="utf-8") for name in ("free.txt", "disposable.txt"))
    return FREE_MAIL | frozenset(listed.split())
