"""Every connection of proto/golden/negative/connections.txt gets its verdict, however its bytes arrive."""

import unittest

from ocop_wire.status import Code

from .corpus import CONNECTIONS, SEED, Block, byte_by_byte, bytes_of, in_pieces
from .judge import Judge, Verdict


def wanted_of(block: Block) -> Verdict:
    def value(key: str) -> str | None:
        return block.value(key) if block.has(key) else None

    return Verdict(block.value("verdict"), value("code"), value("stream"), value("close_flags"))


class NegativeConnections(unittest.TestCase):
    def check(self, block: Block, found: Verdict) -> None:
        wanted = wanted_of(block)
        if wanted.kind == "accepted-or-goaway":
            self.assertIn(found, (Verdict("accepted"), Verdict("goaway", wanted.code)))
        else:
            self.assertEqual(found, wanted)

    def test_there_are_connections_to_judge(self) -> None:
        self.assertGreater(len(CONNECTIONS), 200)

    def test_the_verdict_is_right_when_everything_arrives_at_once(self) -> None:
        for block in CONNECTIONS:
            with self.subTest(block=block.value("name")):
                judge = Judge(block)
                judge.feed(bytes_of(block))
                self.check(block, judge.verdict)

    def test_the_verdict_is_right_in_pieces_of_random_sizes(self) -> None:
        for block in CONNECTIONS:
            with self.subTest(block=block.value("name"), seed=SEED):
                judge = Judge(block)
                for piece in in_pieces(bytes_of(block), SEED):
                    judge.feed(piece)
                self.check(block, judge.verdict)

    def test_the_verdict_comes_byte_by_byte_at_the_byte_where_it_is_due(self) -> None:
        for block in CONNECTIONS:
            with self.subTest(block=block.value("name")):
                judge, decided_after = Judge(block), None
                for count, byte in enumerate(byte_by_byte(bytes_of(block)), start=1):
                    judge.feed(byte)
                    if judge.verdict.kind != "accepted":
                        decided_after = str(count)
                        break
                self.check(block, judge.verdict)
                if wanted_of(block).kind != "accepted-or-goaway":
                    self.assertEqual(decided_after, block.value("decided_after") if decided_after else None)

    def test_a_connection_that_ends_at_any_byte_fails_its_calls_with_unavailable(self) -> None:
        for block in CONNECTIONS:
            data = bytes_of(block)
            if len(data) > 1000:
                continue
            end = int(block.value("decided_after", str(len(data) + 1)))
            for cut in range(min(end, len(data) + 1)):
                with self.subTest(block=block.value("name"), cut=cut):
                    judge = Judge(block)
                    judge.feed(data[:cut])
                    self.assertEqual(judge.verdict.kind, "accepted")
                    open_before = [stream for stream in judge.streams if not stream.is_closed]
                    judge.connection.connection_lost("end of file")
                    for stream in open_before:
                        assert stream.status is not None
                        self.assertEqual(stream.status.code, Code.UNAVAILABLE)
                    self.assertEqual(judge.connection.streams, {})

    def test_nothing_is_handled_after_the_end(self) -> None:
        for block in CONNECTIONS:
            if block.value("verdict") not in ("goaway", "close-silently"):
                continue
            with self.subTest(block=block.value("name")):
                judge = Judge(block)
                judge.feed(bytes_of(block))
                before = judge.verdict, judge.sent_bytes
                judge.feed(bytes.fromhex("0000000800000000080000000011223344556677"))
                self.assertEqual((judge.verdict, judge.sent_bytes), before)


if __name__ == "__main__":
    unittest.main()
