"""Goal: how long a workbook is makes an import longer, and hardly larger, and whoever waits for it sees how far it is.
Method: the same command on a short and on a long workbook, with the most memory that it had resident; and what it shows
on a terminal meanwhile. README.md has the numbers at 10,000 and 100,000 rows."""

import contextlib
import os
import pty
import re
import subprocess
import unittest

from installation import BINARIES, Installation
from long_workbook import peak_kibibytes, write_orders

# Parts of 5,000 rows: while a service works on one, the next is read. Both files have more than two whole ones.
_SHORT_ROWS = 11_000
_LONG_ROWS = 26_000
_CHECKED_SHORT_ROWS = 2_000
_CHECKED_LONG_ROWS = 22_000
# Bytes for each further row. What is kept of a row is the hash of its identifier, with its number, and of texts that
# cells share those of the columns that are read.
_CHECKED_BYTES_PER_ROW_MAX = {False: 200, True: 400}
# Parts are read and sent one after the other, two of them at once; what the allocator keeps of each differs a little.
_STORED_GROWTH_KIBIBYTES_MAX = 4_096


class SizeTests(unittest.TestCase):
    installation: Installation

    @classmethod
    def setUpClass(cls) -> None:
        cls.installation = cls.enterClassContext(Installation())

    def setUp(self) -> None:
        self.path = self.installation.folder / "orders.xlsx"

    def test_a_row_more_takes_next_to_no_memory_to_be_checked(self) -> None:
        for shares_texts, most in _CHECKED_BYTES_PER_ROW_MAX.items():
            with self.subTest(shares_texts=shares_texts):
                peaks = []
                for rows in (_CHECKED_SHORT_ROWS, _CHECKED_LONG_ROWS):
                    # A file whose last row is wrong is read to its end, and not sent.
                    write_orders(self.path, rows, shares_texts=shares_texts, last_is_wrong=True)
                    code, peak = peak_kibibytes(self.installation, "import", self.path)
                    self.assertEqual(code, 1)
                    peaks.append(peak)
                grown = (peaks[1] - peaks[0]) * 1024 / (_CHECKED_LONG_ROWS - _CHECKED_SHORT_ROWS)
                self.assertLess(grown, most, f"{peaks} KiB")

    def test_parts_more_take_no_memory_more_and_a_terminal_shows_how_far_they_are(self) -> None:
        write_orders(self.path, _LONG_ROWS)
        shown = self._on_a_terminal("import", self.path)
        self.assertIn(f"{_LONG_ROWS} rows: {_LONG_ROWS} created", shown)
        # Reading, checking with the service, storing: each says how far it is, and it goes on.
        for pattern in (
            r"([\d.]+) rows read of ",
            rf"(\d+)/{_LONG_ROWS} rows checked with listing",
            rf"(\d+)/{_LONG_ROWS} (?:[\d.]+ rows/s, \d+ s left: )?/",
        ):
            counts = [int(count.replace(".", "")) for count in re.findall(pattern, shown)]
            self.assertGreaterEqual(len(counts), 3, shown[-2000:])
            self.assertEqual(counts, sorted(set(counts)))
        self.assertRegex(shown, r"[\d.]+ rows/s, \d+ s left: /")
        peaks = []
        for rows in (_SHORT_ROWS, _LONG_ROWS):
            write_orders(self.path, rows)
            code, peak = peak_kibibytes(self.installation, "import", self.path, "--again")
            self.assertEqual(code, 0)
            peaks.append(peak)
        self.assertLess(peaks[1] - peaks[0], _STORED_GROWTH_KIBIBYTES_MAX, f"{peaks} KiB")

    def _on_a_terminal(self, *arguments: object) -> str:
        """Everything that the command line shows on a terminal."""
        own, its = pty.openpty()
        process = subprocess.Popen(
            [str(BINARIES / "ocop"), *map(str, arguments)],
            env=self.installation.environment,
            stdin=subprocess.DEVNULL,
            stdout=its,
            stderr=its,
        )
        os.close(its)
        shown = b""
        # Reading fails when the last who had the terminal open is gone.
        with contextlib.suppress(OSError), open(own, "rb", buffering=0) as terminal:
            while part := terminal.read(65_536):
                shown += part
        self.assertEqual(process.wait(60), 0, shown[-2000:])
        return shown.decode()


if __name__ == "__main__":
    unittest.main()
