"""docs/protocol.md shows what the code does: its values are regenerated and compared, its tables cover every field."""

import json
from dataclasses import fields

from mutuals.psi.encoding import VERSION
from mutuals.psi.messages import MESSAGES as TYPES
from mutuals.psi.messages import Disclosure
from mutuals.psi.terms import SUITE
from tests.psi.protocol_run import BLOCK, MESSAGES, PAGE, as_block, finished, messages, values

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_values_on_the_page_are_those_of_the_code() -> None:
    shown = BLOCK.search(TEXT)
    assert shown is not None
    assert shown[0] == as_block(values(finished()))


def test_every_message_of_that_run_is_kept_in_full() -> None:
    assert json.loads(MESSAGES.read_text(encoding="utf-8")) == messages(finished())


def test_every_field_of_every_message_is_described() -> None:
    for kind in (*TYPES.values(), Disclosure):
        assert f"{kind.__name__} ({kind.TYPE})" in TEXT, kind
        for field in fields(kind):
            assert f"`{field.name}`" in TEXT, (kind, field.name)


def test_the_page_names_version_and_suite() -> None:
    assert f"version {VERSION}" in TEXT
    assert SUITE in TEXT
