"""Compressed messages (section 5): the size as it was, then a zlib stream. Never inflates more than it was told."""

import zlib

from .frames import read_u32, u32
from .status import Code, rpc_error

_SIZE_BYTES = 4


def compressed(message: bytes) -> bytes | None:
    """The bytes that take the message's place, or None when they are no fewer."""
    packed = u32(len(message)) + zlib.compress(message)
    return packed if len(packed) < len(message) else None


def check_size(data: bytes, max_message_bytes: int) -> None:
    """Raises RESOURCE_EXHAUSTED when the size at the front is above max_message. Inflates nothing."""
    if len(data) >= _SIZE_BYTES and read_u32(data) > max_message_bytes:
        raise rpc_error(Code.RESOURCE_EXHAUSTED, f"a message of {read_u32(data)} bytes, compressed")


def inflated(data: bytes, failure: Code) -> bytes:
    """The message as it was. Raises an error of code `failure` when the bytes are not one compressed message."""
    if len(data) < _SIZE_BYTES:
        raise rpc_error(failure, "a compressed message without its size")
    size = read_u32(data)
    inflater = zlib.decompressobj()
    try:
        # One byte more than was said: enough to see that there is more.
        message = inflater.decompress(data[_SIZE_BYTES:], size + 1)
    except zlib.error as error:
        raise rpc_error(failure, f"a compressed message that does not inflate: {error}") from error
    if len(message) != size or not inflater.eof or inflater.unused_data:
        raise rpc_error(failure, f"a compressed message that is not exactly {size} bytes")
    return message
