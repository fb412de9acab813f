"""Messages have one encoding each: what is read is what was written, and nothing else is read."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.errors import BadInput
from mutuals.psi import Malformed
from mutuals.psi.encoding import VERSION, Blob, Codec, Message, Number, Numbers, Octets, Rows, Several, Text
from mutuals.psi.messages import MESSAGES, Blinded, Hello, Refuse, type_of


def value_of(codec: Codec) -> st.SearchStrategy:  # noqa: PLR0911
    """Values that a codec can write."""
    match codec:
        case Number(most=most, least=least):
            return st.integers(least, most)
        case Octets(length=length):
            return st.binary(min_size=length, max_size=length)
        case Blob(most=most):
            return st.binary(max_size=min(most, 50))
        case Text(most=most):
            return st.text(max_size=most // 4)
        case Rows(width=width):
            flat = st.integers(0, 3).flatmap(lambda n: st.binary(min_size=n * width, max_size=n * width))
            return flat.map(lambda content: np.frombuffer(content, np.uint8).reshape(-1, width))
        case Numbers():
            return st.lists(st.integers(0, 2**32 - 1), max_size=4).map(lambda each: np.array(each, np.uint32))
        case Several(each=each):
            return st.lists(value_of(each), max_size=3).map(tuple)
    raise AssertionError(codec)


def messages() -> st.SearchStrategy[Message]:
    def built(kind: type[Message]) -> st.SearchStrategy[Message]:
        return st.builds(kind, **{each.name: value_of(each.metadata["codec"]) for each in fields(kind)})

    return st.sampled_from(list(MESSAGES.values())).flatmap(built)


@settings(max_examples=150, deadline=None)
@given(messages())
def test_what_is_read_is_what_was_written(message: Message) -> None:
    encoded = message.encode()
    assert type_of(encoded) is type(message)
    assert encoded[1] == VERSION
    read = type(message).decode(encoded)
    assert read == message
    assert hash(read) == hash(message)
    assert read.encode() == encoded


@settings(max_examples=200, deadline=None)
@given(messages(), st.data())
def test_other_bytes_are_refused_or_are_another_message(message: Message, data: st.DataObject) -> None:
    encoded = bytearray(message.encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(encoded)))
        change = data.draw(st.sampled_from(["cut", "add", "set"]))
        if change == "cut":
            del encoded[place:]
        elif change == "add":
            encoded.insert(place, data.draw(st.integers(0, 255)))
        elif place < len(encoded):
            encoded[place] = data.draw(st.integers(0, 255))
    changed = bytes(encoded)
    try:
        read = type_of(changed).decode(changed)
    except BadInput:
        return
    assert read.encode() == changed


@given(st.binary(max_size=60))
def test_noise_is_refused(noise: bytes) -> None:
    for kind in (Hello, Blinded):
        with pytest.raises(BadInput):
            kind.decode(noise)


def test_lengths_are_bounded_before_anything_is_made() -> None:
    huge = bytes([Blinded.TYPE, VERSION]) + bytes(16) + b"\x00\x01" + b"\xff\xff\xff\xff"
    with pytest.raises(Malformed, match="not between 0 and 33554432"):
        Blinded.decode(huge)
    many = bytes([Blinded.TYPE, VERSION]) + bytes(16) + b"\xff\xff"
    with pytest.raises(Malformed, match="65535 is not between 0 and 256"):
        Blinded.decode(many)


def test_what_is_out_of_bounds_is_not_written() -> None:
    for wrong in (
        Refuse(run=bytes(15), reason=""),
        Refuse(run=bytes(16), reason="x" * 501),
        Blinded(run=bytes(16), lists=(np.zeros((1, 31), np.uint8),), removed=()),
    ):
        with pytest.raises(Malformed):
            wrong.encode()


def test_text_is_utf8() -> None:
    encoded = Refuse(run=bytes(16), reason="ab").encode()
    with pytest.raises(Malformed, match="UTF-8"):
        Refuse.decode(encoded[:-2] + b"\xff\xfe")
