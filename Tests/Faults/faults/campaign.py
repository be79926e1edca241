"""A campaign made up from a seed: what is written into registry and listing, in an order that the services take."""

import random
from dataclasses import dataclass
from typing import Any

from .records import COMMUNE, floor, listing_record, producer, province, registry_record
from .service import new

_COMMUNES = (COMMUNE, "06466", "05995")
_FLOORS = ("postmart", "voso")


@dataclass(frozen=True, slots=True)
class Step:
    """One import. `registry_steps` of the registry's must have been applied by listing before it can take it."""

    service: str
    operation: str
    records: list[Any]
    registry_steps: int = 0


def _registry(kind: str, message: str, **fields: Any) -> Any:
    return registry_record(**{kind: new(f"ocop.registry.v1.{message}", **fields)})


def _listing(kind: str, message: str, **fields: Any) -> Any:
    return listing_record(**{kind: new(f"ocop.listing.v1.{message}", **fields)})


class Campaign:
    """`producers` of them, each with a product or two, stores, listings and sales; then corrections."""

    def __init__(self, generator: random.Random, producers: int = 12) -> None:
        self._random = generator
        self.registry: list[Step] = []
        self.listing: list[Step] = []
        self._add_registry(province() + self._phases())
        self._add_listing([floor(identifier, identifier.upper()) for identifier in _FLOORS])
        for number in range(producers):
            self._add_producer(number)
        for number in range(producers):
            self._correct(number)

    def _add_registry(self, records: list[Any]) -> None:
        self.registry.append(Step("registry", f"registry-{len(self.registry)}", records))

    def _add_listing(self, records: list[Any]) -> None:
        self.listing.append(Step("listing", f"listing-{len(self.listing)}", records, len(self.registry)))

    def _day(self, month: int) -> str:
        return f"2021-{month:02}-{self._random.randint(1, 28):02}"

    def _phases(self) -> list[Any]:
        phases = [("phase-1", "2021-07-20", "2021-09-20", "187"), ("phase-2", "2021-09-20", "2021-12-20", "180")]
        return [
            _registry(
                "campaign_phase", "CampaignPhase",
                phase_id=identifier, name=identifier, starts_on=first, ends_before=end, unit_codes=[unit],
            )
            for identifier, first, end, unit in phases
        ]  # fmt: skip

    def _add_producer(self, number: int) -> None:
        owner = f"CT-{number}"
        products = [f"SP-{number}-{index}" for index in range(self._random.randint(1, 2))]
        unit = self._random.choice(_COMMUNES)
        self._add_registry([producer(owner, f"Hợp tác xã {number}", unit), *map(self._product, products)])
        self._add_registry([self._recognition(product) for product in products])
        stores = [f"CH-{number}-{name}" for name in _FLOORS if self._random.random() < 0.8]
        account = _listing(
            "payment_account", "PaymentAccount",
            payment_account_id=f"TK-{number}", producer_id=owner, provider="Agribank", opened_on=self._day(7),
        )  # fmt: skip
        self._add_listing([account, *(self._store(store, owner) for store in stores)])
        for store in stores:
            for product in products:
                self._add_listing(self._sales(store, product))

    def _product(self, identifier: str) -> Any:
        owner = "CT-" + identifier.split("-")[1]
        return _registry(
            "product", "Product",
            product_id=identifier, producer_id=owner, name=f"Na {identifier}", group=1, unit_of_sale="kg",
        )  # fmt: skip

    def _recognition(self, product: str, revoked: str = "") -> Any:
        points = random.Random(product).randint(50, 100)
        stars = 3 if points < 70 else 4 if points < 90 else 5
        return _registry(
            "recognition", "Recognition",
            recognition_id=f"CN-{product}", product_id=product, stars=stars, points=points, issued_on="2020-12-27",
            revoked_on=revoked, revocation_ground=1 if revoked else 0,
        )  # fmt: skip

    def _store(self, identifier: str, owner: str) -> Any:
        place = identifier.split("-")[2]
        return _listing(
            "store", "Store",
            store_id=identifier, producer_id=owner, floor_id=place, name=identifier, opened_on="2021-07-25",
        )  # fmt: skip

    def _product_listing(self, store: str, product: str, ended: str = "") -> Any:
        return _listing(
            "product_listing", "ProductListing",
            product_listing_id=f"DB-{store}-{product}", store_id=store, product_id=product, planned_on="2021-07-25",
            accepted_on="2021-08-01", observed_on="2021-08-02", ended_on=ended,
        )  # fmt: skip

    def _sales(self, store: str, product: str) -> list[Any]:
        listing = f"DB-{store}-{product}"
        orders = [
            _listing(
                "order", "Order",
                order_id=f"DH-{listing}-{index}", product_listing_id=listing, ordered_on=self._day(9),
                quantity_thousandths=self._random.randint(1, 9000), revenue_dong=self._random.randint(1, 10**6),
                state=self._random.randint(1, 3), evidence=1,
            )
            for index in range(self._random.randint(0, 3))
        ]  # fmt: skip
        total = _listing(
            "monthly_sales", "MonthlySales",
            monthly_sales_id=f"DS-{listing}", product_listing_id=listing, month="2021-10", evidence=2,
            order_count=self._random.randint(1, 99), quantity_thousandths=self._random.randint(1, 10**6),
            revenue_dong=self._random.randint(1, 10**8),
        )  # fmt: skip
        return [self._product_listing(store, product), *orders, total]

    def _correct(self, number: int) -> None:
        """Something about a producer changes."""
        if self._random.random() < 0.5:
            unit = self._random.choice(_COMMUNES)
            self._add_registry([producer(f"CT-{number}", f"Hợp tác xã {number} (mới)", unit)])
        if self._random.random() < 0.5:
            self._add_registry([self._recognition(f"SP-{number}-0", revoked="2021-10-15")])
        found = [
            record.product_listing
            for step in self.listing
            for record in step.records
            if record.HasField("product_listing") and record.product_listing.product_id == f"SP-{number}-0"
        ]
        if found:
            chosen = self._random.choice(found)
            self._add_listing([self._product_listing(chosen.store_id, chosen.product_id, ended="2021-12-01")])
