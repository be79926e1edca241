"""What a killed follower has on its disk: its cursor, and exactly what the events up to there make."""

import shutil
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ocop_wire.messages import decode

from .installation import Daemon
from .service import FeedItem
from .verdict import expect


@dataclass(frozen=True, slots=True)
class _Projection:
    """Where a source's records of one kind are kept. `attribute` is compared beside the id: a column of a table of
    their own, or a field of the record itself where all kinds are in the table of facts (`fact_kind` is the number).
    """

    table: str
    identifier: str
    kind: str
    attribute: str = ""
    fact_kind: int = 0


_PROJECTIONS: Mapping[tuple[str, str], Sequence[_Projection]] = {
    ("listing", "registry"): [
        _Projection("registry_producer", "producer_id", "producer"),
        _Projection("registry_product", "product_id", "product", "producer_id"),
    ],
    ("reporting", "registry"): [
        _Projection("fact", "producer_id", "producer", "name", 3),
        _Projection("fact", "product_id", "product", "name", 4),
        _Projection("fact", "recognition_id", "recognition", "stars", 5),
    ],
    ("reporting", "listing"): [
        _Projection("fact", "store_id", "store", "floor_id", 102),
        _Projection("fact", "product_listing_id", "product_listing", "store_id", 104),
        _Projection("sales_order", "order_id", "order", "revenue_dong"),
        _Projection("fact", "monthly_sales_id", "monthly_sales", "order_count", 106),
    ],
}

Rows = dict[str, object]


@dataclass(frozen=True, slots=True)
class FollowerSnapshot:
    """One follower of one source, as it was found on the disk."""

    follower: str
    source: str
    revision: int
    kinds: Mapping[str, Rows]

    def check(self, feed: Sequence[FeedItem]) -> None:
        """`feed` is the source's, from the beginning. Raises Violation."""
        wanted: dict[str, Rows] = {projection.kind: {} for projection in self._projections}
        for item in feed:
            if item.revision > self.revision:
                break
            record = decode(f"ocop.{self.source}.v1.Record", item.change)
            for projection in self._projections:
                if record.HasField(projection.kind):
                    found = getattr(record, projection.kind)
                    wanted[projection.kind][getattr(found, projection.identifier)] = (
                        getattr(found, projection.attribute) if projection.attribute else None
                    )
        for kind, rows in wanted.items():
            differences = set(rows.items()) ^ set(self.kinds[kind].items())
            expect(
                not differences,
                f"{self.follower} was killed with its cursor at {self.revision} of {self.source}, and its "
                f"records of kind {kind} are not what the events up to there make: {sorted(differences, key=repr)[:4]}",
            )

    @property
    def _projections(self) -> Sequence[_Projection]:
        return _PROJECTIONS[self.follower, self.source]


def take_snapshots(daemon: Daemon) -> list[FollowerSnapshot]:
    """Of a daemon that has been killed; looked at in a copy, so that what it left is not touched."""
    snapshots: list[FollowerSnapshot] = []
    if not daemon.database.exists():
        return snapshots
    with tempfile.TemporaryDirectory(dir=daemon.folder) as folder:
        copy = Path(folder) / "copy.db"
        for suffix in ("", "-wal"):
            if Path(f"{daemon.database}{suffix}").exists():
                shutil.copyfile(f"{daemon.database}{suffix}", f"{copy}{suffix}")
        with closing(sqlite3.connect(copy)) as database:
            cursors = dict(database.execute("SELECT source, revision FROM follower_cursor").fetchall())
            for (follower, source), projections in _PROJECTIONS.items():
                if follower == daemon.name:
                    kinds = {one.kind: _rows(database, source, one) for one in projections}
                    snapshots.append(FollowerSnapshot(follower, source, cursors.get(source, 0), kinds))
    return snapshots


def _rows(database: sqlite3.Connection, source: str, projection: _Projection) -> Rows:
    if projection.fact_kind:
        rows = database.execute("SELECT record_id, change FROM fact WHERE kind = ?", [projection.fact_kind]).fetchall()
        return {
            identifier: getattr(
                getattr(decode(f"ocop.{source}.v1.Record", change), projection.kind), projection.attribute
            )
            for identifier, change in rows
        }
    attribute = projection.attribute or "NULL"
    return dict(database.execute(f"SELECT {projection.identifier}, {attribute} FROM {projection.table}").fetchall())
