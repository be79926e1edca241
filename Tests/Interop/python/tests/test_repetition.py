"""What a client does by itself: repeats calls where the protocol lets it, and comes back to a server that was gone."""

import asyncio
import random
import unittest

from ocop_wire.backoff import Backoff
from ocop_wire.call import CallOptions
from ocop_wire.channel import Channel
from ocop_wire.server import Server
from ocop_wire.server_call import Reply, ServerCall
from ocop_wire.status import CloseFlag, Code, RpcError, Status

from .corpus import SEED
from .virtual import Network, VirtualTest, World, turns


async def echo(call: ServerCall) -> Reply:
    return Reply((await call.receive_only()).data)


class Repetition(VirtualTest):
    def refusing(self, status: Status, times: int) -> "tuple[World, list[tuple[float, int]]]":
        seen: list[tuple[float, int]] = []

        async def refuses(call: ServerCall) -> Reply:
            seen.append((asyncio.get_running_loop().time(), call.attempt))
            if call.attempt < times:
                raise RpcError(status)
            return Reply(b"done")

        return World({"t.S/Refuses": refuses}), seen

    def test_a_call_that_was_not_processed_is_repeated_after_the_time_it_was_told(self) -> None:
        async def main() -> None:
            status = Status(Code.UNAVAILABLE, flags=CloseFlag.NOT_PROCESSED, retry_after_milliseconds=700)
            world, seen = self.refusing(status, times=2)
            answer = await world.channel.unary("t.S/Refuses", b"")
            self.assertEqual((answer.attempts, [attempt for _, attempt in seen]), (3, [0, 1, 2]))
            self.assertGreaterEqual(seen[1][0] - seen[0][0], 0.7)
            self.assertGreaterEqual(seen[2][0] - seen[1][0], 0.7)

        self.run_virtual(main)

    def test_a_call_is_repeated_only_where_the_protocol_allows_it(self) -> None:
        async def attempts_of(status: Status, is_idempotent: bool) -> int:
            world, seen = self.refusing(status, times=1)
            try:
                await world.channel.unary("t.S/Refuses", b"", CallOptions(is_idempotent=is_idempotent))
            except RpcError:
                pass
            return len(seen)

        async def main() -> None:
            unprocessed, no_retry = CloseFlag.NOT_PROCESSED, CloseFlag.NO_RETRY
            for status, is_idempotent, wanted in (
                (Status(Code.UNAVAILABLE), True, 2),
                (Status(Code.UNAVAILABLE), False, 1),
                (Status(Code.RESOURCE_EXHAUSTED), True, 1),
                (Status(Code.RESOURCE_EXHAUSTED, flags=unprocessed), False, 2),
                (Status(Code.UNAVAILABLE, flags=no_retry), True, 1),
                (Status(Code.UNAVAILABLE, flags=unprocessed | no_retry), True, 1),
                (Status(Code.INTERNAL), True, 1),
            ):
                self.assertEqual(await attempts_of(status, is_idempotent), wanted, (status, is_idempotent))

        self.run_virtual(main)

    def test_a_repeated_call_sends_all_its_requests_again_unless_they_were_too_many_to_keep(self) -> None:
        """The server refuses once it has read the first request; by then others are on their way."""

        async def reads_then_refuses(call: ServerCall) -> Reply:
            size = 0
            while (message := await call.receive()) is not None:
                size += len(message.data)
                if call.attempt == 0 and size > 5_000_000 * (call.metadata == (("late", "yes"),)):
                    raise RpcError(Status(Code.UNAVAILABLE, flags=CloseFlag.NOT_PROCESSED))
            return Reply(str(size).encode())

        async def attempt(count: int, metadata: tuple[tuple[str, str], ...]) -> tuple[int, bytes | None]:
            world = World({"t.S/Reads": reads_then_refuses})
            async with world.channel.call("t.S/Reads", CallOptions(metadata=metadata)) as call:
                for _ in range(count):
                    await call.send(bytes(100000))
                call.finish_sending()
                message = await call.receive()
                return call.attempts, None if message is None else message.data

        async def main() -> None:
            self.assertEqual(await attempt(20, ()), (2, b"2000000"))
            with self.assertRaises(RpcError) as raised:
                await attempt(60, (("late", "yes"),))
            self.assertEqual(raised.exception.status.code, Code.UNAVAILABLE)

        self.run_virtual(main)

    def test_a_call_that_has_had_a_response_is_not_repeated_even_if_nobody_took_it(self) -> None:
        async def begins_and_fails(call: ServerCall) -> Reply:
            call.send_headers((("served-by", "a"),))
            raise RpcError(Status(Code.UNAVAILABLE))

        async def main() -> None:
            world = World({"t.S/Begins": begins_and_fails})
            async with world.channel.call_with("t.S/Begins", b"", CallOptions(is_idempotent=True)) as call:
                with self.assertRaises(RpcError):
                    await call.receive()
                self.assertEqual(call.attempts, 1)

        self.run_virtual(main)

    def test_no_repetition_starts_after_the_deadline(self) -> None:
        async def main() -> None:
            status = Status(Code.UNAVAILABLE, flags=CloseFlag.NOT_PROCESSED, retry_after_milliseconds=700)
            world, seen = self.refusing(status, times=1)
            with self.assertRaises(RpcError) as raised:
                await world.channel.unary("t.S/Refuses", b"", CallOptions(timeout_seconds=0.5))
            self.assertEqual(raised.exception.status.code, Code.UNAVAILABLE)
            self.assertEqual(len(seen), 1)

        self.assertLess(self.run_virtual(main), 0.1)

    def test_attempts_have_an_end(self) -> None:
        async def main() -> None:
            world, seen = self.refusing(Status(Code.UNAVAILABLE, flags=CloseFlag.NOT_PROCESSED), times=100)
            with self.assertRaises(RpcError):
                await world.channel.unary("t.S/Refuses", b"", CallOptions(attempts_max=3))
            self.assertEqual(len(seen), 3)

        self.run_virtual(main)


class Reconnecting(VirtualTest):
    def test_pauses_grow_within_their_bounds_and_begin_anew_after_a_success(self) -> None:
        async def main() -> None:
            backoff = Backoff(initial=0.1, multiplier=2, maximum=5, jitter=0.2, generator=random.Random(SEED))
            server = Server({"t.S/Echo": echo})
            network = Network(server.new_link)
            network.is_down = True
            channel = Channel(network.dial, backoff=backoff)
            for _ in range(2):
                network.attempts_at.clear()
                calling = asyncio.create_task(channel.unary("t.S/Echo", b"x"))
                while len(network.attempts_at) < 10:
                    await asyncio.sleep(0.01)
                network.is_down = False
                await calling
                pauses = [later - earlier for earlier, later in zip(network.attempts_at, network.attempts_at[1:])]
                for number, pause in enumerate(pauses[:9]):
                    base = min(0.1 * 2**number, 5)
                    self.assertGreaterEqual(pause, base * 0.8 - 0.001, f"pause {number}, seed {SEED}")
                    self.assertLessEqual(pause, base * 1.2 + 0.001, f"pause {number}, seed {SEED}")
                self.assertGreater(len({round(pause / min(0.1 * 2**i, 5), 6) for i, pause in enumerate(pauses)}), 5)
                network.is_down = True
                network.cut()
                await turns()

        self.run_virtual(main)

    def test_a_server_that_closes_at_once_is_not_hammered(self) -> None:
        class Closes(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                transport.close()

        async def main() -> None:
            network = Network(Closes)
            channel = Channel(network.dial)
            with self.assertRaises(RpcError) as raised:
                await channel.unary("t.S/Echo", b"", CallOptions(timeout_seconds=60, is_idempotent=True))
            self.assertIn(raised.exception.status.code, (Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED))
            self.assertLess(len(network.attempts_at), 20)

        self.run_virtual(main)

    def test_a_call_that_does_not_wait_fails_with_the_first_attempt(self) -> None:
        async def main() -> None:
            world = World()
            world.network.is_down = True
            with self.assertRaises(RpcError) as raised:
                await world.channel.unary("t.S/Echo", b"", CallOptions(wait_for_ready=False))
            self.assertEqual(raised.exception.status.code, Code.UNAVAILABLE)
            self.assertIn("cannot connect", raised.exception.status.message)

        self.assertLess(self.run_virtual(main), 0.01)

    def test_an_idle_channel_makes_no_attempts(self) -> None:
        async def main() -> None:
            world = World({"t.S/Echo": echo})
            await world.channel.unary("t.S/Echo", b"")
            world.network.cut()
            await asyncio.sleep(1000)
            self.assertEqual(len(world.network.attempts_at), 1)
            self.assertEqual((await world.channel.unary("t.S/Echo", b"x")).message.data, b"x")

        self.run_virtual(main)


if __name__ == "__main__":
    unittest.main()
