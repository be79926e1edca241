"""The two state machines against each other, through bytes: fragments, credit in both directions, compression."""

import random
import tracemalloc
import unittest
import zlib

from ocop_wire.client_connection import ClientConnection, OpenRequest
from ocop_wire.compression import inflated
from ocop_wire.connection import Connection, StreamOpened
from ocop_wire.frames import CloseHead, Flag, FrameType, Header, Prelude, encode, u32
from ocop_wire.limits import HEADER_BYTES, Limits, Settings
from ocop_wire.metadata import OpenMetadata
from ocop_wire.server_connection import ServerConnection
from ocop_wire.status import Code, RpcError, Status
from ocop_wire.stream import Stream

from .corpus import SEED

# Small, so that every limit is near.
TINY = Limits(max_frame_bytes=256, max_message_bytes=4096, max_streams=8, stream_window_bytes=512)


class Pair:
    """A client and a server that know each other."""

    def __init__(self, window_bytes: int = 512, credit_bytes: int = 512, max_frame_bytes: int = 256) -> None:
        limits = Limits(max_frame_bytes, TINY.max_message_bytes, TINY.max_streams, window_bytes)
        settings = Settings(limits=limits, assumed_peer=limits, response_credit_bytes=credit_bytes)
        self.client = ClientConnection(settings, lambda: 0.0)
        self.server = ServerConnection(settings, lambda: 0.0)
        self.opened: list[Stream] = []
        self.frames: list[Header] = []
        self.run()

    def run(self) -> None:
        """Passes bytes on until neither side has any."""
        while self.step(self.client, self.server) or self.step(self.server, self.client):
            pass

    def step(self, sender: Connection, receiver: Connection) -> bool:
        data = sender.next_bytes()
        at = 8 if data.startswith(b"\x89") else 0
        while at < len(data):
            self.frames.append(Header.read(data, at))
            at += HEADER_BYTES + self.frames[-1].length
        for event in receiver.receive(data):
            if isinstance(event, StreamOpened):
                self.opened.append(event.stream)
        assert not receiver.is_closing, "a violation"
        return bool(data)

    def open(self) -> tuple[Stream, Stream]:
        """A stream at both sides."""
        client = self.client.open(OpenRequest(OpenMetadata("t.S/M"), accepts_compressed=True))
        self.run()
        return client, self.opened[-1]


class Fragments(unittest.TestCase):
    def test_a_message_of_any_size_arrives_whatever_the_credit(self) -> None:
        for credit in (1, 3, 64, 251, 252, 256, 512, 5000):
            for size in (0, 1, 2, 63, 252, 253, 256, 257, 511, 512, 513, 1024, 4096):
                with self.subTest(credit=credit, size=size):
                    pair = Pair(credit_bytes=credit, window_bytes=credit)
                    client, server = pair.open()
                    message = bytes(index % 251 for index in range(size))
                    for sender, receiver in ((client, server), (server, client)):
                        sender.load(message, compress=False)
                        pair.run()
                        taken = receiver.take()
                        assert taken is not None
                        self.assertEqual(taken.data, message)
                    self.assertTrue(all(header.length <= 256 for header in pair.frames))

    def test_random_traffic_in_both_directions_arrives_in_order_and_leaks_no_credit(self) -> None:
        generator = random.Random(SEED)
        for round_number in range(40):
            window, credit = generator.randrange(1, 2000), generator.randrange(1, 2000)
            pair = Pair(window, credit, generator.choice((64, 256, 1024)))
            streams = [pair.open() for _ in range(3)]
            sent: dict[Stream, list[bytes]] = {end: [] for both in streams for end in both}
            taken: dict[Stream, list[bytes]] = {end: [] for both in streams for end in both}
            for _ in range(300):
                client, server = generator.choice(streams)
                sender, receiver = generator.choice(((client, server), (server, client)))
                if generator.random() < 0.6 and sender.send.is_idle:
                    message = generator.randbytes(int(generator.triangular(0, 4096, 10)))
                    sent[sender].append(message)
                    sender.load(message, compress=False)
                if generator.random() < 0.5 and (found := receiver.take()) is not None:
                    taken[receiver].append(found.data)
                source, target = generator.choice(((pair.client, pair.server), (pair.server, pair.client)))
                pair.step(source, target)
            for _ in range(2000):
                pair.run()
                found_any = False
                for end in taken:
                    while (found := end.take()) is not None:
                        taken[end].append(found.data)
                        found_any = True
                if not found_any and all(end.send.is_idle for end in taken):
                    break
            for client, server in streams:
                with self.subTest(seed=SEED, round=round_number):
                    self.assertEqual(taken[server], sent[client])
                    self.assertEqual(taken[client], sent[server])
                    # What the sender may still send is what the receiver expects of it, and nearly all of the window.
                    for sender, receiver, size in ((client, server, window), (server, client, credit)):
                        self.assertEqual(sender.send.credit_bytes, receiver.receive.left_bytes)
                        self.assertGreater(receiver.receive.left_bytes, size - max(1, size // 4))

    def test_the_last_fragment_says_that_it_is_the_last_message(self) -> None:
        for size in (0, 10, 300):
            pair = Pair()
            client, server = pair.open()
            client.load(bytes(size), compress=False)
            client.finish_sending()
            pair.run()
            data = [header for header in pair.frames if header.type == FrameType.DATA]
            self.assertTrue(data[-1].flags & Flag.END_STREAM)
            self.assertTrue(data[-1].flags & Flag.HAS_MESSAGE)
            self.assertEqual(sum(bool(header.flags & Flag.END_STREAM) for header in data), 1)


class SlowReaders(unittest.TestCase):
    def flood(self, pair: Pair, sender: Stream, size: int, count: int) -> int:
        """How many messages leave while nobody takes any."""
        for number in range(count):
            if not sender.send.is_idle:
                return number
            sender.load(bytes([number % 256]) * size, compress=False)
            pair.run()
        return count

    def test_a_sender_stops_within_the_window_and_goes_on_when_messages_are_taken(self) -> None:
        for to_server in (True, False):
            for size in (1, 100, 256, 300, 400, 511, 600):
                with self.subTest(to_server=to_server, size=size):
                    pair = Pair()
                    client, server = pair.open()
                    sender, receiver = (client, server) if to_server else (server, client)
                    self.assertLess(self.flood(pair, sender, size, 2000), 2000)
                    # The window, and one message: those a little larger than a frame do not slip past it.
                    self.assertLessEqual(receiver.receive.waiting_bytes, 512 + size)
                    received = 0
                    while receiver.take() is not None:
                        received += 1
                        pair.run()
                    self.assertTrue(sender.send.is_idle)
                    self.assertGreater(self.flood(pair, sender, size, 2), 0)

    def test_messages_of_no_bytes_take_no_credit_and_no_memory(self) -> None:
        pair = Pair()
        client, server = pair.open()
        self.assertEqual(self.flood(pair, server, 0, 5000), 5000)
        self.assertEqual(client.receive.waiting_count, 5000)
        self.assertEqual(len(client.receive._waiting), 1)
        server.load(b"end", compress=False)
        pair.run()
        for _ in range(5000):
            message = client.take()
            assert message is not None and not message.data
        message = client.take()
        assert message is not None
        self.assertEqual(message.data, b"end")

    def test_a_stream_without_credit_stops_no_other_and_no_close(self) -> None:
        pair = Pair()
        stuck_client, stuck_server = pair.open()
        self.flood(pair, stuck_server, 600, 100)
        client, server = pair.open()
        server.load(b"gets through", compress=False)
        pair.run()
        message = client.take()
        assert message is not None
        self.assertEqual(message.data, b"gets through")
        stuck_server.finish(Status(Code.ABORTED, "at zero credit"))
        pair.run()
        assert stuck_client.status is not None
        self.assertEqual(stuck_client.status.code, Code.ABORTED)

    def test_a_close_goes_ahead_of_waiting_data_of_other_streams(self) -> None:
        pair = Pair(credit_bytes=5000)
        busy = [pair.open()[1] for _ in range(3)]
        _, done = pair.open()
        for stream in busy:
            stream.load(bytes(2000), compress=False)
        pair.server.next_bytes()
        done.finish(Status(), b"answer")
        header = Header.read(pair.server.next_bytes())
        self.assertEqual((header.name, header.stream), ("CLOSE", done.number))

    def test_streams_take_turns(self) -> None:
        pair = Pair(credit_bytes=5000)
        busy = [pair.open()[1] for _ in range(3)]
        for stream in busy:
            stream.load(bytes(2000), compress=False)
        turns = [Header.read(pair.server.next_bytes()).stream for _ in range(9)]
        self.assertEqual(turns, [stream.number for stream in busy] * 3)

    def test_no_credit_is_given_after_the_end(self) -> None:
        pair = Pair()
        client, server = pair.open()
        client.load(bytes(500), compress=False)
        client.finish_sending()
        pair.run()
        pair.frames.clear()
        self.assertIsNotNone(server.take())
        pair.run()
        self.assertEqual([header.name for header in pair.frames], [])

    def test_credit_comes_at_a_quarter_of_the_window_and_not_before(self) -> None:
        pair = Pair()
        client, server = pair.open()
        pair.frames.clear()
        for size, credited in ((127, 0), (1, 1)):
            client.load(bytes(size), compress=False)
            pair.run()
            self.assertIsNotNone(server.take())
            pair.run()
            credits = [header for header in pair.frames if header.type == FrameType.CREDIT]
            self.assertEqual(len(credits), credited)


class Compression(unittest.TestCase):
    def test_a_compressed_message_of_any_size_arrives_as_it_was(self) -> None:
        generator = random.Random(SEED)
        for size in (0, 5, 100, 300, 4096):
            for message in (bytes(size), generator.randbytes(size)):
                with self.subTest(size=size, seed=SEED):
                    pair = Pair()
                    client, server = pair.open()
                    for sender, receiver in ((client, server), (server, client)):
                        sender.load(message, compress=True)
                        pair.run()
                        taken = receiver.take()
                        assert taken is not None
                        self.assertEqual(taken.data, message)
                        self.assertEqual(taken.was_compressed, size >= 100 and not any(message))

    def test_what_was_not_announced_is_not_used(self) -> None:
        plain = Settings(compressors=())
        client = ClientConnection(Settings(), lambda: 0.0)
        server = ServerConnection(plain, lambda: 0.0)
        server.receive(client.next_bytes())
        client.receive(server.next_bytes())
        stream = client.open(OpenRequest(OpenMetadata("t.S/M"), message=bytes(1000), compress=True))
        self.assertFalse(Header.read(client.next_bytes()).flags & Flag.COMPRESSED)
        self.assertFalse(server.may_compress(stream))

    def test_a_server_compresses_only_for_a_call_that_accepts_it(self) -> None:
        pair = Pair()
        client = pair.client.open(OpenRequest(OpenMetadata("t.S/M"), accepts_compressed=False))
        pair.run()
        pair.opened[-1].load(bytes(1000), compress=True)
        pair.run()
        taken = client.take()
        assert taken is not None
        self.assertFalse(taken.was_compressed)

    def test_bombs_wait_as_small_as_they_came(self) -> None:
        """Credit counts compressed bytes: nothing is inflated before it is taken."""
        pair = Pair(max_frame_bytes=256)
        client, server = pair.open()
        for _ in range(10):
            client.load(bytes(4096), compress=True)
            pair.run()
        self.assertGreater(server.receive.waiting_count, 5)
        self.assertLess(sum(len(entry.data) for entry in server.receive._waiting), 1024)


    def test_a_bomb_is_inflated_no_further_than_was_said(self) -> None:
        bomb = zlib.compress(bytes(64 << 20))
        for said in (0, 10, 100000):
            tracemalloc.start()
            with self.assertRaises(RpcError):
                inflated(u32(said) + bomb, Code.INTERNAL)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            self.assertLess(peak, 1 << 20, said)


class Openings(unittest.TestCase):
    def test_before_the_hello_one_stream_is_opened_and_then_as_many_as_the_server_takes(self) -> None:
        client = ClientConnection(Settings(), lambda: 0.0)
        streams = [client.open(OpenRequest(OpenMetadata("t.S/M"))) for _ in range(20)]

        def sent() -> int:
            while client.next_bytes():
                pass
            return sum(stream.number > 0 for stream in streams)

        self.assertEqual(sent(), 1)
        server = ServerConnection(Settings(limits=TINY), lambda: 0.0)
        server.receive(greeting_of_client())
        client.receive(server.next_bytes())
        self.assertEqual(sent(), 8)
        client.receive(encode(FrameType.CLOSE, 1, meta=CloseHead(0).encoded()))
        self.assertEqual(sent(), 9)
        streams[1].cancel(Status(Code.CANCELLED))
        self.assertEqual(sent(), 10)

    def test_a_limit_that_cannot_be_used_counts_as_the_nearest_that_can(self) -> None:
        client = ClientConnection(Settings(), lambda: 0.0)
        hello = bytes.fromhex("0801") + b"\x10\x01" + b"\x18\xff\xff\xff\xff\x0f" + b"\x28\xff\xff\xff\xff\x0f"
        client.receive(bytes.fromhex("894f434f500d0a1a") + encode(FrameType.HELLO, data=hello))
        self.assertEqual(client.peer.max_frame_bytes, 64)
        self.assertEqual(client.peer.max_message_bytes, 2**31 - 1)
        self.assertEqual(client.peer.stream_window_bytes, 2**31 - 1)
        self.assertEqual(client.peer.max_streams, 1024)

    def test_a_server_ends_a_connection_that_cancels_without_end_and_forgives_in_time(self) -> None:
        for seconds_between, is_ended in ((0.0, True), (0.02, False)):
            now = 0.0
            server = ServerConnection(Settings(cancels_burst=100, cancels_per_second=100), lambda: now)
            server.receive(greeting_of_client())
            for number in range(1, 1000, 2):
                now += seconds_between
                open_frame = encode(FrameType.OPEN, number, meta=Prelude().encoded())
                server.receive(open_frame + encode(FrameType.CANCEL, number))
            self.assertEqual(server.is_closing, is_ended)

    def test_the_credit_of_open_streams_stays_when_the_hello_arrives(self) -> None:
        client = ClientConnection(Settings(), lambda: 0.0)
        stream = client.open(OpenRequest(OpenMetadata("t.S/M")))
        while client.next_bytes():
            pass
        server = ServerConnection(Settings(limits=Limits(stream_window_bytes=1000000)), lambda: 0.0)
        server.receive(greeting_of_client())
        client.receive(server.next_bytes())
        self.assertEqual(stream.send.credit_bytes, 262144)
        client.receive(encode(FrameType.CREDIT, 1, data=u32(5)))
        self.assertEqual(stream.send.credit_bytes, 262149)


def greeting_of_client() -> bytes:
    return ClientConnection(Settings(), lambda: 0.0).next_bytes()


if __name__ == "__main__":
    unittest.main()
