"""The file of accepted figures."""

import tempfile
import unittest
from pathlib import Path

from accepted import Accepted
from callgrind import Counts


class AcceptedFile(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "accepted.json"

    def test_what_is_written_is_read(self) -> None:
        figures = {"health": Counts(32_083, 8), "intake": Counts(590_843, 189.04)}
        written = Accepted("x86_64", {"swift": "6.3.1"}, figures)
        written.write(self.path)
        self.assertEqual(Accepted.read(self.path), written)

    def test_fractions_of_instructions_are_not_written(self) -> None:
        Accepted("x86_64", {}, {"health": Counts(32_083.4, 8.0004)}).write(self.path)
        self.assertEqual(Accepted.read(self.path).calls, {"health": Counts(32_083, 8)})

    def test_another_file_is_refused(self) -> None:
        for text in ("", "[]", "{}", '{"machine": "x86_64", "versions": {}, "calls": {"health": {}}}'):
            with self.subTest(text):
                self.path.write_text(text, encoding="utf-8")
                with self.assertRaises(ValueError):
                    Accepted.read(self.path)

    def test_versions_that_differ_are_named(self) -> None:
        accepted = Accepted("x86_64", {"swift": "6.3.1", "libc6": "2.36", "valgrind": "3.19"})
        here = Accepted("x86_64", {"swift": "6.4", "libc6": "2.36", "libsodium23": "1.0.18"})
        self.assertEqual(
            accepted.differences(here),
            [
                "libsodium23 of no known version (now 1.0.18)",
                "swift 6.3.1 (now 6.4)",
                "valgrind 3.19 (now not known)",
            ],
        )
        self.assertEqual(accepted.differences(accepted), [])
