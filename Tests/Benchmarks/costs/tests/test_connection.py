"""Goal: the client takes what a daemon may send around an answer. Method: the other end of a pair of sockets, which
holds everything that the daemon will say before the client has said anything."""

import socket
import struct
import unittest

from connection import CallFailure, Connection

PREFACE = b"\x89OCOP\r\n\x1a"
HEADER = struct.Struct(">IIBBH")
HELLO, DATA, CLOSE, CREDIT, PING = 1, 4, 5, 7, 8
HAS_MESSAGE, TOTAL, MORE = 0x10, 0x04, 0x02


def frame(kind: int, stream: int, flags: int = 0, meta: bytes = b"", data: bytes = b"") -> bytes:
    return HEADER.pack(len(meta) + len(data), stream, kind, flags, len(meta)) + meta + data


def close(stream: int, code: int = 0, data: bytes = b"") -> bytes:
    return frame(CLOSE, stream, HAS_MESSAGE if data else 0, bytes([code]) + bytes(7), data)


class Calls(unittest.TestCase):
    def setUp(self) -> None:
        self.client, self.daemon = socket.socketpair()
        self.addCleanup(self.daemon.close)
        # Neither side waits for what will not come.
        self.client.settimeout(10)
        self.daemon.settimeout(10)

    def say(self, *frames: bytes) -> Connection:
        self.daemon.sendall(PREFACE + frame(HELLO, 0) + b"".join(frames))
        self.daemon.shutdown(socket.SHUT_WR)
        return Connection(self.client)

    def heard(self) -> bytes:
        parts = iter(lambda: self.daemon.recv(65_536), b"")
        return b"".join(parts)

    def test_an_answer_is_the_message_of_its_close(self) -> None:
        with self.say(close(1, data=b"answer"), close(3, data=b"second")) as connection:
            self.assertEqual(connection.call("a.B/C", b"request"), b"answer")
            self.assertEqual(connection.call("a.B/C", b"request"), b"second")
        heard = self.heard()
        self.assertTrue(heard.startswith(PREFACE + frame(HELLO, 0)))
        self.assertEqual(heard.count(b"\x0a\x05a.B/Crequest"), 2)

    def test_an_answer_in_fragments_is_put_together(self) -> None:
        first = frame(DATA, 1, HAS_MESSAGE | TOTAL | MORE, data=b"\0\0\0\x06ans")
        with self.say(first, frame(DATA, 1, HAS_MESSAGE, data=b"wer"), close(1)) as connection:
            self.assertEqual(connection.call("a.B/C", b""), b"answer")

    def test_a_ping_is_answered_and_credit_is_nothing_to_answer(self) -> None:
        frames = frame(PING, 0, data=b"12345678"), frame(CREDIT, 1, data=b"\0\0\0\1"), close(1, data=b"x")
        with self.say(*frames) as connection:
            self.assertEqual(connection.call("a.B/C", b""), b"x")
        self.assertTrue(self.heard().endswith(frame(PING, 0, 1, data=b"12345678")))

    def test_a_status_other_than_ok_is_a_failure(self) -> None:
        with self.say(close(1, code=5)) as connection:
            with self.assertRaisesRegex(CallFailure, "a.B/C ended with status code 5"):
                connection.call("a.B/C", b"")

    def test_an_end_within_an_answer_is_a_failure(self) -> None:
        with self.say(close(1, data=b"answer")[:-1]) as connection:
            with self.assertRaisesRegex(CallFailure, "closed"):
                connection.call("a.B/C", b"")

    def test_another_protocol_is_a_failure(self) -> None:
        self.daemon.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        with self.assertRaisesRegex(CallFailure, "protocol"):
            with Connection(self.client):
                self.fail("it was taken")
