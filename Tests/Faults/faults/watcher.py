"""A follower of the harness's own: watches a feed through whatever lies between, and resumes where it was cut off."""

import asyncio

from ocop_wire.address import Address
from ocop_wire.status import Code, RpcError

from .service import FeedItem, Service
from .verdict import Violation, expect


class Watcher:
    """`items` are the events so far."""

    def __init__(self, address: Address, service: str) -> None:
        self._address = address
        self._service = service
        self._changed = asyncio.Event()
        self._epoch = ""
        self.items: list[FeedItem] = []
        self.resumptions = 0

    @property
    def revision(self) -> int:
        return self.items[-1].revision if self.items else 0

    async def run(self) -> None:
        """Until it is cancelled. Raises Violation."""
        async with Service(self._address, self._service) as client:
            while True:
                try:
                    async for response in client.watch(self._epoch, self.revision):
                        self._take(response)
                except RpcError as error:
                    if error.status.code in {Code.OUT_OF_RANGE, Code.FAILED_PRECONDITION}:
                        raise Violation(f"{self._service} refuses to go on after {self.revision}: {error}") from error
                self.resumptions += 1
                await asyncio.sleep(0.02)

    def _take(self, response: object) -> None:
        kind = getattr(response, "WhichOneof")("item")
        if kind == "event":
            event = getattr(response, "event")
            expect(
                event.revision == self.revision + 1,
                f"{self._service} sent event {event.revision} behind {self.revision}",
            )
            self.items.append(FeedItem(event.revision, event.operation_id, event.change))
            self._changed.set()
            self._changed = asyncio.Event()
        elif kind == "bookmark":
            bookmark = getattr(response, "bookmark")
            expect(
                bookmark.revision == self.revision,
                f"{self._service} says it sent everything up to {bookmark.revision}; {self.revision} came",
            )
            expect(self._epoch in ("", bookmark.epoch), f"{self._service} changed its epoch")
            self._epoch = bookmark.epoch

    async def until(self, revision: int, seconds: float) -> None:
        """Returns when it has come that far. Raises Violation when it takes longer."""
        try:
            async with asyncio.timeout(seconds):
                while self.revision < revision:
                    await self._changed.wait()
        except TimeoutError as error:
            message = f"a watcher of {self._service} has {self.revision} of {revision} after {seconds} s"
            raise Violation(message) from error
