"""Goal: what the hostile scenarios send is what they say. Method: their strings and frames are read back."""

import unicodedata
import unittest

from faults.hostile import GREETING, open_frame
from faults.scenarios.floods import _rapid_reset
from faults.scenarios.hostile_strings import _is_plain, read_strings
from ocop_wire.frames import FrameType, Header
from ocop_wire.limits import HEADER_BYTES, PREFACE


class StringTests(unittest.TestCase):
    def test_there_are_two_hundred_and_each_is_another(self) -> None:
        texts, others = read_strings()
        self.assertGreaterEqual(len(texts), 200)
        self.assertEqual(len(set(texts)), len(texts))
        self.assertGreaterEqual(len(others), 8)

    def test_some_change_when_they_are_normalised(self) -> None:
        texts, _ = read_strings()
        self.assertGreaterEqual(sum(unicodedata.normalize("NFC", text) != text for text in texts), 5)
        self.assertGreaterEqual(sum(unicodedata.normalize("NFD", text) != text for text in texts), 10)

    def test_bytes_are_no_text_or_hold_nul(self) -> None:
        for data in read_strings()[1]:
            with self.subTest(data=data):
                # A mark of the same length stands for them in a message, and has to be found there again.
                self.assertGreaterEqual(len(data), 7)
                if 0 not in data:
                    self.assertRaises(UnicodeDecodeError, data.decode)

    def test_what_acts_on_a_terminal_is_not_plain(self) -> None:
        for text in ("\x1b[31m", "a\rb", "a\u202eb", "a\u2028b", "\x9b1m", "\x7f"):
            with self.subTest(text=text):
                self.assertFalse(_is_plain(text))
        self.assertTrue(_is_plain("Lạp sườn Bích Trâm 🥩\n\ufffd"))


class FrameTests(unittest.TestCase):
    def test_a_greeting_is_preface_and_hello(self) -> None:
        self.assertTrue(GREETING.startswith(PREFACE))
        self.assertEqual(Header.read(GREETING, len(PREFACE)).type, FrameType.HELLO)

    def test_rapid_reset_opens_and_cancels_each_stream_once(self) -> None:
        data, at, seen = _rapid_reset()[:200_000], 0, []
        while at + HEADER_BYTES <= len(data):
            header = Header.read(data, at)
            seen.append((header.type, header.stream))
            at += HEADER_BYTES + header.length
        wanted = [(kind, 2 * number + 1) for number in range(len(seen)) for kind in (FrameType.OPEN, FrameType.CANCEL)]
        self.assertEqual(seen, wanted[: len(seen)])

    def test_an_open_says_whether_it_carries_a_message(self) -> None:
        self.assertEqual(Header.read(open_frame(1, "a/b", b"x")).flags, 0x11)
        self.assertEqual(Header.read(open_frame(1, "a/b", None, ends=False)).flags, 0)


if __name__ == "__main__":
    unittest.main()
