"""The OPRF of RFC 9497 by its published vectors, in one batch."""

from mutuals.psi import oprf
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
