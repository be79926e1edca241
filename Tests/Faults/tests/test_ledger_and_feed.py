"""The ledger's file, and the judge of feeds."""

import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

from faults.feed_check import check_feed, check_order
from faults.ledger import Acknowledged, Ledger
from faults.service import FeedItem
from faults.verdict import Violation


def feed(*operations: str) -> list[FeedItem]:
    return [FeedItem(revision, operation, b"") for revision, operation in enumerate(operations, 1)]


def acknowledged(**entries: tuple[int, int]) -> dict[str, Acknowledged]:
    return {name: Acknowledged(name, revision, changes) for name, (revision, changes) in entries.items()}


class LedgerFile(unittest.TestCase):
    def test_what_was_noted_can_be_read_back_from_the_file(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger"
            with Ledger(path) as ledger:
                ledger.note_sent("a")
                ledger.note_sent("b")
                ledger.note_acknowledged("a", SimpleNamespace(revision=7, created=1, updated=2))
                self.assertEqual(ledger.unresolved, {"b"})
            self.assertEqual(Ledger.read(path), ({"a", "b"}, {"a": Acknowledged("a", 7, 3)}))


class FeedJudge(unittest.TestCase):
    def test_a_feed_that_is_what_was_acknowledged_is_accepted(self) -> None:
        counts = check_feed(feed("a", "a", "b"), acknowledged(a=(2, 2), b=(3, 1), c=(3, 0)))
        self.assertEqual((counts.events, counts.operations), (3, 2))

    def test_an_unresolved_operation_may_be_there_or_not(self) -> None:
        check_feed(feed("a", "b"), acknowledged(a=(1, 1)), {"b"})
        check_feed(feed("a"), acknowledged(a=(1, 1)), {"b"})

    def test_an_answer_without_a_revision_fits_any_place(self) -> None:
        check_feed(feed("a", "b", "b"), acknowledged(a=(1, 1), b=(0, 2)))

    def test_what_is_wrong_is_a_violation(self) -> None:
        entries = acknowledged(a=(2, 2), b=(3, 1))
        cases = {
            "lost": feed("a", "a"),
            "duplicated": feed("a", "a", "b", "a"),
            "torn apart": feed("a", "b", "a"),
            "never sent": feed("a", "a", "b", "x"),
            "revisions": feed("b", "a", "a"),
        }
        for word, items in cases.items():
            with self.subTest(word), self.assertRaisesRegex(Violation, word):
                check_feed(items, entries)
        with self.assertRaisesRegex(Violation, "from revision 1 to 3"):
            check_feed([feed("a")[0], FeedItem(3, "b", b"")], acknowledged(a=(1, 1), b=(3, 1)))
        with self.assertRaisesRegex(Violation, "changed nothing"):
            check_feed(feed("a"), acknowledged(a=(1, 0)))

    def test_gaps_repetitions_and_disorder_are_violations(self) -> None:
        for revisions in ([1, 3], [1, 1], [2, 1], [2]):
            with self.subTest(revisions), self.assertRaises(Violation):
                check_order([FeedItem(revision, "a", b"") for revision in revisions])
        check_order([FeedItem(8, "a", b"")], after=7)
