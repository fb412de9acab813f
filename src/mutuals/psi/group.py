"""The prime-order group ristretto255 (RFC 9496), in batches: the only module that touches the crypto library.

Points and scalars are 32 bytes each, in C-contiguous arrays of shape (n, 32), dtype uint8. libsodium has no call for
many points, so this is the one place in the core that loops over items; the loops run inside `map` over addresses, and
the library's calls release the interpreter's lock, so that threads scale.
"""

import ctypes
import ctypes.util
import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from mutuals.errors import BadInput, MutualsError

Points = NDArray[np.uint8]
"""Shape (n, 32), C-contiguous: encoded points, or scalars."""

Progress = Callable[[int], None]
"""Told how many more items are done."""

WIDTH = 32
"""Bytes of an encoded point and of a scalar."""

ORDER = 2**252 + 27742317777372353535851937790883648493
"""Order of the group (RFC 9496, section 4.4)."""

FIELD = 2**255 - 19
"""The prime that coordinates are numbers modulo of."""

CHUNK = 1024
"""Points a thread works on before it reports progress and takes the next."""

_BLOCK = 128  # input block of SHA-512, in bytes
_UNIFORM = 64  # bytes that a point is derived from


class NoCryptoLibrary(MutualsError):
    """libsodium could not be loaded. A person installs it (package libsodium23 or alike) or the PyPI package rbcl."""


class InvalidPoint(BadInput):
    """A byte string is not the one encoding of a point other than the identity. The caller ends the run."""


@cache
def sodium() -> ctypes.CDLL:
    """libsodium, initialised: the system's own, else the copy inside the package rbcl. Raises `NoCryptoLibrary`."""
    library = _of_the_system() or _of_the_package()
    if library.sodium_init() < 0:
        raise NoCryptoLibrary("libsodium was found and could not be initialised.")
    return _with_signatures(library)


def _of_the_system() -> ctypes.CDLL | None:
    """The system's library if there is one that knows ristretto255 (libsodium 1.0.18 or newer)."""
    name = ctypes.util.find_library("sodium")
    try:
        library = None if name is None else ctypes.CDLL(name)
    except OSError:
        return None
    return library if hasattr(library, "crypto_scalarmult_ristretto255") else None


def _of_the_package() -> ctypes.CDLL:
    """The copy inside rbcl, which writes it to a temporary file first: that takes 0.15 s."""
    try:
        from rbcl._sodium import _sodium
    except (ImportError, OSError) as error:
        raise NoCryptoLibrary(f"libsodium is neither on this system nor in the package rbcl ({error}).") from error
    packaged: ctypes.CDLL = _sodium
    return packaged


def _with_signatures(library: ctypes.CDLL) -> ctypes.CDLL:
    """Addresses are passed as whole numbers; without a signature ctypes would cut them to 32 bits."""
    address, long = ctypes.c_void_p, ctypes.c_ulonglong
    for name, arguments in {
        "crypto_core_ristretto255_from_hash": [address] * 2,
        "crypto_core_ristretto255_is_valid_point": [address],
        "crypto_scalarmult_curve25519": [address] * 3,
        "crypto_scalarmult_ristretto255": [address] * 3,
        "crypto_sign_detached": [address, address, address, long, address],
        "crypto_sign_seed_keypair": [address] * 3,
        "crypto_sign_verify_detached": [address, address, long, address],
        "crypto_aead_xchacha20poly1305_ietf_encrypt": [
            *(address, address, address, long),
            *(address, long, address, address, address),
        ],
        "crypto_aead_xchacha20poly1305_ietf_decrypt": [
            *(address, address, address, address, long),
            *(address, long, address, address),
        ],
        "randombytes_buf": [address, ctypes.c_size_t],
        "randombytes_buf_deterministic": [address, ctypes.c_size_t, address],
    }.items():
        getattr(library, name).argtypes = arguments
    return library


def expand_message(message: bytes, dst: bytes, length: int) -> bytes:
    """`length` uniform bytes: expand_message_xmd with SHA-512 (RFC 9380, section 5.3.1); `dst` at most 255 bytes."""
    blocks = -(-length // 64)
    if len(dst) > 255 or blocks > 255:
        raise ValueError("expand_message_xmd takes a tag of at most 255 bytes and gives at most 16,320 bytes")
    tag = dst + bytes([len(dst)])
    first = hashlib.sha512(bytes(_BLOCK) + message + length.to_bytes(2, "big") + b"\0" + tag).digest()
    block, out = bytes(64), b""
    for number in range(1, blocks + 1):
        mixed = bytes(a ^ b for a, b in zip(first, block, strict=True))
        block = hashlib.sha512(mixed + bytes([number]) + tag).digest()
        out += block
    return out[:length]


def hash_to_group(items: Sequence[bytes], dst: bytes, *, threads: int = 1, progress: Progress | None = None) -> Points:
    """One point an item: hash_to_ristretto255, expand_message_xmd, SHA-512 (RFC 9380, appendix B; RFC 9497, 4.1).

    `dst` is the domain separation tag, 1 to 255 bytes.
    """
    before, after = bytes(_BLOCK), _UNIFORM.to_bytes(2, "big") + b"\0" + dst + bytes([len(dst)])
    last, sha512 = b"\1" + dst + bytes([len(dst)]), hashlib.sha512
    out = np.empty((len(items), WIDTH), dtype=np.uint8)

    def work(start: int, stop: int) -> None:
        uniform = b"".join(
            [sha512(sha512(before + item + after).digest() + last).digest() for item in items[start:stop]]
        )
        _from_uniform(np.frombuffer(uniform, dtype=np.uint8).reshape(-1, _UNIFORM), out[start:stop])

    _in_chunks(len(items), work, threads, progress)
    return out


def random_points(count: int, seed: bytes) -> Points:
    """`count` points of unknown logarithm, uniform to whoever does not know `seed` (32 bytes)."""
    return from_uniform(np.frombuffer(random_bytes(count * _UNIFORM, seed), dtype=np.uint8).reshape(count, _UNIFORM))


def from_uniform(uniform: NDArray[np.uint8]) -> Points:
    """Points derived from uniform bytes, shape (n, 64): the one-way map of RFC 9496, section 4.3.4."""
    out = np.empty((len(uniform), WIDTH), dtype=np.uint8)
    _from_uniform(uniform, out)
    return out


def random_bytes(length: int, seed: bytes) -> bytes:
    """`length` bytes that only `seed` (32 bytes) determines: ChaCha20 under it. For one purpose a seed."""
    if len(seed) != 32:
        raise ValueError("a seed has 32 bytes")
    out = buffer(length)
    sodium().randombytes_buf_deterministic(out, length, seed)
    return out.raw


def fresh_seed() -> bytes:
    """32 bytes from the operating system's source: what a caller passes in where this room asks for a seed."""
    out = buffer(32)
    sodium().randombytes_buf(out, 32)
    return out.raw


def scalar_from(uniform: bytes) -> bytes:
    """A scalar, 32 bytes, from 64 uniform bytes (RFC 9496, section 4.4)."""
    return (int.from_bytes(uniform, "little") % ORDER).to_bytes(WIDTH, "little")


def random_scalar(seed: bytes) -> bytes:
    """A scalar other than zero that only `seed` (32 bytes) determines."""
    return scalar_from(random_bytes(_UNIFORM, seed))


def exponent_from(uniform: bytes) -> bytes:
    """A secret exponent from 32 uniform bytes: clamped as X25519 does it (RFC 7748, section 5), so that `multiply` and
    `shared` take it for the same number."""
    return bytes([uniform[0] & 248, *uniform[1:31], uniform[31] & 127 | 64])


def invert(scalar: bytes) -> bytes:
    """The multiplicative inverse of a scalar other than zero, modulo the order of the group."""
    return pow(int.from_bytes(scalar, "little"), -1, ORDER).to_bytes(WIDTH, "little")


def multiply(points: Points, scalar: bytes, *, threads: int = 1, progress: Progress | None = None) -> Points:
    """Each point times the scalar (32 bytes).

    Raises `InvalidPoint` if a point is not canonically encoded or is the identity: the library decodes strictly
    (RFC 9496, section 4.3.1) and refuses a product that is the identity, so no other check is needed.
    """
    points = np.ascontiguousarray(points)
    out = np.empty_like(points)
    by = np.frombuffer(scalar, dtype=np.uint8)
    call = sodium().crypto_scalarmult_ristretto255

    def work(start: int, stop: int) -> None:
        places = (_addresses(out, start, stop), repeat(by.ctypes.data), _addresses(points, start, stop))
        codes = list(map(call, *places))
        if any(codes):
            row = start + next(number for number, code in enumerate(codes) if code)
            raise InvalidPoint(f"point {row} of {len(points)} is the identity or not a canonical encoding.")

    _in_chunks(len(points), work, threads, progress)
    return out


def shared(points: Points, exponent: bytes, *, threads: int = 1, progress: Progress | None = None) -> Points:
    """What both sides arrive at, shape (n, 32): X25519 (RFC 7748) of the exponent and each point.

    A point that is encoded as s has the Montgomery coordinate 1/s² (it follows from RFC 9496, section 4.3.1). The
    exponent is one of `exponent_from`: a multiple of eight takes away which of its four equals a point was decoded to,
    and so gives the same for s² as for 1/s², which would take an inversion.
    This is 0.7 times the work of `multiply`; it gives a coordinate that is fit to be hashed, and no point. Raises
    `InvalidPoint` as `multiply` does.
    """
    points = np.ascontiguousarray(points)
    out = np.empty_like(points)
    by = np.frombuffer(exponent, dtype=np.uint8)
    call = sodium().crypto_scalarmult_curve25519

    def work(start: int, stop: int) -> None:
        wrong = np.flatnonzero(~valid(points[start:stop]))
        coordinates = _montgomery(points[start:stop])
        places = (_addresses(out, start, stop), repeat(by.ctypes.data), _addresses(coordinates, 0, stop - start))
        if len(wrong) or any(list(map(call, *places))):
            row = start + int(wrong[0] if len(wrong) else 0)
            raise InvalidPoint(f"point {row} of {len(points)} is the identity or not a canonical encoding.")

    _in_chunks(len(points), work, threads, progress)
    return out


def _montgomery(points: Points) -> Points:
    """s² modulo the field's prime for each encoding s: the coordinate of the point, moved by (0, 0) of order two."""
    flat, prime, number = points.tobytes(), FIELD, int.from_bytes
    squares = [number(flat[at : at + WIDTH], "little") ** 2 % prime for at in range(0, len(flat), WIDTH)]
    return np.frombuffer(b"".join([square.to_bytes(WIDTH, "little") for square in squares]), np.uint8).reshape(
        -1, WIDTH
    )


def valid(points: Points) -> NDArray[np.bool_]:
    """Shape (n,): whether each is the canonical encoding of a point other than the identity."""
    points = np.ascontiguousarray(points)
    call = sodium().crypto_core_ristretto255_is_valid_point
    canonical = np.array(list(map(call, _addresses(points, 0, len(points)))), dtype=np.bool_)
    return canonical & points.any(axis=1)


def _from_uniform(uniform: Points, out: Points) -> None:
    """Fill `out` (n, 32), a C-contiguous view, with points derived from `uniform` (n, 64)."""
    source = range(uniform.ctypes.data, uniform.ctypes.data + uniform.size, _UNIFORM)
    # `any` drains the iterator: the call answers 0.
    any(map(sodium().crypto_core_ristretto255_from_hash, _addresses(out, 0, len(out)), source))


def _addresses(array: Points, start: int, stop: int) -> range:
    """Where in memory the rows from `start` to `stop` of an array of 32-byte rows begin."""
    first: int = array.ctypes.data
    return range(first + WIDTH * start, first + WIDTH * stop, WIDTH)


def _in_chunks(count: int, work: Callable[[int, int], None], threads: int, progress: Progress | None) -> None:
    """Call `work(start, stop)` for chunks that together are `count` items, on `threads` threads."""

    def step(start: int) -> int:
        stop = min(start + CHUNK, count)
        work(start, stop)
        return stop - start

    starts = range(0, count, CHUNK)
    if threads <= 1 or len(starts) <= 1:
        for start in starts:
            _tell(progress, step(start))
        return
    with ThreadPoolExecutor(threads) as pool:
        for done in pool.map(step, starts):
            _tell(progress, done)


def _tell(progress: Progress | None, done: int) -> None:
    if progress is not None:
        progress(done)


def buffer(length: int) -> "ctypes.Array[ctypes.c_char]":
    """`length` bytes of memory that the library may write to; `.raw` are its bytes."""
    return ctypes.create_string_buffer(length)
