"""What an indicator counts, with its place in every breakdown."""


class Subject:
    """One record that is counted, once.

    `dimensions` holds what it has: a list of values each, "" for what cannot be told. A dimension that is not there is
    one that it lacks: a filter by it does not admit it, a breakdown by it does not have it.
    """

    __slots__ = ("identifier", "dimensions", "units", "groups", "count", "unit_of_sale", "quantity", "amount",
                 "previous", "days", "owner", "product")

    def __init__(self, identifier, **measures):
        self.identifier = identifier
        self.dimensions = {}
        self.units, self.groups = [], None
        self.owner = self.product = None
        self.count = measures.get("count", 1)
        self.unit_of_sale = measures.get("unit_of_sale")
        self.quantity = measures.get("quantity", 0)
        self.amount = measures.get("amount", 0)
        self.previous = measures.get("previous", 0)
        self.days = measures.get("days")

    def admitted(self, filters):
        """Whether a filter lets it through; `filters` holds what is set of a ReportFilter."""
        value = lambda name: self.dimensions.get(name, [])
        return (
            ("unit_code" not in filters or filters["unit_code"] in self.units)
            and ("phase_id" not in filters or filters["phase_id"] in value("PHASE"))
            and ("producer_types" not in filters or any(v in filters["producer_types"] for v in value("PRODUCER_TYPE")))
            and ("product_groups" not in filters or any(v in filters["product_groups"] for v in self.groups or []))
            and ("stars" not in filters or any(v in filters["stars"] for v in value("STARS")))
            and ("floor_ids" not in filters or any(v in filters["floor_ids"] for v in value("FLOOR")))
            and ("producer_id" not in filters or filters["producer_id"] == self.owner)
            and ("product_id" not in filters or filters["product_id"] == self.product))


class Cell:
    """The sum of some subjects: what a figure holds."""

    def __init__(self):
        self.count, self.quantities, self.amount, self.previous, self.days = 0, {}, 0, 0, []
        self.seen = set()

    def add(self, subject):
        if subject.identifier in self.seen:
            return
        self.seen.add(subject.identifier)
        self.count += subject.count
        if subject.unit_of_sale is not None:
            unit = subject.unit_of_sale
            self.quantities[unit] = self.quantities.get(unit, 0) + subject.quantity
        self.amount += subject.amount
        self.previous += subject.previous
        if subject.days is not None:
            self.days.append(subject.days)
