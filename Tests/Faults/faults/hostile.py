"""Clients that mean ill: raw bytes on connections whose end is noted, and a greeting to begin with."""

import asyncio
import resource
import time
from collections.abc import Iterable
from contextlib import suppress

from ocop_wire.address import Address
from ocop_wire.frames import Flag, FrameType, OpenFlag, Prelude, encode
from ocop_wire.handshake import greeting
from ocop_wire.limits import Settings
from ocop_wire.metadata import OpenMetadata, encode_open

GREETING = greeting(Settings())


def allow_files(count: int) -> None:
    """Lets this process open so many files, as far as the system does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def open_frame(stream: int, method: str, message: bytes | None = b"", ends: bool = True, credit: int = 262144) -> bytes:
    """An OPEN without a deadline."""
    prelude = Prelude(flags=OpenFlag.IDEMPOTENT, response_credit=credit)
    flags = (Flag.END_STREAM if ends else Flag.NONE) | (Flag.NONE if message is None else Flag.HAS_MESSAGE)
    meta = prelude.encoded() + encode_open(OpenMetadata(method))
    return encode(FrameType.OPEN, stream, flags, meta, message or b"")


class Hostile(asyncio.Protocol):
    """One connection. The first of what it receives is kept, to be looked at."""

    _KEPT_BYTES = 65536

    def __init__(self) -> None:
        self.opened_at = time.monotonic()
        self.closed_at: float | None = None
        self.received = bytearray()
        self.closed = asyncio.Event()
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._writable.set()

    @classmethod
    async def connect(cls, address: Address, first: bytes = b"") -> "Hostile":
        hostile = cls()
        await address.connect(lambda: hostile)
        hostile.send(first)
        return hostile

    @classmethod
    async def connect_many(cls, address: Address, count: int, first: bytes) -> list["Hostile"]:
        """One after the other, so that the listener's queue does not run over; those it refuses are left out."""
        found = []
        for _ in range(count):
            with suppress(OSError):
                found.append(await cls.connect(address, first))
        return found

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.opened_at = time.monotonic()

    def data_received(self, data: bytes) -> None:
        if len(self.received) < self._KEPT_BYTES:
            self.received += data

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def eof_received(self) -> bool:
        self._note_end()
        return False

    def connection_lost(self, _: Exception | None) -> None:
        self._note_end()
        self._transport = None
        self._writable.set()

    def _note_end(self) -> None:
        if self.closed_at is None:
            self.closed_at = time.monotonic()
        self.closed.set()

    def send(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing() and data:
            self._transport.write(data)

    async def flood(self, data: bytes, seconds: float, pause: float = 0.0) -> float:
        """Sends the same bytes again and again until the connection ends; returns after how many seconds it did, or
        the time there was."""
        began = time.monotonic()
        while not self.closed.is_set() and time.monotonic() - began < seconds:
            self.send(data)
            await self._writable.wait()
            await asyncio.sleep(pause)
        return (self.closed_at or time.monotonic()) - began

    def stop_reading(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    @property
    def lived_seconds(self) -> float | None:
        """From its beginning to its end; None while it lives."""
        return None if self.closed_at is None else self.closed_at - self.opened_at


def abort_all(connections: Iterable[Hostile]) -> None:
    for connection in connections:
        connection.abort()
