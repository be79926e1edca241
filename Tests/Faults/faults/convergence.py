"""Whether the followers have come as far as their sources."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from ocop_wire.status import RpcError

from .installation import Installation
from .verdict import Violation

HEALING_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Heads:
    """Heads of the two logs."""

    registry: int
    listing: int


def follower(status: Any, source: str) -> Any:
    """A FollowerStatus by its source."""
    return next(found for found in status.followers if found.source == source)


async def heads(installation: Installation) -> Heads:
    async with installation.registry.client() as registry, installation.listing.client() as listing:
        return Heads((await registry.status(5, True)).revision, (await listing.status(5, True)).revision)


async def until_converged(installation: Installation, seconds: float = HEALING_SECONDS) -> float:
    """Until every follower has what its source had at the call, and is connected. Returns how long it took. Raises
    Violation, with where each follower stands."""
    began = time.monotonic()
    states = ["no status yet"]
    wanted = await heads(installation)
    async with installation.listing.client() as listing, installation.reporting.client() as reporting:
        while time.monotonic() - began < seconds:
            try:
                listing_status, reporting_status = await listing.status(2, True), await reporting.status(2, True)
            except RpcError as error:
                states = [str(error)]
                continue
            followers = [
                ("listing", follower(listing_status, "registry"), wanted.registry),
                ("reporting", follower(reporting_status, "registry"), wanted.registry),
                ("reporting", follower(reporting_status, "listing"), wanted.listing),
            ]
            if all(found.applied_revision >= head and found.connected for _, found, head in followers):
                return time.monotonic() - began
            states = [
                f"{name} has {found.applied_revision} of {head} of {found.source} "
                f"(connected: {found.connected}; {found.reason})"
                for name, found, head in followers
            ]
            await asyncio.sleep(0.02)
    raise Violation(f"not converged {seconds} s after healing: {'; '.join(states)}")
