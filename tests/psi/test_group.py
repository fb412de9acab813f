"""ristretto255 by its published vectors, by laws of groups, and against what no peer may send."""

import ctypes.util
import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutuals.psi import group
from tests.psi import vectors

SEED = bytes(range(32))


def points(*encoded: str) -> group.Points:
    return np.frombuffer(bytes.fromhex("".join(encoded)), dtype=np.uint8).reshape(-1, 32)


def scalar(number: int) -> bytes:
    return number.to_bytes(32, "little")


def test_multiples_of_the_generator() -> None:
    generator = points(vectors.MULTIPLES[1])
    for number, expected in enumerate(vectors.MULTIPLES[1:], start=1):
        assert group.multiply(generator, scalar(number)).tobytes().hex() == expected


@pytest.mark.parametrize("encoded", [*vectors.INVALID, vectors.MULTIPLES[0]])
def test_what_is_no_point_is_refused(encoded: str) -> None:
    wrong = points(*vectors.MULTIPLES[1:4], encoded)
    assert group.valid(wrong).tolist() == [True, True, True, False]
    for call in (group.multiply, group.shared):
        with pytest.raises(group.InvalidPoint, match="point 3 of 4"):
            call(wrong, group.exponent_from(SEED))


def test_the_row_of_a_wrong_point_is_named_whatever_the_threads() -> None:
    many = np.tile(points(vectors.MULTIPLES[1]), (3000, 1))
    many[2500] = 255
    for threads in (1, 2):
        for call in (group.multiply, group.shared):
            with pytest.raises(group.InvalidPoint, match="point 2500 of 3000"):
                call(many, group.exponent_from(SEED), threads=threads)


def test_points_are_derived_as_published() -> None:
    for sentence, expected in vectors.DERIVED.items():
        uniform = np.frombuffer(hashlib.sha512(sentence).digest(), dtype=np.uint8).reshape(1, 64)
        assert group.from_uniform(uniform).tobytes().hex() == expected


@pytest.mark.parametrize(("message", "length", "expected"), vectors.EXPANDED)
def test_messages_are_expanded_as_published(message: bytes, length: int, expected: str) -> None:
    assert group.expand_message(message, vectors.EXPAND_DST, length).hex() == expected


def test_the_batch_hashes_as_the_parts_do() -> None:
    items = [b"", b"acme.example", b"x" * 1000]
    uniform = b"".join(group.expand_message(item, b"tag", 64) for item in items)
    expected = group.from_uniform(np.frombuffer(uniform, dtype=np.uint8).reshape(3, 64))
    assert np.array_equal(group.hash_to_group(items, b"tag"), expected)
    assert not np.array_equal(group.hash_to_group(items, b"gat"), expected)


def test_threads_and_progress_change_nothing() -> None:
    items = [f"{number}.example".encode() for number in range(2 * group.CHUNK + 1)]
    told: list[int] = []
    one = group.hash_to_group(items, b"tag", progress=told.append)
    assert sum(told) == len(items)
    two = group.hash_to_group(items, b"tag", threads=2)
    assert np.array_equal(one, two)
    assert np.array_equal(group.multiply(one, scalar(7)), group.multiply(two, scalar(7), threads=2))


def test_nothing_to_do_is_done() -> None:
    nothing = group.hash_to_group([], b"tag")
    assert nothing.shape == group.multiply(nothing, scalar(3)).shape == (0, 32)
    assert group.valid(nothing).shape == (0,)


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.binary(max_size=40))
def test_blinds_commute_and_come_off(seed: bytes, other: bytes, item: bytes) -> None:
    a, b, point = group.random_scalar(seed), group.random_scalar(other), group.hash_to_group([item], b"tag")
    there, back = (group.multiply(group.multiply(point, first), last) for first, last in ((a, b), (b, a)))
    assert np.array_equal(there, back)
    assert np.array_equal(group.multiply(group.multiply(point, a), group.invert(a)), point)


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.lists(st.binary(), max_size=5))
def test_both_sides_arrive_at_the_same_and_at_nothing_else(one: bytes, other: bytes, items: list[bytes]) -> None:
    a, b, hashed = group.exponent_from(one), group.exponent_from(other), group.hash_to_group(items, b"tag")
    ours, theirs = (group.shared(group.multiply(hashed, x), y) for x, y in ((a, b), (b, a)))
    assert np.array_equal(ours, theirs)
    assert len({bytes(row) for row in ours}) == len(set(items))


def test_the_shared_value_is_the_coordinate_of_the_product() -> None:
    """By another way: u of k times the generator, from X25519's own base point (RFC 7748: u = 9)."""
    exponent = group.exponent_from(SEED)
    expected = group.buffer(32)
    nine = (9).to_bytes(32, "little")
    group.sodium().crypto_scalarmult_curve25519(expected, exponent, nine)
    assert group.shared(points(vectors.MULTIPLES[1]), exponent).tobytes() == expected.raw


def test_x25519_as_published() -> None:
    """RFC 7748, section 5.2, first vector."""
    out = group.buffer(32)
    k = bytes.fromhex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4")
    u = bytes.fromhex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")
    group.sodium().crypto_scalarmult_curve25519(out, k, u)
    assert out.raw.hex() == "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"


def test_randomness_is_the_seed_and_nothing_else() -> None:
    assert np.array_equal(group.random_points(5, SEED), group.random_points(9, SEED)[:5])
    assert group.valid(group.random_points(9, SEED)).all()
    assert group.random_scalar(SEED) == group.random_scalar(SEED) != group.random_scalar(bytes(32))
    assert group.fresh_seed() != group.fresh_seed()
    with pytest.raises(ValueError, match="32 bytes"):
        group.random_bytes(4, b"short")


def test_the_copy_in_the_package_serves_where_the_system_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    group.sodium.cache_clear()
    try:
        with monkeypatch.context() as patch:
            patch.setattr(ctypes.util, "find_library", lambda _: None)
            packaged = group.multiply(points(vectors.MULTIPLES[1]), scalar(3))
    finally:
        group.sodium.cache_clear()
    assert packaged.tobytes().hex() == vectors.MULTIPLES[3]
