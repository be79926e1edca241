"""What is wrong with a header by itself, before a byte of the body is kept (sections 2, 5 and 10)."""

from enum import Enum

from .frames import ACK, CloseHead, Flag, FrameType, Header, Prelude
from .limits import META_BYTES_MAX
from .status import Code, Violation


class Role(Enum):
    CLIENT = "client"
    SERVER = "server"


_CONNECTION = {FrameType.HELLO, FrameType.PING, FrameType.GOAWAY}
_ONLY_FROM = {FrameType.OPEN: Role.CLIENT, FrameType.HEADERS: Role.SERVER, FrameType.CLOSE: Role.SERVER}
# As plain numbers: the complement of an IntFlag leaves out the bits it has no names for.
_FLAGS: dict[int, int] = {
    FrameType.HELLO: 0,
    FrameType.OPEN: int(Flag.END_STREAM | Flag.HAS_MESSAGE | Flag.COMPRESSED),
    FrameType.HEADERS: 0,
    FrameType.DATA: int(Flag.END_STREAM | Flag.MORE | Flag.TOTAL | Flag.HAS_MESSAGE | Flag.COMPRESSED),
    FrameType.CLOSE: int(Flag.HAS_MESSAGE | Flag.COMPRESSED),
    FrameType.CANCEL: 0,
    FrameType.CREDIT: 0,
    FrameType.PING: ACK,
    FrameType.GOAWAY: 0,
}
# Smallest meta of the types that have any.
_META_MIN: dict[int, int] = {FrameType.OPEN: Prelude.SIZE, FrameType.CLOSE: CloseHead.SIZE, FrameType.HEADERS: 0}
# Exact size of the data of the types that lay it down.
_DATA_EXACT: dict[int, int] = {FrameType.HEADERS: 0, FrameType.CANCEL: 0, FrameType.CREDIT: 4, FrameType.PING: 8}
_CARRIES_MESSAGE = {FrameType.OPEN, FrameType.DATA, FrameType.CLOSE}


def is_ignorable(kind: int) -> bool:
    return kind >= 0x80


def check_header(header: Header, receiver: Role, max_frame_bytes: int, undoes_compression: bool) -> None:
    """Raises the Violation that `receiver` finds in a header."""
    if header.length > max_frame_bytes:
        raise Violation(f"a frame of {header.length} bytes", Code.RESOURCE_EXHAUSTED)
    if header.meta_length > min(header.length, META_BYTES_MAX):
        raise Violation(f"meta_len of {header.meta_length} in a frame of {header.length}")
    if is_ignorable(header.type):
        return
    if header.type not in _FLAGS:
        raise Violation(f"frame type {header.type} is not known")
    _check_place(header, receiver)
    _check_sizes(header)
    if header.type in _CARRIES_MESSAGE:
        _check_message_flags(header, receiver, undoes_compression)


def _check_place(header: Header, receiver: Role) -> None:
    if header.flags & ~_FLAGS[header.type]:
        raise Violation(f"flags {header.flags:#04x} on {header.name}")
    is_for_connection = header.type in _CONNECTION
    if is_for_connection != (header.stream == 0) or not is_for_connection and header.stream % 2 == 0:
        raise Violation(f"{header.name} on stream {header.stream}")
    if _ONLY_FROM.get(FrameType(header.type)) is receiver:
        raise Violation(f"{header.name} from the wrong side")


def _check_sizes(header: Header) -> None:
    data_length = header.length - header.meta_length
    if header.type not in _META_MIN and header.meta_length:
        raise Violation(f"{header.name} with meta")
    if header.meta_length < _META_MIN.get(header.type, 0):
        raise Violation(f"{header.name} with {header.meta_length} bytes of meta")
    if data_length != _DATA_EXACT.get(header.type, data_length):
        raise Violation(f"{header.name} with {data_length} bytes of data")


def _check_message_flags(header: Header, receiver: Role, undoes_compression: bool) -> None:
    flags, data_length = header.flags, header.length - header.meta_length
    if flags & Flag.COMPRESSED and not undoes_compression:
        raise Violation("COMPRESSED, which was not announced")
    if not flags & Flag.HAS_MESSAGE and (data_length or flags & Flag.COMPRESSED):
        raise Violation(f"{header.name} with data or COMPRESSED but without HAS_MESSAGE")
    if header.type != FrameType.DATA:
        return
    if flags & Flag.END_STREAM and receiver is Role.CLIENT:
        raise Violation("END_STREAM from a server")
    if not flags & Flag.HAS_MESSAGE:
        if flags != Flag.END_STREAM:
            raise Violation("DATA that carries nothing")
        return
    is_first, has_more = bool(flags & Flag.TOTAL), bool(flags & Flag.MORE)
    if is_first and not has_more or has_more and flags & Flag.END_STREAM:
        raise Violation("a combination of flags without meaning")
    if has_more and not is_first and flags & Flag.COMPRESSED:
        raise Violation("COMPRESSED on a fragment that is not the first")
    if data_length < (5 if is_first else 1 if has_more else 0):
        raise Violation("an empty fragment")
