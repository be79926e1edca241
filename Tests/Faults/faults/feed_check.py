"""Judges a feed: by itself, and against the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .ledger import Acknowledged
from .service import FeedItem
from .verdict import expect


@dataclass(frozen=True, slots=True)
class FeedCounts:
    events: int
    operations: int


def check_order(items: Sequence[FeedItem], after: int = 0) -> None:
    """Revisions go up by one: no gap, nothing twice, nothing out of order."""
    for item in items:
        expect(item.revision == after + 1, f"the feed goes from revision {after} to {item.revision}")
        after = item.revision


def check_feed(
    items: Sequence[FeedItem],
    acknowledged: Mapping[str, Acknowledged],
    unresolved: Iterable[str] = (),
    after: int = 0,
) -> FeedCounts:
    """The feed holds every acknowledged operation exactly once, as one run of events that ends at the answer's
    revision, and nothing that was never sent. An unresolved operation may be there, once, or not."""
    check_order(items, after)
    spans: dict[str, list[int]] = {}
    for item in items:
        spans.setdefault(item.operation, []).append(item.revision)
    allowed = set(unresolved) | acknowledged.keys()
    for operation, revisions in spans.items():
        expect(operation in allowed, f"operation {operation} at revision {revisions[0]} was never sent")
        run = list(range(revisions[0], revisions[0] + len(revisions)))
        expect(revisions == run, f"operation {operation} is duplicated or torn apart: revisions {revisions}")
    for entry in acknowledged.values():
        found = spans.get(entry.operation, [])
        if entry.changes == 0:
            expect(not found, f"operation {entry.operation} changed nothing, but has events {found}")
            continue
        expect(bool(found), f"acknowledged operation {entry.operation} (revision {entry.revision}) is lost")
        last = entry.revision or found[-1]
        wanted = list(range(last - entry.changes + 1, last + 1))
        expect(found == wanted, f"operation {entry.operation} was answered with revisions {wanted}, and has {found}")
    return FeedCounts(len(items), len(spans))
