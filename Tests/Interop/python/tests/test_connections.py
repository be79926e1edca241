"""What connections do beside calls: streams that wait, drains, silence and floods."""

import asyncio
import unittest

from ocop_wire.call import CallOptions
from ocop_wire.channel import Channel
from ocop_wire.client_connection import ClientConnection
from ocop_wire.frames import FrameType, Prelude, encode
from ocop_wire.handshake import GoAway, greeting
from ocop_wire.limits import Limits, Settings
from ocop_wire.metadata import OpenMetadata, encode_open
from ocop_wire.server import Server
from ocop_wire.server_call import Reply, ServerCall
from ocop_wire.server_connection import ServerConnection
from ocop_wire.status import Code, RpcError

from .virtual import MemoryTransport, Network, VirtualTest, World, turns


async def echo(call: ServerCall) -> Reply:
    return Reply((await call.receive_only()).data)


async def takes_a_second(call: ServerCall) -> Reply:
    await asyncio.sleep(1)
    return Reply((await call.receive_only()).data)


class Recorder(asyncio.Protocol):
    """A peer that says what it is told and keeps what it hears."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.is_lost = False

    def data_received(self, data: bytes) -> None:
        self.heard += data

    def connection_lost(self, error: Exception | None) -> None:
        self.is_lost = True


async def recorder_at(server: Server) -> tuple[Recorder, MemoryTransport]:
    """A raw connection to a server, and its own end."""
    recorder = Recorder()
    network = Network(server.new_link)
    await network.dial(lambda: recorder)
    await turns()
    return recorder, network.connections[0][0]


class Streams(VirtualTest):
    def test_calls_beyond_max_streams_wait_and_none_is_refused(self) -> None:
        running, most = 0, 0

        async def counts(call: ServerCall) -> Reply:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(1)
            running -= 1
            return Reply(str(call.attempt).encode())

        async def main() -> None:
            world = World({"t.S/Counts": counts}, server_settings=Settings(limits=Limits(max_streams=4)))
            answers = await asyncio.gather(*(world.channel.unary("t.S/Counts", b"") for _ in range(64)))
            self.assertEqual({answer.message.data for answer in answers}, {b"0"})
            self.assertEqual(most, 4)
            self.assertAlmostEqual(asyncio.get_running_loop().time(), 16)
            self.assertEqual(len(world.network.connections), 1)

        self.run_virtual(main)

    def test_a_call_that_waits_for_a_stream_keeps_its_deadline(self) -> None:
        async def main() -> None:
            world = World({"t.S/Slow": takes_a_second}, server_settings=Settings(limits=Limits(max_streams=1)))
            first = asyncio.create_task(world.channel.unary("t.S/Slow", b"first"))
            await turns()
            with self.assertRaises(RpcError) as raised:
                await world.channel.unary("t.S/Slow", b"second", CallOptions(timeout_seconds=0.5))
            self.assertEqual(raised.exception.status.code, Code.DEADLINE_EXCEEDED)
            self.assertEqual((await first).message.data, b"first")
            self.assertEqual((await world.channel.unary("t.S/Slow", b"third")).message.data, b"third")

        self.run_virtual(main)

    def test_large_messages_do_not_hold_up_small_ones(self) -> None:
        async def main() -> None:
            world = World({"t.S/Echo": echo})
            order: list[str] = []

            async def ask(name: str, size: int) -> None:
                await world.channel.unary("t.S/Echo", bytes(size))
                order.append(name)

            await world.channel.unary("t.S/Echo", b"")
            await asyncio.gather(ask("large", 3000000), ask("small", 10))
            self.assertEqual(order, ["small", "large"])

        self.run_virtual(main)


class Draining(VirtualTest):
    def test_a_drain_lets_calls_finish_and_new_ones_go_elsewhere(self) -> None:
        async def main() -> None:
            first, second = Server({"t.S/Slow": takes_a_second}), Server({"t.S/Slow": takes_a_second})
            network = Network(first.new_link)
            channel = Channel(network.dial)
            early = asyncio.create_task(channel.unary("t.S/Slow", b"early"))
            await turns()
            network.accept = second.new_link
            draining = asyncio.create_task(first.drain(seconds=10))
            await turns()
            late = asyncio.create_task(channel.unary("t.S/Slow", b"late"))
            self.assertEqual((await early).attempts, 1)
            await draining
            self.assertEqual((await late).attempts, 1)
            self.assertEqual(len(network.connections), 2)
            self.assertEqual(first.running_count, 0)

        self.assertLess(self.run_virtual(main), 3)

    def test_calls_that_cross_the_final_goaway_are_repeated_without_notice(self) -> None:
        """The client does not hear of the drain in time: its call arrives after the final GOAWAY."""
        attempts: list[int] = []

        async def notes(call: ServerCall) -> Reply:
            attempts.append(call.attempt)
            return Reply((await call.receive_only()).data)

        async def main() -> None:
            first, second = Server({"t.S/Notes": notes, "t.S/Slow": takes_a_second}), Server({"t.S/Notes": notes})
            network = Network(first.new_link)
            channel = Channel(network.dial)
            slow = asyncio.create_task(channel.unary("t.S/Slow", b""))
            await turns()
            network.connections[0][1].hold()
            network.accept = second.new_link
            draining = asyncio.create_task(first.drain(seconds=10))
            await asyncio.sleep(1.1)
            call = channel.call("t.S/Notes")
            sending = asyncio.create_task(call.send(b"request"))
            call.finish_sending()
            await turns()
            network.connections[0][1].hold(False)
            message = await call.receive()
            await sending
            assert message is not None
            self.assertEqual(message.data, b"request")
            self.assertEqual((call.attempts, attempts), (2, [1]))
            await slow
            await draining

        self.run_virtual(main)

    def test_a_drain_ends_what_does_not_end_by_itself(self) -> None:
        async def endless(call: ServerCall) -> None:
            await asyncio.sleep(100000)

        async def main() -> None:
            world = World({"t.S/Endless": endless})
            call = world.channel.call_with("t.S/Endless", b"", CallOptions())
            await turns()
            world.network.is_down = True
            await world.server.drain(seconds=3)
            with self.assertRaises(RpcError) as raised:
                await call.receive()
            self.assertEqual(raised.exception.status.code, Code.UNAVAILABLE)
            self.assertEqual(raised.exception.status.message, "the server has shut down")
            self.assertEqual(world.server.running_count, 0)

        self.assertLess(self.run_virtual(main), 4)

    def test_the_final_goaway_follows_the_answer_to_the_ping_or_comes_after_a_second(self) -> None:
        async def main() -> None:
            for answers in (True, False):
                server = Server({"t.S/Slow": takes_a_second})
                recorder, end = await recorder_at(server)
                call = encode(FrameType.OPEN, 1, 1, Prelude().encoded() + encode_open(OpenMetadata("t.S/Slow")))
                end.write(greeting(Settings()) + call)
                await turns()
                recorder.heard.clear()
                draining = asyncio.create_task(server.drain(seconds=10))
                await turns()
                first, ping = GoAway(reason="shutting down").encoded(), recorder.heard[-20:]
                self.assertEqual(recorder.heard, first + ping)
                if answers:
                    end.write(encode(FrameType.PING, flags=1, data=bytes(ping[12:])))
                    await turns()
                else:
                    await asyncio.sleep(0.9)
                final = GoAway(1, reason="shutting down").encoded()
                self.assertEqual(recorder.heard == first + ping + final, answers)
                await draining
                self.assertIn(final, recorder.heard)

        self.run_virtual(main)

    def test_an_idle_connection_is_drained_at_once(self) -> None:
        async def main() -> None:
            world = World({"t.S/Echo": echo})
            await world.channel.unary("t.S/Echo", b"")
            await world.server.drain(seconds=10)

        self.assertLess(self.run_virtual(main), 0.01)


class Silence(VirtualTest):
    def test_both_sides_ping_into_silence_and_the_connection_lives(self) -> None:
        async def main() -> None:
            world = World({"t.S/Echo": echo})
            await world.channel.unary("t.S/Echo", b"")
            client, server = world.network.connections[0]
            before = client.written_bytes, server.written_bytes
            await asyncio.sleep(1000)
            self.assertGreater(client.written_bytes, before[0])
            self.assertGreater(server.written_bytes, before[1])
            await world.channel.unary("t.S/Echo", b"")
            self.assertEqual(len(world.network.connections), 1)

        self.run_virtual(main)

    def test_a_peer_that_does_not_answer_a_ping_is_left(self) -> None:
        async def main() -> None:
            world = World({"t.S/Slow": takes_a_second})
            await world.channel.unary("t.S/Slow", b"")
            world.network.connections[0][1].hold()
            with self.assertLogs("ocop_wire", "WARNING") as logs, self.assertRaises(RpcError) as raised:
                await world.channel.unary("t.S/Slow", b"")
            self.assertEqual(raised.exception.status.code, Code.UNAVAILABLE)
            self.assertAlmostEqual(asyncio.get_running_loop().time(), 1 + 30 + 20, delta=2)
            self.assertEqual(len([line for line in logs.output if "no sign of life" in line]), 1)

        self.run_virtual(main)

    def test_a_client_that_does_not_say_hello_is_closed(self) -> None:
        async def main() -> None:
            hello = greeting(Settings())
            for opening, hears in ((b"", False), (hello[:4], False), (hello[:9], True)):
                recorder, end = await recorder_at(Server({}))
                end.write(opening)
                with self.assertLogs("ocop_wire", "WARNING") as logs:
                    await asyncio.sleep(8.9)
                    self.assertFalse(recorder.is_lost)
                    await asyncio.sleep(0.2)
                self.assertTrue(recorder.is_lost)
                # Whoever has not shown the whole preface hears nothing.
                self.assertEqual(bool(recorder.heard), hears)
                self.assertEqual(len(logs.output), 1)

        self.run_virtual(main)


class Defence(VirtualTest):
    def test_another_protocol_is_closed_without_a_word_and_with_one_line(self) -> None:
        async def main() -> None:
            recorder, end = await recorder_at(Server({}))
            with self.assertLogs("ocop_wire", "WARNING") as logs:
                end.write(b"GET / HTTP/1.1\r\n\r\n")
                await turns()
            self.assertTrue(recorder.is_lost)
            self.assertEqual(bytes(recorder.heard), b"")
            self.assertEqual(len(logs.output), 1)

        self.run_virtual(main)

    def test_a_violation_is_answered_with_one_goaway_and_the_end(self) -> None:
        async def main() -> None:
            recorder, end = await recorder_at(Server({}))
            with self.assertLogs("ocop_wire", "WARNING") as logs:
                end.write(greeting(Settings()) + encode(10) + encode(FrameType.PING, data=bytes(8)))
                await turns()
            self.assertTrue(recorder.is_lost)
            self.assertEqual(recorder.heard.count(encode(FrameType.GOAWAY)[4:10]), 1)
            self.assertNotIn(encode(FrameType.PING, flags=1, data=bytes(8)), recorder.heard)
            self.assertEqual(len(logs.output), 1)

        self.run_virtual(main)

    def test_pings_and_go_aways_are_counted_together_and_forgiven_in_time(self) -> None:
        ping, answer = (encode(FrameType.PING, flags=flags, data=bytes(8)) for flags in (0, 1))
        frames = (ping, answer, GoAway().encoded())
        for connection_type in (ServerConnection, ClientConnection):
            for seconds_between, is_ended in ((0.0, True), (0.1, False)):
                now = 0.0
                connection = connection_type(Settings(), lambda: now)
                connection.receive(greeting(Settings()))
                for number in range(101):
                    self.assertFalse(connection.is_closing)
                    now += seconds_between
                    connection.receive(frames[number % 3])
                self.assertEqual(connection.is_closing, is_ended)

    def test_pings_whose_answers_nobody_reads_end_the_connection_and_take_bounded_memory(self) -> None:
        async def main() -> None:
            settings = Settings(pings_burst=1_000_000)
            network = Network(Server({}, settings).new_link)
            recorder = Recorder()
            await network.dial(lambda: recorder)
            await turns()
            end, server_end = network.connections[0]
            server_end.hold()
            with self.assertLogs("ocop_wire", "WARNING") as logs:
                end.write(greeting(Settings()))
                for _ in range(200):
                    end.write(encode(FrameType.PING, data=bytes(8)) * 1000)
                    await turns(3)
                await asyncio.sleep(5)
            self.assertTrue(recorder.is_lost)
            self.assertLess(server_end.buffered_bytes, 2_000_000)
            self.assertIn("does not read", logs.output[0])

        self.run_virtual(main)

    def test_what_a_peer_does_not_read_is_not_piled_up(self) -> None:
        """The credit would allow far more: it is the connection that is full."""
        left = 0

        async def sends(call: ServerCall) -> None:
            nonlocal left
            for left in range(1000, 0, -1):
                await call.send(bytes(50000))

        async def main() -> None:
            generous = Settings(response_credit_bytes=2**31 - 1)
            world = World({"t.S/Sends": sends}, client_settings=generous)
            calls = [world.channel.call_with("t.S/Sends", b"", CallOptions()) for _ in range(5)]
            await turns()
            end = world.network.connections[0][1]
            end.hold()
            await asyncio.sleep(1)
            self.assertLess(end.buffered_bytes, 400000)
            self.assertGreater(left, 900)
            for call in calls:
                call.cancel()

        self.run_virtual(main)

    def test_a_server_takes_no_more_connections_than_it_may(self) -> None:
        async def main() -> None:
            server = Server({}, Settings(connections_max=2))
            network = Network(server.new_link)
            recorders = [Recorder() for _ in range(3)]
            for recorder in recorders:
                await network.dial(lambda recorder=recorder: recorder)  # type: ignore[misc]
            await turns()
            self.assertEqual([recorder.is_lost for recorder in recorders], [False, False, True])

        self.run_virtual(main)


if __name__ == "__main__":
    unittest.main()
