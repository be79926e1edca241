"""Calls between this client and this server, in memory: every kind, both ways of ending, and deadlines."""

import asyncio
import unittest

from ocop_wire.call import CallOptions
from ocop_wire.limits import Limits, Settings
from ocop_wire.server_call import Reply, ServerCall
from ocop_wire.status import CloseFlag, Code, RpcError, Status, rpc_error

from .virtual import VirtualTest, World, turns


async def echo(call: ServerCall) -> Reply:
    message = await call.receive_only()
    return Reply(message.data)


async def echo_each(call: ServerCall) -> None:
    while (message := await call.receive()) is not None:
        await call.send(message.data)


async def total(call: ServerCall) -> Reply:
    size = 0
    while (message := await call.receive()) is not None:
        size += len(message.data)
    return Reply(str(size).encode())


class Calls(VirtualTest):
    def test_one_request_and_one_response_of_any_size(self) -> None:
        async def main() -> None:
            world = World({"t.S/Echo": echo})
            for size in (0, 1, 65000, 65536, 65537, 262144, 1000003):
                request = bytes(index % 251 for index in range(size))
                answer = await world.channel.unary("t.S/Echo", request)
                self.assertEqual(answer.message.data, request)
            self.assertEqual(len(world.network.connections), 1)

        self.run_virtual(main)

    def test_many_requests_and_one_response(self) -> None:
        async def main() -> None:
            world = World({"t.S/Total": total})
            async with world.channel.call("t.S/Total") as call:
                for size in (0, 100, 70000, 0, 300000):
                    await call.send(bytes(size))
                call.finish_sending()
                message = await call.receive()
                assert message is not None
                self.assertEqual(message.data, b"370100")
                self.assertIsNone(await call.receive())

        self.run_virtual(main)

    def test_requests_and_responses_in_turns(self) -> None:
        async def main() -> None:
            world = World({"t.S/EchoEach": echo_each})
            async with world.channel.call("t.S/EchoEach") as call:
                for text in (b"a", b"", b"c" * 100000):
                    await call.send(text)
                    message = await call.receive()
                    assert message is not None
                    self.assertEqual(message.data, text)
                call.finish_sending()
                self.assertIsNone(await call.receive())

        self.run_virtual(main)

    def test_an_unknown_method_is_unimplemented(self) -> None:
        async def main() -> None:
            with self.assertRaises(RpcError) as raised:
                await World().channel.unary("t.S/Nothing", b"")
            self.assertEqual(raised.exception.status.code, Code.UNIMPLEMENTED)

        self.run_virtual(main)

    def test_a_status_comes_with_its_message_flags_and_trailers(self) -> None:
        async def fail(call: ServerCall) -> None:
            call.trailers.append(("rows", "61"))
            raise RpcError(Status(Code.NOT_FOUND, "không có", flags=CloseFlag.NO_RETRY, retry_after_milliseconds=7))

        async def main() -> None:
            with self.assertRaises(RpcError) as raised:
                await World({"t.S/Fail": fail}).channel.unary("t.S/Fail", b"")
            status = raised.exception.status
            self.assertEqual((status.code, status.message), (Code.NOT_FOUND, "không có"))
            self.assertEqual((status.flags, status.retry_after_milliseconds), (CloseFlag.NO_RETRY, 7))
            self.assertEqual(list(status.trailers), [("rows", "61")])

        self.run_virtual(main)

    def test_a_handler_that_breaks_ends_its_call_with_unknown_and_no_other(self) -> None:
        async def breaks(call: ServerCall) -> None:
            raise KeyError("a mistake in the handler")

        async def main() -> None:
            world = World({"t.S/Breaks": breaks, "t.S/Echo": echo})
            with self.assertLogs("ocop_wire", "ERROR"), self.assertRaises(RpcError) as raised:
                await world.channel.unary("t.S/Breaks", b"")
            self.assertEqual(raised.exception.status.code, Code.UNKNOWN)
            self.assertEqual((await world.channel.unary("t.S/Echo", b"x")).message.data, b"x")
            self.assertEqual(len(world.network.connections), 1)

        self.run_virtual(main)

    def test_a_method_with_one_message_gets_exactly_one(self) -> None:
        async def none(call: ServerCall) -> None:
            await call.receive_only()

        async def two(call: ServerCall) -> Reply:
            await call.send(b"a")
            return Reply(b"b")

        async def main() -> None:
            world = World({"t.S/None": none, "t.S/Two": two, "t.S/Echo": echo})
            for method in ("t.S/None", "t.S/Two"):
                with self.assertRaises(RpcError) as raised:
                    await world.channel.unary(method, b"")
                self.assertEqual(raised.exception.status.code, Code.INTERNAL)
            for requests in ([], [b"a", b"b"]):
                async with world.channel.call("t.S/Echo") as call:
                    call.finish_sending() if not requests else None
                    with self.assertRaises(RpcError) as raised:
                        for request in requests:
                            await call.send(request)
                        await call.receive()
                    self.assertEqual(raised.exception.status.code, Code.INVALID_ARGUMENT)

        self.run_virtual(main)

    def test_metadata_that_does_not_fit_into_a_frame_fails_its_call(self) -> None:
        async def large_trailers(call: ServerCall) -> Reply:
            call.trailers.append(("large", "x" * 9000))
            return Reply(b"")

        async def main() -> None:
            world = World({"t.S/Echo": echo, "t.S/Large": large_trailers})
            for method, metadata in (("t.S/Echo", (("large", "x" * 9000),)), ("t.S/Large", ())):
                with self.assertRaises(RpcError) as raised:
                    await world.channel.unary(method, b"", CallOptions(metadata=metadata))
                self.assertEqual(raised.exception.status.code, Code.RESOURCE_EXHAUSTED)

        self.run_virtual(main)

    def test_a_message_that_the_peer_does_not_take_is_refused(self) -> None:
        async def main() -> None:
            small = Settings(limits=Limits(max_message_bytes=1000))
            world = World({"t.S/Echo": echo}, server_settings=small)
            for _ in range(2):  # Before the server's HELLO is known it is the server that refuses.
                with self.assertRaises(RpcError) as raised:
                    await world.channel.unary("t.S/Echo", bytes(1001))
                self.assertEqual(raised.exception.status.code, Code.RESOURCE_EXHAUSTED)
            self.assertEqual((await world.channel.unary("t.S/Echo", bytes(1000))).message.data, bytes(1000))
            self.assertEqual(len(world.network.connections), 1)

        self.run_virtual(main)


class Ending(VirtualTest):
    def test_a_deadline_ends_the_call_at_its_time_on_both_sides(self) -> None:
        ended_at: list[float] = []

        async def sleeps(call: ServerCall) -> None:
            try:
                await asyncio.sleep(1000)
            finally:
                ended_at.append(asyncio.get_running_loop().time())

        async def main() -> None:
            world = World({"t.S/Sleeps": sleeps})
            with self.assertRaises(RpcError) as raised:
                await world.channel.unary("t.S/Sleeps", b"", CallOptions(timeout_seconds=5))
            self.assertEqual(raised.exception.status.code, Code.DEADLINE_EXCEEDED)
            self.assertAlmostEqual(asyncio.get_running_loop().time(), 5)
            await turns()
            self.assertEqual(len(ended_at), 1)
            self.assertAlmostEqual(ended_at[0], 5)

        self.run_virtual(main)

    def test_the_server_keeps_the_deadline_itself(self) -> None:
        async def sleeps(call: ServerCall) -> None:
            await asyncio.sleep(1000)

        async def main() -> None:
            world = World({"t.S/Sleeps": sleeps})
            call = world.channel.call_with("t.S/Sleeps", b"", CallOptions(timeout_seconds=5))
            await turns()
            client, server = world.network.connections[0]
            client.hold()  # The client's CANCEL does not arrive.
            await asyncio.sleep(6)
            self.assertEqual(world.server.running_count, 0)
            self.assertIs(call.status and call.status.code, Code.DEADLINE_EXCEEDED)

        self.run_virtual(main)

    def test_the_client_keeps_the_deadline_itself(self) -> None:
        async def sleeps(call: ServerCall) -> None:
            await asyncio.sleep(1000)

        async def main() -> None:
            world = World({"t.S/Sleeps": sleeps})
            call = world.channel.call_with("t.S/Sleeps", b"", CallOptions(timeout_seconds=5))
            await turns()
            world.network.connections[0][1].hold()  # The server's CLOSE does not arrive.
            with self.assertRaises(RpcError) as raised:
                await call.receive()
            self.assertEqual(raised.exception.status.code, Code.DEADLINE_EXCEEDED)

        self.assertAlmostEqual(self.run_virtual(main), 5)

    def test_a_call_whose_deadline_has_passed_is_never_sent(self) -> None:
        async def main() -> None:
            world = World({"t.S/Echo": echo})
            await world.channel.unary("t.S/Echo", b"")
            written = world.network.connections[0][0].written_bytes
            for timeout in (0, -1):
                with self.assertRaises(RpcError) as raised:
                    await world.channel.unary("t.S/Echo", b"", CallOptions(timeout_seconds=timeout))
                self.assertEqual(raised.exception.status.code, Code.DEADLINE_EXCEEDED)
            await turns()
            self.assertEqual(world.network.connections[0][0].written_bytes, written)

        self.run_virtual(main)

    def test_a_cancelled_call_ends_its_handler_at_once(self) -> None:
        async def waits(call: ServerCall) -> None:
            await call.receive()
            await call.receive()

        async def main() -> None:
            world = World({"t.S/Waits": waits})
            async with world.channel.call("t.S/Waits") as call:
                await call.send(b"")
                await turns()
                self.assertEqual(world.server.running_count, 1)
                call.cancel()
                with self.assertRaises(RpcError) as raised:
                    await call.receive()
                self.assertEqual(raised.exception.status.code, Code.CANCELLED)
            await turns()
            self.assertEqual(world.server.running_count, 0)
            self.assertEqual(len(world.network.connections), 1)

        self.assertEqual(self.run_virtual(main), 0)

    def test_a_server_may_cancel(self) -> None:
        async def gives_up(call: ServerCall) -> None:
            call.cancel()

        async def main() -> None:
            with self.assertRaises(RpcError) as raised:
                await World({"t.S/GivesUp": gives_up}).channel.unary("t.S/GivesUp", b"")
            self.assertEqual(raised.exception.status.code, Code.CANCELLED)

        self.run_virtual(main)

    def test_a_handler_that_ignores_its_cancellation_counts_until_it_returns(self) -> None:
        async def stubborn(call: ServerCall) -> None:
            while True:
                try:
                    await asyncio.sleep(10)
                    return
                except asyncio.CancelledError:
                    pass

        async def main() -> None:
            world = World({"t.S/Stubborn": stubborn}, server_settings=Settings(handlers_max=1))
            async with world.channel.call("t.S/Stubborn"):
                await turns()
            await turns()
            self.assertEqual(world.server.running_count, 1)
            with self.assertRaises(RpcError) as raised:
                await world.channel.unary("t.S/Stubborn", b"", CallOptions(attempts_max=1))
            self.assertEqual(raised.exception.status.code, Code.RESOURCE_EXHAUSTED)
            self.assertTrue(raised.exception.status.flags & CloseFlag.NOT_PROCESSED)
            await asyncio.sleep(11)
            self.assertEqual(world.server.running_count, 0)

        self.run_virtual(main)

    def test_a_lost_connection_fails_its_calls_and_cancels_their_handlers(self) -> None:
        async def waits(call: ServerCall) -> None:
            await call.send(b"begun")
            await asyncio.sleep(1000)

        async def main() -> None:
            world = World({"t.S/Waits": waits})
            async with world.channel.call("t.S/Waits", CallOptions(is_idempotent=True)) as call:
                self.assertIsNotNone(await call.receive())
                world.network.cut()
                with self.assertRaises(RpcError) as raised:
                    await call.receive()
                self.assertEqual(raised.exception.status.code, Code.UNAVAILABLE)
            await turns()
            self.assertEqual(world.server.running_count, 0)

        self.run_virtual(main)

    def test_a_handler_is_told_that_its_own_call_failed(self) -> None:
        async def refuses(call: ServerCall) -> Reply:
            raise rpc_error(Code.PERMISSION_DENIED, "no")

        async def main() -> None:
            with self.assertRaises(RpcError) as raised:
                await World({"t.S/Refuses": refuses}).channel.unary("t.S/Refuses", b"")
            self.assertEqual(raised.exception.status.code, Code.PERMISSION_DENIED)

        self.run_virtual(main)


if __name__ == "__main__":
    unittest.main()
