"""A registry that is none: it stands in front of the real one and breaks a promise. For controls only."""

import asyncio
from contextlib import suppress
from enum import Enum

from ocop_wire.address import Address
from ocop_wire.messages import decode
from ocop_wire.server import Server
from ocop_wire.server_call import Reply, ServerCall
from ocop_wire.status import RpcError

from .service import REGISTRY, Service, new


class Lie(Enum):
    # Answers an import before it is forwarded.
    EARLY_ACKNOWLEDGEMENT = "early-acknowledgement"
    # Answers a read with what an earlier read of that record brought, for a while.
    CACHED_READS = "cached-reads"


_CACHE_SECONDS = 0.3
_FORWARD_SECONDS = 2.0


class Impostor:
    """Use it as a context; `address` is where it listens."""

    def __init__(self, registry: Address, address: Address, lie: Lie) -> None:
        self.address = address
        self._registry = registry
        self._lie = lie
        self._cache: dict[str, tuple[float, bytes]] = {}
        self._forwarding: set[asyncio.Task[None]] = set()
        self._server = Server({f"{REGISTRY}/ImportRecords": self._import, f"{REGISTRY}/GetRecord": self._get})

    async def __aenter__(self) -> "Impostor":
        self._client = Service(self._registry)
        await self._server.listen(self.address)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._forwarding:
            task.cancel()
        await self._server.drain(0.1)
        await self._client.close()

    async def _import(self, call: ServerCall) -> Reply:
        request = decode("ocop.registry.v1.ImportRecordsRequest", (await call.receive_only()).data)
        if self._lie is not Lie.EARLY_ACKNOWLEDGEMENT:
            summary = await self._client.import_records(request.operation_id, list(request.records), _FORWARD_SECONDS)
            return Reply(summary.SerializeToString())
        task = asyncio.create_task(self._forward(request.operation_id, list(request.records)))
        self._forwarding.add(task)
        task.add_done_callback(self._forwarding.discard)
        summary = new("ocop.common.v1.ImportSummary", applied=True, created=len(request.records))
        return Reply(summary.SerializeToString())

    async def _forward(self, operation: str, records: list[object]) -> None:
        with suppress(RpcError):
            await self._client.import_records(operation, records, _FORWARD_SECONDS, waits=False)

    async def _get(self, call: ServerCall) -> Reply:
        request = decode("ocop.registry.v1.GetRecordRequest", (await call.receive_only()).data)
        now = asyncio.get_running_loop().time()
        kept = self._cache.get(request.id)
        if kept is None or kept[0] < now:
            record = await self._client.get(request.kind, request.id, _FORWARD_SECONDS)
            kept = self._cache[request.id] = (now + _CACHE_SECONDS, record.SerializeToString())
        return Reply(kept[1])
