"""The dirt of two CRMs: how often each thing goes wrong, in one table."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Dirt:
    """Rates of what happens to a company on its way into one list; each is a share of the rows that it could happen to.

    Other names (at most one of the four happens to a row)
        subsidiary       the list holds the national subsidiary instead: 'X Germany GmbH'
        trade_name       the list holds the name it trades under, alone or as 'X t/a Y'
        acronym          the list holds the initials of its words, if they are three or more
        renamed          the list holds its former or its new name
    Names
        native_script    written in the script of its country, where that is not Latin
        romanised        Latin spelling keeps the trade in the country's language: 'Keji' for 'Technology'
        respelled        romanised by another system: 'Chang' for 'Zhang', 'iy' for 'y'
        form_dropped     legal form left out
        form_spelled     legal form spelled another way: 'Ltd.' for 'Limited'
        form_swapped     another legal form of the country
        ampersand        '&' and 'and' (und, et, y, e) exchanged
        abbreviated      long words of business cut short: 'Intl', 'Mfg', 'Svcs'
        word_dropped     the last word of three or more left out; not of siblings, whom it tells apart
        word_added       a qualifier more: 'Group', 'Holdings', 'UK', 'Services'; not of siblings
        word_rotated     the last word in front, or the first one behind
        the              'The' put in front; ten times as often it is left out where it belongs
        glued            a space lost: 'AcmeSoft'
        note             a note behind: '(old)', '- DO NOT USE', a city, a country
        filing_note      of American companies: the state as registers note it, '/DE/'
        upper, lower     all capitals; no capitals
        unaccented       accents lost, or spelled out: 'Mueller'
        typo             one or two letters wrong, missing, doubled or exchanged
        truncated        cut at 30 characters
        space            spaces before, behind or doubled
    Websites
        no_website       none
        other_suffix     the same name under another top-level domain
        other_domain     another domain of the same company
        free_mail        an address at a free-mail host
        social           a page on a social network
        hosted           a page at a site builder
        shared_page      a page in a directory or on a host that thousands share
        foreign_site     somebody else's site: the parent's, an agency's, a directory's
        subdomain, path  a host below the domain; a page below the host
    Addresses and numbers
        moved            another address: half of them in the same city
        other_city_name  the city under another name or in another language
        country_spelled  the country spelled another way; the rest by its common English name
        street_shortened 'St.' for 'Street', 'str.' for 'straße'
        postal_slip      what spreadsheets do to postal codes: a leading zero lost, four digits more, a space lost
        other_phone      another line of the same company
        no_country, no_region, no_city, no_postal_code, no_street, no_phone, no_industry, no_employees, no_revenue
        other_industry   filed under another industry
        no_identifier    each of VAT id, register number and D-U-N-S
        no_lei           no Legal Entity Identifier
        bad_identifier   an identifier with a wrong digit; a fifth as often it is all zeros
        other_identifier an identifier with dashes or without spaces
        placeholder      'n/a', '-', 'unknown' where a field is empty
    Rows
        duplicate        the company is in the list twice, each row with dirt of its own
    """

    subsidiary: float = 0.04
    trade_name: float = 0.03
    acronym: float = 0.02
    renamed: float = 0.015
    native_script: float = 0.15
    romanised: float = 0.12
    respelled: float = 0.12
    form_dropped: float = 0.3
    form_spelled: float = 0.45
    form_swapped: float = 0.03
    ampersand: float = 0.4
    abbreviated: float = 0.1
    word_dropped: float = 0.03
    word_added: float = 0.02
    word_rotated: float = 0.006
    the: float = 0.02
    glued: float = 0.012
    note: float = 0.012
    filing_note: float = 0.015
    upper: float = 0.13
    lower: float = 0.02
    unaccented: float = 0.35
    typo: float = 0.065
    truncated: float = 0.01
    space: float = 0.02
    no_website: float = 0.3
    other_suffix: float = 0.05
    other_domain: float = 0.06
    free_mail: float = 0.012
    social: float = 0.015
    hosted: float = 0.008
    shared_page: float = 0.008
    foreign_site: float = 0.02
    subdomain: float = 0.03
    path: float = 0.12
    moved: float = 0.1
    other_city_name: float = 0.25
    country_spelled: float = 0.35
    street_shortened: float = 0.18
    postal_slip: float = 0.14
    other_phone: float = 0.15
    other_industry: float = 0.15
    no_country: float = 0.06
    no_region: float = 0.5
    no_city: float = 0.15
    no_postal_code: float = 0.4
    no_street: float = 0.45
    no_phone: float = 0.45
    no_industry: float = 0.35
    no_employees: float = 0.4
    no_revenue: float = 0.6
    no_identifier: float = 0.85
    no_lei: float = 0.93
    bad_identifier: float = 0.02
    other_identifier: float = 0.2
    placeholder: float = 0.03
    duplicate: float = 0.015

    def cleaner(self, by: float) -> "Dirt":
        """Every rate times `by`, except what is missing, duplicates, and how legal forms are spelled."""
        kept = {"duplicate", "form_spelled"}
        return replace(
            self,
            **{
                field.name: getattr(self, field.name) * by
                for field in fields(self)
                if field.name not in kept and not field.name.startswith("no_")
            },
        )
