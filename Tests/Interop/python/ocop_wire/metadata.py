"""The metadata of OPEN, HEADERS and CLOSE: rules of section 12, and their encoded form behind the fixed parts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .frames import CloseHead, Prelude
from .limits import META_BYTES_MAX
from .messages import decode, message_class
from .status import Code, Metadata, RpcError, Status, rpc_error

_KEY = re.compile(r"[a-z0-9._-]{1,128}")
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
_RESERVED_PREFIX = "ocop-"


@dataclass(frozen=True, slots=True)
class OpenMetadata:
    """What an OPEN says beside its prelude."""

    method: str
    traceparent: str = ""
    entries: Metadata = ()


def encode_open(metadata: OpenMetadata) -> bytes:
    """Raises RpcError when the metadata breaks a rule or does not fit into a frame."""
    message = message_class("ocop.rpc.v1.OpenMetadata")(method=metadata.method, traceparent=metadata.traceparent)
    _add_entries(message.entries, metadata.entries)
    return _fitting(message, Prelude.SIZE)


def decode_open(data: bytes) -> OpenMetadata:
    """Raises ValueError when it does not decode or breaks section 12."""
    message = decode("ocop.rpc.v1.OpenMetadata", data)
    return OpenMetadata(message.method, message.traceparent, _read_entries(message.entries))


def encode_headers(entries: Metadata) -> bytes:
    """Raises RpcError when the entries break a rule or do not fit into a frame."""
    message = message_class("ocop.rpc.v1.HeadersMetadata")()
    _add_entries(message.entries, entries)
    return _fitting(message, 0)


def decode_headers(data: bytes) -> Metadata:
    """Raises ValueError when it does not decode or breaks section 12."""
    return _read_entries(decode("ocop.rpc.v1.HeadersMetadata", data).entries)


def encode_close(status: Status) -> bytes:
    """All meta of a CLOSE. Raises RpcError when its trailers break a rule or it does not fit into a frame."""
    message = message_class("ocop.rpc.v1.CloseMetadata")(message=status.message, details=status.details)
    _add_entries(message.trailers, status.trailers)
    head = CloseHead(status.code, status.flags, status.retry_after_milliseconds)
    return head.encoded() + _fitting(message, CloseHead.SIZE)


def decode_close(meta: bytes) -> Status:
    """The status in a CLOSE. What does not decode leaves the code without message, details and trailers."""
    head = CloseHead.read(meta)
    bare = Status(Code.read(head.code), flags=head.flags, retry_after_milliseconds=head.retry_after_milliseconds)
    try:
        message = decode("ocop.rpc.v1.CloseMetadata", meta[CloseHead.SIZE :])
        trailers = _read_entries(message.trailers)
    except ValueError:
        return bare
    return Status(
        bare.code, message.message, trailers, tuple(message.details), bare.flags, bare.retry_after_milliseconds
    )


def _add_entries(target: Any, entries: Metadata) -> None:
    for key, value in entries:
        if key.startswith(_RESERVED_PREFIX):
            raise rpc_error(Code.INVALID_ARGUMENT, f"metadata key {key!r} is reserved")
        text, binary = (value, b"") if isinstance(value, str) else ("", value)
        problem = _problem(key, text, binary, isinstance(value, bytes))
        if problem:
            raise rpc_error(Code.INVALID_ARGUMENT, problem)
        target.add(key=key, value=text, binary_value=binary)


def _read_entries(entries: Iterable[Any]) -> Metadata:
    read: list[tuple[str, str | bytes]] = []
    for entry in entries:
        is_binary = entry.key.endswith("-bin")
        problem = _problem(entry.key, entry.value, entry.binary_value, is_binary)
        if problem:
            raise ValueError(problem)
        read.append((entry.key, entry.binary_value if is_binary else entry.value))
    return tuple(read)


def _problem(key: str, text: str, binary: bytes, is_binary: bool) -> str | None:
    if not _KEY.fullmatch(key):
        return f"metadata key {key[:130]!r} is not 1 to 128 of a-z 0-9 - _ ."
    if is_binary != key.endswith("-bin") or is_binary and text or not is_binary and binary:
        return f"metadata key {key!r}: bytes go with «-bin», and only with it"
    if _CONTROL_CHARACTER.search(text):
        return f"metadata key {key!r}: a control character in its value"
    return None


def _fitting(message: Any, fixed_bytes: int) -> bytes:
    encoded: bytes = message.SerializeToString()
    if fixed_bytes + len(encoded) > META_BYTES_MAX:
        raise RpcError(Status(Code.RESOURCE_EXHAUSTED, f"metadata of {len(encoded)} bytes does not fit into a frame"))
    return encoded
