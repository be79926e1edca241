"""Frames as bytes: the header (section 2) and the fixed parts of OPEN and CLOSE (section 4)."""

import struct
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag
from typing import ClassVar

from .status import CloseFlag

_HEADER = struct.Struct(">IIBBH")
_PRELUDE = struct.Struct(">QBBBBI")
_CLOSE = struct.Struct(">BBHI")
_U32 = struct.Struct(">I")


class FrameType(IntEnum):
    HELLO = 1
    OPEN = 2
    HEADERS = 3
    DATA = 4
    CLOSE = 5
    CANCEL = 6
    CREDIT = 7
    PING = 8
    GOAWAY = 9


class Flag(IntFlag):
    NONE = 0
    END_STREAM = 0x01
    MORE = 0x02
    TOTAL = 0x04
    COMPRESSED = 0x08
    HAS_MESSAGE = 0x10


# The only flag of PING; it shares END_STREAM's bit.
ACK = 0x01


@dataclass(frozen=True, slots=True)
class Header:
    length: int
    stream: int
    type: int
    flags: int
    meta_length: int

    @classmethod
    def read(cls, data: bytes | bytearray | memoryview, at: int = 0) -> "Header":
        length, stream, type_number, flags, meta_length = _HEADER.unpack_from(data, at)
        return cls(length, stream, type_number, flags, meta_length)

    @property
    def name(self) -> str:
        return FrameType(self.type).name if self.type in FrameType._value2member_map_ else f"type {self.type}"


@dataclass(frozen=True, slots=True)
class Frame:
    header: Header
    meta: bytes
    data: bytes

    @property
    def stream(self) -> int:
        return self.header.stream

    @property
    def flags(self) -> int:
        return self.header.flags


def encode(kind: int, stream: int = 0, flags: int = 0, meta: bytes = b"", data: bytes | memoryview = b"") -> bytes:
    """One frame."""
    return b"".join((_HEADER.pack(len(meta) + len(data), stream, kind, flags, len(meta)), meta, data))


def u32(number: int) -> bytes:
    return _U32.pack(number)


def read_u32(data: bytes | memoryview) -> int:
    value: int = _U32.unpack_from(data)[0]
    return value


class OpenFlag(IntFlag):
    NONE = 0
    IDEMPOTENT = 1
    ACCEPTS_COMPRESSED = 2


@dataclass(frozen=True, slots=True)
class Prelude:
    """The 16 bytes in front of an OPEN's metadata."""

    timeout_nanoseconds: int = 0
    attempt: int = 0
    hops: int = 0
    criticality: int = 0
    flags: int = 0
    response_credit: int = 262144

    SIZE: ClassVar[int] = _PRELUDE.size

    def encoded(self) -> bytes:
        return _PRELUDE.pack(
            self.timeout_nanoseconds, self.attempt, self.hops, self.criticality, self.flags, self.response_credit
        )

    def with_timeout(self, timeout_nanoseconds: int) -> bytes:
        """Encoded, with the time that is left at the moment of sending."""
        return replace(self, timeout_nanoseconds=timeout_nanoseconds).encoded()

    @classmethod
    def read(cls, meta: bytes) -> "Prelude":
        return cls(*_PRELUDE.unpack_from(meta))


@dataclass(frozen=True, slots=True)
class CloseHead:
    """The 8 bytes in front of a CLOSE's metadata. The two reserved ones are sent as 0 and ignored."""

    code: int
    flags: CloseFlag = CloseFlag.NONE
    retry_after_milliseconds: int = 0

    SIZE: ClassVar[int] = _CLOSE.size

    def encoded(self) -> bytes:
        return _CLOSE.pack(self.code, self.flags, 0, self.retry_after_milliseconds)

    @classmethod
    def read(cls, meta: bytes) -> "CloseHead":
        code, flags, _, retry_after = _CLOSE.unpack_from(meta)
        return cls(code, CloseFlag(flags & 7), retry_after)
