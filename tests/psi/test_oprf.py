"""The OPRF of RFC 9497 by its published vectors, singly and in a batch."""

import numpy as np

from mutuals.psi import group, oprf
from tests.psi import vectors


def test_the_key_is_derived_as_published() -> None:
    assert oprf.derive_key(vectors.OPRF_SEED, vectors.OPRF_INFO) == vectors.OPRF_KEY


def test_published_vectors() -> None:
    items = [item for item, _, _, _ in vectors.OPRF]
    blinded = oprf.blind(items, vectors.OPRF_BLIND)
    evaluated = oprf.evaluate(vectors.OPRF_KEY, blinded)
    output = oprf.finalize(items, vectors.OPRF_BLIND, evaluated)
    for row, (_, expected_blinded, expected_evaluated, expected_output) in enumerate(vectors.OPRF):
        assert blinded[row].tobytes().hex() == expected_blinded
        assert evaluated[row].tobytes().hex() == expected_evaluated
        assert output[row].hex() == expected_output


def test_a_blind_for_each_item_gives_the_same_outputs() -> None:
    items = [item for item, _, _, _ in vectors.OPRF] * 3
    blinds = oprf.random_blinds(len(items), bytes(32))
    assert len(np.unique(blinds, axis=0)) == len(items)
    evaluated = oprf.evaluate(vectors.OPRF_KEY, oprf.blind(items, blinds))
    expected = [bytes.fromhex(output) for _, _, _, output in vectors.OPRF] * 3
    assert oprf.finalize(items, blinds, evaluated) == expected


def test_the_server_needs_no_blind() -> None:
    items = [item for item, _, _, _ in vectors.OPRF]
    elements = group.multiply(group.hash_to_group(items, oprf.HASH_TO_GROUP), vectors.OPRF_KEY)
    assert oprf.outputs(items, elements) == [bytes.fromhex(output) for _, _, _, output in vectors.OPRF]
