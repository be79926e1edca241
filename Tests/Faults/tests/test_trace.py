"""Reading a trace, and judging it."""

import unittest

from faults.durability import check_durability, operation_name
from faults.service import new
from faults.trace import SystemCall, read_trace
from faults.verdict import Violation
from ocop_wire.frames import Flag, FrameType, encode
from ocop_wire.limits import PREFACE

LOG = "/tmp/x.db-wal"
OPERATION = operation_name(0, 7)


def escaped(data: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in data)


def log_frame(text: str, is_last: bool) -> list[str]:
    header = bytes([0, 0, 0, 3, 0, 0, 0, 9 if is_last else 0, *bytes(16)])
    return [
        f'11 pwrite64(8<{LOG}>, "{escaped(header)}", 24, 0) = 24',
        f'11 pwrite64(8<{LOG}>, "\\0\\r{text}\\1", 4096, 24) = 4096',
    ]


SYNC = f"11 fdatasync(8<{LOG}>) = 0"


def answer(revision: int) -> str:
    summary = new("ocop.common.v1.ImportSummary", applied=True, revision=revision, created=1)
    frame = encode(FrameType.CLOSE, 1, Flag.HAS_MESSAGE, bytes(8), summary.SerializeToString())
    data = PREFACE + encode(FrameType.HELLO) + frame
    return f'12 write(9<socket:[5]>, "{escaped(data)}", {len(data)}) = {len(data)}'


class Trace(unittest.TestCase):
    def test_calls_of_threads_that_interrupt_each_other_are_put_together(self) -> None:
        lines = [
            "11 fdatasync(8</a b> <unfinished ...>",
            '12 write(9<socket:[5]>, "a\\"b\\n) = 7", 9) = 9',
            "11 <... fdatasync resumed>)      = 0",
            "13 +++ exited with 0 +++",
            "12 write(9<socket:[5]>, \"x\", 1 <unfinished ...>",
        ]
        written, synced, cut_off = read_trace(lines)
        self.assertEqual((written.name, written.data, written.result), ("write", b'a"b\n) = 7', 9))
        expected = SystemCall("fdatasync", "/a b", "8</a b>)      = 0", 0, 2, 0)
        self.assertEqual(synced, expected)
        self.assertIsNone(cut_off.result)

    def test_only_what_was_written_counts_and_cut_off_text_is_refused(self) -> None:
        (short,) = read_trace(['1 writev(3<socket:[1]>, [{iov_base="abc", iov_len=3}, {iov_base="de"}], 2) = 4'])
        self.assertEqual(short.data, b"abcd")
        (cut,) = read_trace(['1 write(3<socket:[1]>, "abc"..., 100) = 100'])
        with self.assertRaises(ValueError):
            cut.data


class Durability(unittest.TestCase):
    def check(self, *lines: str) -> None:
        check_durability(read_trace(lines), LOG, {5: OPERATION})

    def test_an_answer_behind_the_sync_of_its_transaction_is_accepted(self) -> None:
        self.check(*log_frame(OPERATION, False), *log_frame("else", True), SYNC, answer(5))

    def test_an_answer_without_a_sync_between_is_a_violation(self) -> None:
        frames = [*log_frame(OPERATION, False), *log_frame("else", True)]
        orders = {
            "no sync": [*frames, answer(5)],
            "sync behind": [*frames, answer(5), SYNC],
            "sync in front": [SYNC, *frames, answer(5)],
            "sync before the last frame": [*frames[:2], SYNC, *frames[2:], answer(5)],
            "answer first": [answer(5), *frames, SYNC],
            "failed sync": [*frames, SYNC.replace("= 0", "= -1 EIO"), answer(5)],
            "of another file": [*frames, SYNC.replace("-wal", ""), answer(5)],
            "no transaction": [*log_frame("else", True), SYNC, answer(5)],
        }
        for name, lines in orders.items():
            with self.subTest(name), self.assertRaises(Violation):
                self.check(*lines)

    def test_an_answer_that_begins_before_the_sync_has_returned_is_a_violation(self) -> None:
        halves = (f"11 fdatasync(8<{LOG}> <unfinished ...>", "11 <... fdatasync resumed>) = 0")
        frames = log_frame(OPERATION, True)
        self.check(*frames, *halves, answer(5))
        with self.assertRaises(Violation):
            self.check(*frames, halves[0], answer(5), halves[1])

    def test_an_answer_that_is_not_in_the_trace_is_a_violation(self) -> None:
        with self.assertRaisesRegex(Violation, "not in the trace"):
            self.check(*log_frame(OPERATION, True), SYNC, answer(6))
