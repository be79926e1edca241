"""Reports as digests, so that those of two installations can be compared. Watermarks are left out: each installation
has its own epochs and times."""

import hashlib
from typing import Any

from ocop_wire.status import RpcError

from .convergence import Heads
from .service import REPORTING, Service, new

_DAYS = ("2021-08-31", "2021-10-31", "2022-01-15")
_EDITIONS = (1, 2, 3)
# Of ocop.registry.v1.Indicator: some of each sort.
_INDICATORS = (1, 2, 4, 5, 7, 8)


async def report_digests(service: Service, heads: Heads) -> dict[str, str]:
    """Digests by what was asked for, of reports that reflect at least these heads."""
    digests: dict[str, str] = {}
    for day in _DAYS:
        for edition in _EDITIONS:
            digests[f"report of {day}, edition {edition}"] = await _digest(_report(service, day, edition, heads))
        for indicator in _INDICATORS:
            digests[f"indicator {indicator} on {day}"] = await _digest(_explanation(service, day, indicator))
    return digests


async def _digest(question: Any) -> str:
    try:
        message = await question
    except RpcError as error:
        # A refusal is an answer too: both installations have to give it.
        return f"{error.status.code.name}: {error.status.message}"
    message.ClearField("watermarks")
    return hashlib.sha256(message.SerializeToString(deterministic=True)).hexdigest()


async def _report(service: Service, day: str, edition: int, heads: Heads) -> Any:
    request = new(
        "ocop.reporting.v1.GetProgressReportRequest",
        as_of=day, edition=edition, registry_revision=heads.registry, listing_revision=heads.listing,
    )  # fmt: skip
    return await service.call(f"{REPORTING}/GetProgressReport", request, "ocop.reporting.v1.ProgressReport", 10.0)


async def _explanation(service: Service, day: str, indicator: int) -> Any:
    request = new("ocop.reporting.v1.ExplainProgressRequest", as_of=day, edition=1, indicator=indicator)
    response = "ocop.reporting.v1.ExplainProgressResponse"
    return await service.call(f"{REPORTING}/ExplainProgress", request, response, 10.0)
