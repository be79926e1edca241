"""As little of the protocol as one Health/Check takes, so that a start is not measured with a client's weight on it."""

import socket
import struct
import time
from collections.abc import Callable

from processes import RowFailure

_PREFACE = b"\x89OCOP\r\n\x1a"
_HEADER = struct.Struct(">IIBBH")
_HELLO, _OPEN, _CLOSE = 1, 2, 5
_END_STREAM_WITH_MESSAGE = 0x11
_PRELUDE = struct.pack(">QBBBBI", 5_000_000_000, 0, 0, 0, 0, 65_536)
_METHOD = b"ocop.rpc.v1.Health/Check"
_RETRY_SECONDS = 0.000_5


def _frame(kind: int, stream: int = 0, flags: int = 0, meta: bytes = b"") -> bytes:
    return _HEADER.pack(len(meta), stream, kind, flags, len(meta)) + meta


# An empty HELLO takes every default; an empty CheckRequest asks for the daemon as a whole.
_CALL = (
    _PREFACE
    + _frame(_HELLO)
    + _frame(_OPEN, 1, _END_STREAM_WITH_MESSAGE, _PRELUDE + b"\x0a" + bytes([len(_METHOD)]) + _METHOD)
)


def _receive(connection: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        part = connection.recv(count - len(received))
        if not part:
            raise ConnectionError("closed")
        received += part
    return received


def _status(connection: socket.socket) -> int:
    """Reads to the call's CLOSE; its first byte is the status code, 0 = OK."""
    if _receive(connection, len(_PREFACE)) != _PREFACE:
        raise RowFailure("the daemon does not speak our protocol")
    while True:
        length, stream, kind, _, meta_length = _HEADER.unpack(_receive(connection, _HEADER.size))
        body = _receive(connection, length)
        if kind == _CLOSE and stream == 1 and meta_length:
            return body[0]


def answered_connection(path: str, seconds_max: float = 10.0) -> socket.socket:
    """A connection to a Unix socket that one Health/Check was answered on; the caller closes it.

    Raises OSError when there is none to be had, and RowFailure when the answer is not OK.
    """
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(seconds_max)
        connection.connect(path)
        connection.sendall(_CALL)
        status = _status(connection)
    except BaseException:
        connection.close()
        raise
    if status != 0:
        connection.close()
        raise RowFailure(f"Health/Check at {path} ended with status code {status}")
    return connection


def first_answer_seconds(
    path: str, began: float, seconds_max: float = 10.0, is_running: Callable[[], bool] = lambda: True
) -> float:
    """Time from `began` (time.monotonic) to the first answer of Health/Check at a Unix socket, trying again until then.

    Raises RowFailure when none comes in time, or from a daemon that has ended, or when it is not OK.
    """
    while time.monotonic() - began < seconds_max and is_running():
        try:
            answered_connection(path).close()
        except OSError:
            time.sleep(_RETRY_SECONDS)
            continue
        return time.monotonic() - began
    if not is_running():
        raise RowFailure(f"the daemon at {path} has ended before it answered")
    raise RowFailure(f"no answer from {path} within {seconds_max:g} s")
