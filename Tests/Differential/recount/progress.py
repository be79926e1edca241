"""The campaign's progress report, counted anew."""

from .days import add_months, last_day, month_of


def recognised(facts, date):
    """Products with a valid recognition."""
    return facts.valid(date)


class Count:
    """The figures of one day, of any set of producers; None among them: those that are not known."""

    def __init__(self, facts, date):
        self.facts, self.date = facts, date
        self.floors = facts.floors()
        self.valid = recognised(facts, date)
        self.open = {s["producer_id"] for s in facts.open_stores(date).values()}
        self.accounts = facts.account_holders(date)
        self.floors_of = facts.floors_of(date)
        self.sold = facts.sales(facts.start(), date)
        self.active = {
            i for i, p in facts.producers().items()
            if p["registered_on"] <= date and (p["ended_on"] is None or p["ended_on"] > date)}

    def owner(self, product_id):
        """A product's producer; None when that is not known."""
        producer = self.facts.products()[product_id]["producer_id"]
        return producer if producer in self.facts.producers() else None

    def figures(self, wanted):
        products = [p for p in self.valid if self.owner(p) in wanted]
        floors = [self.floors_of.get(p, set()) for p in products]
        month = month_of(self.date)
        figures = {
            "products_recognised": len(products),
            "producers": len(self.active & wanted),
            "producers_with_store": len(self.active & wanted & self.open),
            "producers_with_payment_account": len(self.active & wanted & self.accounts),
            "products_listed_any_floor": sum(1 for f in floors if f),
            "products_listed_both_floors": sum(1 for f in floors if self.floors and f >= set(self.floors)),
            "products_out_of_season":
                sum(1 for p, f in zip(products, floors) if not f and not self.facts.in_season(p, month)),
            **{f"floor:{i}": sum(1 for f in floors if i in f) for i in self.floors},
            "orders": 0, "quantities": {}, "revenue": 0, "cancelled": 0, "returned": 0,
        }
        for sale in self.sold:
            if self.owner(sale["product_id"]) not in wanted:
                continue
            for name in ("orders", "revenue", "cancelled", "returned"):
                figures[name] += sale[name]
            if sale["has_orders"] or sale["kind"] == "total":
                unit = sale["unit_of_sale"]
                figures["quantities"][unit] = figures["quantities"].get(unit, 0) + sale["quantity"]
        figures["quantities"] = {u: q for u, q in figures["quantities"].items() if q}
        return figures


def is_empty(figures):
    return not any(bool(value) for value in figures.values())


CLAIMS = {
    1: "products_recognised", 2: "producers", 3: "producers_with_store", 4: "producers_with_payment_account",
    5: "products_listed_any_floor", 6: "products_listed_both_floors", 7: "products_listed_both_floors", 8: "orders",
    10: "revenue"}


def claim_value(figures, indicator):
    if indicator == 9:
        quantities = figures["quantities"]
        one = next(iter(quantities.values())) if len(quantities) == 1 else quantities.get("kg", 0)
        return one // 1_000
    return figures[CLAIMS[indicator]]


def report(facts, date, edition):
    """Rows as (kind, phase, unit) -> figures in order, and claims as (identifier, counted)."""
    places = facts.places(edition)
    row_of = {i: places.of(p) for i, p in facts.producers().items()}
    row_of[None] = ("", None)
    count = Count(facts, date)
    rows = []

    def add(kind, phase, unit, wanted, keep_empty):
        figures = count.figures({i for i, row in row_of.items() if wanted(row)})
        if keep_empty or not is_empty(figures):
            rows.append(((kind, phase, unit[0] if unit else ""), figures))

    for phase in [p["phase_id"] for p in places.phases] + [""]:
        always = set(places.units_of_phase(phase)) if phase else set()
        for unit in sorted(always | {u for p, u in row_of.values() if p == phase and u}):
            add("UNIT", phase, unit, lambda row: row == (phase, unit), unit in always)
        add("UNDETERMINED", phase, None, lambda row: row == (phase, None), False)
        if phase:
            add("PHASE_TOTAL", phase, None, lambda row: row[0] == phase, True)
    add("TOTAL", "", None, lambda row: True, True)

    claims = []
    for claim in facts.rows("SELECT * FROM known_published_claim ORDER BY as_of, claim_id"):
        if claim["phase_id"] and claim["phase_id"] not in facts.phases():
            # There is nothing to hold against it yet.
            continue
        wanted = {i for i, row in row_of.items() if claim["phase_id"] in ("", row[0])}
        figures = Count(facts, claim["as_of"]).figures(wanted)
        claims.append((claim["claim_id"], claim_value(figures, claim["indicator"])))
    return rows, claims


def answered(message):
    """The service's report in the same form."""
    rows = []
    kinds = {1: "UNIT", 2: "PHASE_TOTAL", 3: "TOTAL", 4: "UNDETERMINED"}
    for row in message.rows:
        figures = row.figures
        shares = {
            "producers_with_store": figures.producers_with_store,
            "producers_with_payment_account": figures.producers_with_payment_account,
            "products_listed_any_floor": figures.products_listed_any_floor,
            "products_listed_both_floors": figures.products_listed_both_floors,
            **{f"floor:{f.floor_id}": f.listed for f in figures.products_listed_by_floor}}
        found = {name: share.numerator for name, share in shares.items()}
        for name, share in shares.items():
            base = figures.producers if name.startswith("producers") else figures.products_recognised
            if share.denominator != base:
                found[name] = f"{share.numerator} of {share.denominator}, not of {base}"
        found |= {
            "products_recognised": figures.products_recognised, "producers": figures.producers,
            "products_out_of_season": figures.products_out_of_season, "orders": figures.sales.order_count,
            "quantities": {q.unit_of_sale: q.thousandths for q in figures.sales.quantities if q.thousandths},
            "revenue": figures.sales.revenue_dong, "cancelled": figures.sales.cancelled_count,
            "returned": figures.sales.returned_count}
        rows.append(((kinds[row.kind], row.phase_id, row.unit_code), found))
    return rows, [(c.claim.claim_id, c.counted) for c in message.claims]
