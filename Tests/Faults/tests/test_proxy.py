"""The proxy in front of an echo: what each fault does to bytes, and that it changes none."""

import asyncio
import random
import tempfile
import unittest
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

from faults.proxy import Fault, FaultProxy
from ocop_wire.address import Address

from . import SEED

_SECONDS = 10.0
Body = Callable[[FaultProxy, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write(b"end")
    with suppress(OSError):
        writer.close()


class Proxy(unittest.TestCase):
    def run_with(self, body: Body, listen: Address | None = None) -> None:
        async def main() -> None:
            with tempfile.TemporaryDirectory() as folder:
                target = Address(path=str(Path(folder) / "echo.sock"))
                server = await asyncio.start_unix_server(echo, target.path)
                here = listen or Address(path=str(Path(folder) / "proxy.sock"))
                async with asyncio.timeout(_SECONDS), FaultProxy(target, here, random.Random(SEED)) as proxy:
                    address = proxy.address
                    if address.path:
                        reader, writer = await asyncio.open_unix_connection(address.path)
                    else:
                        reader, writer = await asyncio.open_connection(address.host, address.port)
                    await body(proxy, reader, writer)
                    writer.transport.abort()
                server.close()

        asyncio.run(main())

    def assert_passes_unchanged(self, fault: Fault, size: int) -> None:
        async def body(proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            proxy.set(fault)
            data = random.Random(SEED).randbytes(size)
            writer.write(data)
            writer.write_eof()
            self.assertEqual(await reader.read(-1), data + b"end")
            self.assertGreater(proxy.struck[fault] + (fault is Fault.NONE), 0)

        self.run_with(body)

    def test_bytes_and_ends_pass_unchanged(self) -> None:
        for fault, size in ((Fault.NONE, 1_000_000), (Fault.DELAY, 1000), (Fault.SPLIT, 5000), (Fault.THROTTLE, 2000)):
            with self.subTest(fault.value):
                self.assert_passes_unchanged(fault, size)

    def test_it_speaks_tcp(self) -> None:
        async def body(proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"hello")
            self.assertEqual(await reader.readexactly(5), b"hello")

        self.run_with(body, Address(host="127.0.0.1", port=0))

    def test_a_blackhole_holds_bytes_and_lets_them_go_when_healed(self) -> None:
        async def body(proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            proxy.set(Fault.BLACKHOLE)
            writer.write(b"held")
            while not proxy.struck[Fault.BLACKHOLE]:
                await asyncio.sleep(0)
            with self.assertRaises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await reader.read(1)
            proxy.heal()
            self.assertEqual(await reader.readexactly(4), b"held")

        self.run_with(body)

    def test_a_cut_ends_connections_and_later_ones_after_some_bytes(self) -> None:
        async def body(proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"x")
            await reader.readexactly(1)
            proxy.set(Fault.CUT)
            await self.assert_ends(reader)
            second, into = await asyncio.open_unix_connection(proxy.address.path)
            into.write(bytes(20_000))
            await self.assert_ends(second)
            into.transport.abort()

        self.run_with(body)

    async def assert_ends(self, reader: asyncio.StreamReader) -> None:
        with suppress(ConnectionError):
            while await reader.read(65536):
                pass

    def test_a_half_close_ends_the_answers_only(self) -> None:
        async def body(proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"x")
            await reader.readexactly(1)
            proxy.set(Fault.HALF_CLOSE)
            self.assertEqual(await reader.read(1), b"")
            writer.write(b"still taken")
            await writer.drain()
            self.assertFalse(writer.transport.is_closing())

        self.run_with(body)

    def test_a_refusal_is_for_new_connections(self) -> None:
        async def body(proxy: FaultProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"x")
            await reader.readexactly(1)
            proxy.set(Fault.REFUSE)
            second, into = await asyncio.open_unix_connection(proxy.address.path)
            await self.assert_ends(second)
            into.transport.abort()
            writer.write(b"y")
            self.assertEqual(await reader.readexactly(1), b"y")

        self.run_with(body)
