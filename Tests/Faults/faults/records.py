"""Records that the services take: one small province, and producers in it."""

from typing import Any

from .service import new

PRODUCER_KIND = 3
_FIRST_DAY = "2020-01-01"
COMMUNE = "06463"


def registry_record(**fields: Any) -> Any:
    return new("ocop.registry.v1.Record", **fields)


def listing_record(**fields: Any) -> Any:
    return new("ocop.listing.v1.Record", **fields)


def _unit(code: str, name: str, kind: int, parent: str) -> Any:
    unit = new(
        "ocop.registry.v1.AdministrativeUnit",
        code=code, name=name, kind=kind, parent_code=parent, valid_from=_FIRST_DAY,
    )  # fmt: skip
    return registry_record(administrative_unit=unit)


def province() -> list[Any]:
    """A province, two districts, three communes: what everything else refers to."""
    return [
        _unit("20", "Tỉnh Lạng Sơn", 1, ""),
        _unit("187", "Huyện Chi Lăng", 3, "20"),
        _unit("180", "Huyện Tràng Định", 3, "20"),
        _unit(COMMUNE, "Thị trấn Đồng Mỏ", 5, "187"),
        _unit("06466", "Thị trấn Chi Lăng", 5, "187"),
        _unit("05995", "Xã Tân Minh", 6, "180"),
    ]


def producer(identifier: str, name: str, unit: str = COMMUNE) -> Any:
    message = new(
        "ocop.registry.v1.Producer",
        producer_id=identifier, name=name, type=1, unit_code=unit, registered_on="2020-02-01",
    )  # fmt: skip
    return registry_record(producer=message)


def floor(identifier: str, name: str) -> Any:
    message = new("ocop.listing.v1.Floor", floor_id=identifier, name=name, url="https://example.vn")
    return listing_record(floor=message)
