"""The calls whose cost is guarded, and their requests as bytes: the least that a client sends."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from installation import sample_column

_PRODUCT_ID = "SP-CL-03"
# The day and the map of the README's report.
_AS_OF = "2021-11-05"
# A district that has a row in it.
_UNIT = b"187"
_PRODUCT, _COMPLETED, _DECLARED, _MAP_OF_2021, _SERVING = 4, 1, 2, 1, 1


@dataclass(frozen=True)
class GuardedCall:
    """A call, the daemon that is counted, and how often it is made."""

    name: str
    title: str
    daemon: str
    # What else has to run for it, in the order of starting; these are not counted.
    neighbours: tuple[str, ...]
    method: str
    # Of the call with this number; numbers never come twice.
    request: Callable[[int], bytes]
    # Whether an answer is the one that is meant to be paid for; a refusal may well be cheaper.
    is_right: Callable[[bytes], bool]
    warm_up_calls: int
    batch_calls: int


def guarded_calls(root: Path) -> dict[str, GuardedCall]:
    """All of them by name, against the sample."""
    listing_id = _open_listing(root)
    calls = [
        GuardedCall(
            "health", "Health/Check, the registry", "registry", (), "ocop.rpc.v1.Health/Check", lambda _: b"",
            lambda answer: answer == _number(1, _SERVING), 200, 200,
        ),
        GuardedCall(
            "look-up", "Registry/GetRecord, a product", "registry", (), "ocop.registry.v1.Registry/GetRecord",
            _look_up, _is_product, 200, 200,
        ),
        GuardedCall(
            "gateway", "the same, gateway alone", "gateway", ("registry", "listing", "reporting"),
            "ocop.registry.v1.Registry/GetRecord", _look_up, _is_product, 200, 200,
        ),
        # The last thing in a batch that is not the same in each is a page of the database that becomes full.
        GuardedCall(
            "intake", "Listing/ImportRecords, an order", "listing", ("registry",),
            "ocop.listing.v1.Listing/ImportRecords", lambda number: _import_of_order(number, listing_id),
            _is_stored, 200, 100,
        ),
        GuardedCall(
            "report", "Reporting/GetProgressReport", "reporting", ("registry", "listing"),
            "ocop.reporting.v1.Reporting/GetProgressReport",
            lambda _: _text(1, _AS_OF) + _number(2, _MAP_OF_2021), lambda answer: _UNIT in answer, 40, 20,
        ),
    ]
    return {call.name: call for call in calls}


def _open_listing(root: Path) -> str:
    """The first listing of the sample that was seen on its floor and has not ended: orders may be of it."""
    ids = sample_column(root, "product_listings", "product_listing_id")
    observed = sample_column(root, "product_listings", "observed_on")
    ended = sample_column(root, "product_listings", "ended_on")
    return next(name for name, seen, end in zip(ids, observed, ended, strict=True) if seen and not end)


def _look_up(_: int) -> bytes:
    return _number(1, _PRODUCT) + _text(2, _PRODUCT_ID)


def _is_product(answer: bytes) -> bool:
    return _PRODUCT_ID.encode() in answer


def _is_stored(answer: bytes) -> bool:
    """A summary of an import begins with whether it was applied, and ends with the records made if none was refused."""
    return answer.startswith(_number(1, 1)) and answer.endswith(_number(3, 1))


def _import_of_order(number: int, listing_id: str) -> bytes:
    # Of the same length each, so that each costs the same.
    name = f"CC-{number:08d}"
    order = (
        _text(1, name) + _text(2, listing_id) + _text(3, "2021-11-01") + _number(4, 2_500) + _number(5, 150_000)
        + _number(6, _COMPLETED) + _number(7, _DECLARED)
    )
    return _text(1, name) + _bytes(3, _bytes(5, order))


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
