"""The binary encoding of messages: canonical, bounded, whole.

A message is its type, the protocol version, then its fields in order. Whole numbers are big-endian; what varies in
length is preceded by its count, and every count has a bound. A message has one encoding: bytes that are not exactly
what `Message.encode` would write are refused as `Malformed`.
"""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from mutuals.errors import BadInput

VERSION = 1
"""Version of the protocol, the second byte of every message."""

T = TypeVar("T")


class Malformed(BadInput):
    """Bytes are not the encoding of a message of this protocol. The caller ends the run: the partner's software is
    broken or hostile."""


class OtherVersion(BadInput):
    """The partner speaks another version of the protocol. The two parties agree on versions of the software."""


class Reader:
    """Takes fields from the front of `data`, bytes of one message."""

    def __init__(self, data: bytes) -> None:
        """Start at the front."""
        self._data, self._at = memoryview(data), 0

    def take(self, length: int) -> memoryview:
        """The next `length` bytes. Raises `Malformed` if there are fewer."""
        if length > len(self._data) - self._at:
            raise Malformed(f"the message ends after {len(self._data)} bytes, in the middle of a field.")
        self._at += length
        return self._data[self._at - length : self._at]

    def number(self, size: int) -> int:
        """The next whole number, of `size` bytes."""
        return int.from_bytes(self.take(size), "big")

    def end(self) -> None:
        """Raises `Malformed` if anything is left."""
        if left := len(self._data) - self._at:
            raise Malformed(f"{left} bytes follow the end of the message.")


class Codec(Generic[T]):
    """How one field is written and read; both refuse what is out of bounds with `Malformed`."""

    def write(self, value: T, out: list[bytes]) -> None:
        """Append the encoding of `value` to `out`."""
        raise NotImplementedError

    def read(self, reader: Reader) -> T:
        """Take one value from `reader`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Number(Codec[int]):
    """A whole number of `size` bytes, from `least` to `most`."""

    size: int
    most: int
    least: int = 0

    def write(self, value: int, out: list[bytes]) -> None:  # noqa: D102
        self._check(value)
        out.append(value.to_bytes(self.size, "big"))

    def read(self, reader: Reader) -> int:  # noqa: D102
        value = reader.number(self.size)
        self._check(value)
        return value

    def _check(self, value: int) -> None:
        if not self.least <= value <= self.most:
            raise Malformed(f"the number {value} is not between {self.least} and {self.most}.")


@dataclass(frozen=True)
class Octets(Codec[bytes]):
    """Exactly `length` bytes."""

    length: int

    def write(self, value: bytes, out: list[bytes]) -> None:  # noqa: D102
        if len(value) != self.length:
            raise Malformed(f"{len(value)} bytes where there must be {self.length}.")
        out.append(value)

    def read(self, reader: Reader) -> bytes:  # noqa: D102
        return bytes(reader.take(self.length))


@dataclass(frozen=True)
class Blob(Codec[bytes]):
    """At most `most` bytes, preceded by their number in four bytes."""

    most: int

    def write(self, value: bytes, out: list[bytes]) -> None:  # noqa: D102
        Number(4, self.most).write(len(value), out)
        out.append(value)

    def read(self, reader: Reader) -> bytes:  # noqa: D102
        return bytes(reader.take(Number(4, self.most).read(reader)))


@dataclass(frozen=True)
class Text(Codec[str]):
    """At most `most` bytes of UTF-8, preceded by their number in two bytes."""

    most: int

    def write(self, value: str, out: list[bytes]) -> None:  # noqa: D102
        content = value.encode()
        Number(2, self.most).write(len(content), out)
        out.append(content)

    def read(self, reader: Reader) -> str:  # noqa: D102
        content = bytes(reader.take(Number(2, self.most).read(reader)))
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise Malformed(f"a text is not UTF-8 ({error.reason}).") from error


@dataclass(frozen=True)
class Rows(Codec[NDArray[np.uint8]]):
    """An array (n, `width`) of bytes, n at most `most`, preceded by n in four bytes."""

    width: int
    most: int

    def write(self, value: NDArray[np.uint8], out: list[bytes]) -> None:  # noqa: D102
        if value.ndim != 2 or value.shape[1] != self.width:
            raise Malformed(f"an array of shape {value.shape} where rows have {self.width} bytes.")
        Number(4, self.most).write(len(value), out)
        out.append(value.tobytes())

    def read(self, reader: Reader) -> NDArray[np.uint8]:  # noqa: D102
        count = Number(4, self.most).read(reader)
        return np.frombuffer(reader.take(count * self.width), dtype=np.uint8).reshape(count, self.width)


@dataclass(frozen=True)
class Numbers(Codec[NDArray[np.uint32]]):
    """At most `most` whole numbers of four bytes each, preceded by their number in four bytes."""

    most: int

    def write(self, value: NDArray[np.uint32], out: list[bytes]) -> None:  # noqa: D102
        Number(4, self.most).write(len(value), out)
        out.append(value.astype(">u4").tobytes())

    def read(self, reader: Reader) -> NDArray[np.uint32]:  # noqa: D102
        count = Number(4, self.most).read(reader)
        return np.frombuffer(reader.take(count * 4), dtype=">u4").astype(np.uint32)


@dataclass(frozen=True)
class Several(Codec[tuple[T, ...]]):
    """At most `most` values of one kind, preceded by their number in two bytes."""

    each: Codec[T]
    most: int

    def write(self, value: tuple[T, ...], out: list[bytes]) -> None:  # noqa: D102
        Number(2, self.most).write(len(value), out)
        for item in value:
            self.each.write(item, out)

    def read(self, reader: Reader) -> tuple[T, ...]:  # noqa: D102
        return tuple(self.each.read(reader) for _ in range(Number(2, self.most).read(reader)))


def wire(codec: Codec[Any]) -> Any:
    """A field of a message, written and read by `codec`."""
    return field(metadata={"codec": codec})


@dataclass(frozen=True, eq=False)
class Message:
    """What the parties send each other; a subclass for each type, its fields made by `wire`."""

    TYPE: ClassVar[int]

    def encode(self) -> bytes:
        """The one encoding of this message. Raises `Malformed` if a field is out of its bounds."""
        out = [bytes([self.TYPE, VERSION])]
        for each in fields(self):
            each.metadata["codec"].write(getattr(self, each.name), out)
        return b"".join(out)

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """The message that `data` encodes. Raises `Malformed`, or `OtherVersion` for another version's message."""
        reader = Reader(data)
        kind, version = reader.number(1), reader.number(1)
        if version != VERSION:
            raise OtherVersion(f"the partner speaks version {version} of the protocol, this is version {VERSION}.")
        if kind != cls.TYPE:
            raise Malformed(f"a message of type {kind} is not a {cls.__name__}, which is type {cls.TYPE}.")
        values = [each.metadata["codec"].read(reader) for each in fields(cls)]
        reader.end()
        return cls(*values)

    def __eq__(self, other: object) -> bool:
        """Messages are equal if their bytes are."""
        return isinstance(other, Message) and self.encode() == other.encode()

    def __hash__(self) -> int:
        """By the encoding, as equality is."""
        return hash(self.encode())
