"""The policy as a person writes it, and what they are told when it is wrong."""

from datetime import date

import pytest

from mutuals.errors import BadInput
from mutuals.sharing import (
    EXCLUSION_RULES,
    FIELD_PRESETS,
    LEVEL_RULES,
    STARTER,
    Learns,
    Shared,
    SharingLevel,
    SharingPolicy,
    parse_policy,
    policy_file,
    read_policy,
    starter_policy,
)

ON = date(2027, 1, 15)


def _policy(text: str) -> SharingPolicy:
    return parse_policy(text, source="policy.toml")


EXAMPLE = "\n".join(line[4:] for line in (policy_file.__doc__ or "").splitlines() if line.startswith("    "))


def test_the_example_of_the_documentation_is_a_policy() -> None:
    policy = _policy(EXAMPLE)
    shared = {name: policy.shared(name, partner="Globex", on=ON).level for name in ("Customers", "Prospects", "Other")}
    assert shared == {
        "Customers": SharingLevel.OVERLAPS,
        "Prospects": SharingLevel.HIDDEN,
        "Other": SharingLevel.COUNTS,
    }
    assert [one.reason for one in policy.exclusions_for("Globex")] == ["NDA customers", "the partner itself"]
    assert [one.reason for one in policy.exclusions_for("Initech")] == ["NDA customers"]


def test_what_is_not_named_is_hidden() -> None:
    assert _policy("").shared("Customers", partner="Globex", on=ON).level is SharingLevel.HIDDEN


def test_the_starter_shares_overlaps_with_their_names() -> None:
    expected = Shared(SharingLevel.OVERLAPS, FIELD_PRESETS["names-and-domain"].columns)
    assert starter_policy().shared("Customers", partner="Globex", on=ON) == expected


def test_who_learns_is_the_partners_own_line_or_else_that_of_the_policy() -> None:
    assert _policy("").learns_with("Globex") is Learns.BOTH
    policy = _policy('learns = "partner"\n[[partner]]\nname = "Globex"\nlearns = "us"\n[[partner]]\nname = "Initech"')
    assert [policy.learns_with(name) for name in ("Globex", "Initech", "Hooli")] == [
        Learns.US,
        Learns.PARTNER,
        Learns.PARTNER,
    ]
    assert policy.digest() != _policy(policy_of := 'learns = "partner"').digest()
    assert _policy(policy_of).digest() != _policy("").digest()


def test_the_starter_shows_who_may_learn_as_a_comment() -> None:
    said = STARTER.replace('# learns = "both"', 'learns = "us"')
    assert _policy(said).learns_with("Globex") is Learns.US


def test_an_expired_line_is_hidden_the_day_after() -> None:
    policy = _policy('[default]\nlevel = "All accounts"\nexpires = 2027-01-15')
    assert policy.shared("Customers", partner="Globex", on=ON).level is SharingLevel.ALL
    assert policy.shared("Customers", partner="Globex", on=date(2027, 1, 16)).level is SharingLevel.HIDDEN


@pytest.mark.parametrize(
    ("general", "partner", "own", "holds"),
    [
        ("Hidden", "All accounts", None, SharingLevel.HIDDEN),
        ("All accounts", "Counts only", None, SharingLevel.COUNTS),
        ("Hidden", "Counts only", "Overlapping accounts", SharingLevel.OVERLAPS),
        (None, "All accounts", None, SharingLevel.ALL),
        ("Counts only", None, None, SharingLevel.COUNTS),
    ],
)
def test_which_line_holds(general: str | None, partner: str | None, own: str | None, holds: SharingLevel) -> None:
    lines = ["[[population]]", 'name = "Customers"', f'level = "{general}"'] if general else []
    lines += ["[[partner]]", 'name = "Globex"'] + ([f'level = "{partner}"'] if partner else [])
    lines += ["[[partner.population]]", 'name = "Customers"', f'level = "{own}"'] if own else []
    assert _policy("\n".join(lines)).shared("Customers", partner="Globex", on=ON).level is holds


def test_the_digest_is_of_what_the_policy_says() -> None:
    assert _policy(STARTER).digest() == parse_policy("\n# other\n" + STARTER, source="elsewhere.toml").digest()
    assert _policy(STARTER).digest() != _policy(STARTER + "expires = 2027-01-01").digest()
    assert _policy("[guards]\ncount_floor = 9").digest() != _policy("").digest()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[default", "policy.toml cannot be read as TOML"),
        ('[default]\nlevel = "Overlaps"', "'Overlaps' is not a sharing level"),
        ('[default]\nlevle = "Hidden"', "'levle' is not known (did you mean 'level'?)"),
        ('[default]\nfields = "names"', "'names' is not a field preset"),
        ('[default]\nexpires = "2027-01-01"', "expires is a day such as 2027-03-31, without quotes"),
        ("[[population]]\nlevel = 'Hidden'", "[[population]] 1 has no name"),
        ('[[exclude]]\naccount_ids = ["A1"]', "say why"),
        ('[[exclude]]\nreason = "NDA"', "names no account"),
        ('[[exclude]]\nreason = "NDA"\ndomains = ["initech"]', "'initech' is not a domain"),
        ('[[exclude]]\nreason = "NDA"\nall = [{column = "status", iss = "x"}]', "'iss' is not an operator"),
        ('[field_presets]\nmine = ["nmae"]', "'nmae' cannot be shared (did you mean 'name'?)"),
        ('learns = "them"', "policy.toml: learns is 'them'; use 'both', 'us', 'partner'"),
        ("learns = true", "learns is True"),
        ('learn = "us"', "'learn' is not known (did you mean 'learns'?)"),
        ('[[partner]]\nname = "Globex"\nlearns = "use"', "[[partner]] 'Globex': learns is 'use' (did you mean 'us'?)"),
        ("[population]\nname = 'x'", "write each as [[population]]"),
        ("default = 3", "'default' is a table"),
    ],
)
def test_mistakes_are_told_with_their_place(text: str, told: str) -> None:
    with pytest.raises(BadInput) as caught:
        _policy(text)
    assert told in str(caught.value)
    assert "policy.toml" in str(caught.value)


def test_a_policy_that_is_not_there() -> None:
    with pytest.raises(BadInput, match=r"nowhere\.toml cannot be read"):
        read_policy("nowhere.toml")


def test_every_rule_has_its_sentence() -> None:
    assert {rule.level for rule in LEVEL_RULES} == set(SharingLevel)
    assert all(rule.sentence.endswith(".") for rule in LEVEL_RULES)
    assert all(rule.__doc__ for rule in EXCLUSION_RULES.values())
