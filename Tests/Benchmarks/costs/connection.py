"""Calls with one request and one answer, one at a time, on one connection: the least of a client."""

import socket
import struct
from types import TracebackType
from typing import Self

_PREFACE = b"\x89OCOP\r\n\x1a"
_HEADER = struct.Struct(">IIBBH")
_HELLO, _OPEN, _DATA, _CLOSE, _PING = 1, 2, 4, 5, 8
_ACK, _TOTAL = 0x01, 0x04
_END_STREAM_WITH_MESSAGE = 0x11
_CREDIT_BYTES = 16 * 1_048_576
# For the daemon: longer than any call takes under callgrind.
_TIMEOUT_NANOSECONDS = 60_000_000_000


class CallFailure(Exception):
    """A call was not answered with OK and one message; the text says with what."""


def _frame(kind: int, stream: int, flags: int, meta: bytes, data: bytes) -> bytes:
    return _HEADER.pack(len(meta) + len(data), stream, kind, flags, len(meta)) + meta + data


def connect(path: str, seconds_max: float) -> socket.socket:
    """A connection to a Unix socket, whose calls may take `seconds_max` each."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(seconds_max)
        connection.connect(path)
    except BaseException:
        connection.close()
        raise
    return connection


class Connection:
    """Speaks the protocol on a connected socket, which is closed when the `with` ends."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._prelude = struct.pack(">QBBBBI", _TIMEOUT_NANOSECONDS, 0, 0, 0, 0, _CREDIT_BYTES)
        self._stream = -1
        self._received = bytearray()
        # An empty HELLO takes every default.
        self._socket.sendall(_PREFACE + _frame(_HELLO, 0, 0, b"", b""))

    def __enter__(self) -> Self:
        try:
            if self._take(len(_PREFACE)) != _PREFACE:
                raise CallFailure("the daemon does not speak our protocol")
        except BaseException:
            self._socket.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def call(self, method: str, request: bytes) -> bytes:
        """Makes one call and returns the answer's message. Raises CallFailure when it ends with other than OK."""
        self._stream += 2
        name = method.encode()
        meta = self._prelude + b"\x0a" + bytes([len(name)]) + name
        self._socket.sendall(_frame(_OPEN, self._stream, _END_STREAM_WITH_MESSAGE, meta, request))
        answer = b""
        while True:
            length, stream, kind, flags, meta_length = _HEADER.unpack(self._take(_HEADER.size))
            body = self._take(length)
            if kind == _PING and not flags & _ACK:
                self._socket.sendall(_frame(_PING, 0, _ACK, b"", body))
            elif kind == _DATA and stream == self._stream:
                # In front of the first of several fragments is the message's size.
                answer += body[4:] if flags & _TOTAL else body
            elif kind == _CLOSE and stream == self._stream:
                if body[0] != 0:
                    details = body[8:].decode(errors="replace")
                    raise CallFailure(f"{method} ended with status code {body[0]}: {details}")
                return answer + body[meta_length:]

    def _take(self, count: int) -> bytes:
        """The next bytes, which are read as they come: a read of the header alone would double the system calls."""
        while len(self._received) < count:
            part = self._socket.recv(65_536)
            if not part:
                raise CallFailure("the daemon has closed the connection")
            self._received += part
        taken = bytes(self._received[:count])
        del self._received[:count]
        return taken
