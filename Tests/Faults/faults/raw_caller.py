"""Unary calls as bytes: what comes back, and when. Keeps no time of its own, so that what is seen is the server's."""

import asyncio
import time
from dataclasses import dataclass

from ocop_wire.address import Address
from ocop_wire.frames import CloseHead, Flag, FrameType, OpenFlag, Prelude, encode
from ocop_wire.handshake import greeting
from ocop_wire.limits import HEADER_BYTES, PREFACE, Settings
from ocop_wire.metadata import OpenMetadata, encode_open
from ocop_wire.status import CloseFlag, Code

_ACK = 1


@dataclass(frozen=True, slots=True)
class RawAnswer:
    code: int
    flags: CloseFlag
    retry_after_milliseconds: int
    seconds: float
    message: bytes

    @property
    def is_ok(self) -> bool:
        return self.code == Code.OK

    @property
    def is_from_proxy(self) -> bool:
        return bool(self.flags & CloseFlag.ORIGIN_PROXY)


class RawCaller(asyncio.Protocol):
    """One connection. Answers have to fit into their CLOSE."""

    def __init__(self, token: str) -> None:
        self._entries = (("authorization", f"Bearer {token}"),) if token else ()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._has_preface = False
        self._next_stream = 1
        self._calls: dict[int, asyncio.Future[RawAnswer]] = {}
        self._began: dict[int, float] = {}
        self.is_lost = False

    @classmethod
    async def connect(cls, address: Address, token: str = "") -> "RawCaller":
        """Raises OSError when nobody listens."""
        caller = cls(token)
        await address.connect(lambda: caller)
        return caller

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(greeting(Settings()))

    def start(self, method: str, request: bytes, timeout_seconds: float) -> "asyncio.Future[RawAnswer]":
        """Raises ConnectionError through the future when the connection ends first."""
        stream, self._next_stream = self._next_stream, self._next_stream + 2
        future: asyncio.Future[RawAnswer] = asyncio.get_running_loop().create_future()
        if self._transport is None:
            future.set_exception(ConnectionError("the connection has ended"))
            return future
        prelude = Prelude(timeout_nanoseconds=int(timeout_seconds * 1e9), flags=OpenFlag.IDEMPOTENT)
        meta = prelude.encoded() + encode_open(OpenMetadata(method, entries=self._entries))
        self._calls[stream], self._began[stream] = future, time.monotonic()
        self._transport.write(
            encode(FrameType.OPEN, stream, Flag.END_STREAM | Flag.HAS_MESSAGE, meta, request)
        )
        return future

    async def call(self, method: str, request: bytes, timeout_seconds: float, patience_seconds: float) -> RawAnswer:
        """Raises TimeoutError when nothing comes back."""
        async with asyncio.timeout(patience_seconds):
            return await self.start(method, request, timeout_seconds)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._has_preface:
            if len(self._buffer) < len(PREFACE):
                return
            del self._buffer[: len(PREFACE)]
            self._has_preface = True
        at, received = 0, bytes(self._buffer)
        while at + HEADER_BYTES <= len(received):
            length = int.from_bytes(received[at : at + 4])
            if at + HEADER_BYTES + length > len(received):
                break
            self._on_frame(received[at : at + HEADER_BYTES], received[at + HEADER_BYTES : at + HEADER_BYTES + length])
            at += HEADER_BYTES + length
        del self._buffer[:at]

    def _on_frame(self, header: bytes, body: bytes) -> None:
        stream, kind, flags = int.from_bytes(header[4:8]), header[8], header[9]
        if kind == FrameType.PING and not flags & _ACK and self._transport is not None:
            self._transport.write(encode(FrameType.PING, flags=_ACK, data=body))
        future = self._calls.pop(stream, None) if kind == FrameType.CLOSE else None
        if future is None or future.done():
            return
        meta_length = int.from_bytes(header[10:12])
        head = CloseHead.read(body)
        seconds = time.monotonic() - self._began.pop(stream)
        future.set_result(
            RawAnswer(head.code, head.flags, head.retry_after_milliseconds, seconds, body[meta_length:])
        )

    def connection_lost(self, _: Exception | None) -> None:
        self.is_lost = True
        self._transport = None
        for future in self._calls.values():
            if not future.done():
                future.set_exception(ConnectionError("the connection has ended"))
        self._calls.clear()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()
