"""What a random history is filled with: a few of every kind of record, dense enough to meet each other."""

import datetime

from . import world
from .days import ONE_DAY, add_months, first_day, last_day, month_of, month_text

PRODUCERS, PRODUCTS, STORES, LISTINGS = 16, 22, 20, 34


class Population:
    """Fills a history."""

    def __init__(self, history):
        self.history = history
        self.random = history.random
        self.add, self.chance, self.some_day, self.after = (
            history.add, history.chance, history.some_day, history.after)

    def fill(self):
        for unit in world.units():
            self.add("administrative_unit", unit)
        for succession in world.successions():
            self.add("unit_succession", succession)
        self.rules()
        self.phases()
        self.producers()
        self.products()
        self.recognitions()
        self.stores()
        self.listings()
        self.sales()
        self.offices()
        self.published()

    def number(self, low, high):
        return self.random.randint(low, high)

    def some(self, kind):
        return self.random.choice(self.history.identifiers(kind))

    def rules(self):
        for index in range(self.number(0, 3)):
            start = self.random.choice(("2021-06-01", "2022-02-28", "2023-02-24", "2026-05-22", "2025-07-06"))
            if any(e.fields.get("in_force_from") == start for e in self.history.latest.values()):
                continue
            self.add("rule_set", {
                "rule_set_id": f"QD-{index}", "decision": "QĐ", "in_force_from": start,
                "validity_months": self.random.choice((12, 24, 36, 36, 60)),
                "re_evaluation_opens_days_before": 180, "re_evaluation_closes_days_before": 120,
                "extension_days_max": self.random.choice((0, 30, 180, 180))})
        edges = {1: ("2021-01-01", "2022-02-28"), 2: ("2021-05-01", "2021-11-05")}
        for level, (start, change) in edges.items():
            for index, (begins, ends) in enumerate(((start, change), (change, ""))):
                if self.chance(20):
                    continue
                quantity = self.random.choice((0, 0, 0, 3_000, 40_000))
                months = self.number(1, 12)
                self.add("leading_rule", {
                    "leading_rule_id": f"DT-{level}{index}", "level": level, "decision": "QĐ", "valid_from": begins,
                    "valid_to": ends, "window_months": months, "orders_min": self.number(0, 3),
                    "revenue_dong_min": self.random.choice((0, 0, 100_000, 500_000)),
                    "months_with_sales_min": self.number(0, min(months, 3)), "quantity_thousandths_min": quantity,
                    "quantity_unit": self.random.choice(("kg", "box")) if quantity else ""})

    def phases(self):
        districts = list(world.PHASE_DISTRICTS)
        self.random.shuffle(districts)
        cut = self.number(0, 3)
        if self.chance(10):
            return
        self.add("campaign_phase", {
            "phase_id": "phase-1", "name": "1", "starts_on": "2021-07-20", "ends_before": "2021-09-20",
            "unit_codes": sorted(districts[:cut + 1])})
        if self.chance(80):
            self.add("campaign_phase", {
                "phase_id": "phase-2", "name": "2", "ends_before": "2021-12-20",
                "starts_on": self.random.choice(("2021-09-20", "2021-07-20", "2024-12-01")),
                "unit_codes": sorted(districts[cut:])})

    def producers(self):
        for index in range(PRODUCERS):
            registered = self.some_day(last=datetime.date(2025, 12, 31))
            if self.chance(50):
                registered = self.some_day(last=datetime.date(2021, 6, 30))
            code = self.random.choice(world.communes(str(registered)))
            if self.chance(5):
                code = "09999"
            merged = f"CT-{self.number(10, 21)}" if index >= 12 and self.chance(50) else ""
            self.add("producer", {
                "producer_id": f"CT-{10 + index}", "name": f"CT {index}", "type": self.number(1, 6), "unit_code": code,
                "registered_on": str(registered), "ended_on": self.after(registered, 15),
                "merged_into_producer_id": merged})
            for origin, place in world.places_of_split_units():
                in_time = origin[1] <= str(registered) < {"2020-01-01": "2024-12-01"}.get(origin[1], "9999")
                taken = any(k == "unit_placement" and i.startswith(f"XD-{index}-") for k, i in self.history.latest)
                if code == origin[0] and in_time and not taken and self.chance(40):
                    self.add("unit_placement", {
                        "placement_id": f"XD-{index}-{place[0]}", "producer_id": f"CT-{10 + index}",
                        "unit_code": place[0], "unit_valid_from": place[1], "decided_on": str(self.some_day()),
                        "ground": "nghị quyết"})

    def products(self):
        windows = [[], [], [], [(10, 2)], [(5, 6), (11, 12)], [(7, 7)], [(12, 12), (1, 3)]]
        for index in range(PRODUCTS):
            exceptions = []
            for _ in range(self.random.choice((0, 0, 0, 1, 2))):
                first = month_of(self.some_day())
                exceptions.append({
                    "first_month": month_text(first), "last_month": month_text(add_months(first, self.number(0, 8))),
                    "in_season": self.chance(50)})
            self.add("product", {
                "product_id": f"SP-{10 + index}", "producer_id": self.some("producer"), "name": f"SP {index}",
                "group": self.number(1, 7), "unit_of_sale": self.random.choice(("kg", "kg", "box")),
                "season_windows": [
                    {"first_month": a, "last_month": b} for a, b in self.random.choice(windows)],
                "season_exceptions": exceptions})

    def recognitions(self):
        index = 0
        for product in self.history.identifiers("product"):
            issued = None
            for _ in range(self.random.choice((0, 1, 1, 1, 2, 2, 3))):
                if issued and self.chance(30):
                    # On the same day, or on the day the other one runs out.
                    issued = self.random.choice((issued, last_day(month_of(issued))))
                else:
                    issued = self.some_day(last=datetime.date(2026, 6, 30))
                    if self.chance(15):
                        issued = datetime.date(2020, 2, 29)
                end = issued.replace(year=issued.year + 3, day=min(issued.day, 28))
                self.history.days.append(end)
                if issued.day <= 28 or issued.month != 2:
                    self.history.days.append(last_day(add_months(month_of(issued), 36)) if issued.day > 28 else end)
                revoked = self.after(issued, 12, days=1_300)
                filed = decided = ""
                if self.chance(50):
                    filed = str(self.some_day(end - 200 * ONE_DAY, end + 3 * ONE_DAY))
                    self.history.days += [end + ONE_DAY, end + self.number(2, 181) * ONE_DAY]
                    decided = self.after(datetime.date.fromisoformat(filed), 50, days=300)
                self.add("recognition", {
                    "recognition_id": f"CN-{10 + (index * 7) % 89}", "product_id": product,
                    "stars": self.number(3, 5), "points": 80, "issued_on": str(issued), "revoked_on": revoked,
                    "revocation_ground": self.number(1, 6) if revoked else 0, "re_evaluation_filed_on": filed,
                    "re_evaluation_decided_on": decided})
                index += 1

    def stores(self):
        floors = ["postmart", "voso", "zalo"][:self.number(1, 3)]
        for floor in floors:
            self.add("floor", {
                "floor_id": floor, "name": floor, "url": "",
                "unverified_after_days": self.random.choice((0, 30, 30, 90, 400))})
        for index in range(STORES):
            opened = self.some_day(last=datetime.date(2024, 6, 30))
            self.add("store", {
                "store_id": f"CH-{10 + index}", "producer_id": self.some("producer"),
                "floor_id": self.random.choice(floors), "name": "CH", "opened_on": str(opened),
                "closed_on": self.after(opened, 20, days=1_500)})
        for index in range(12):
            opened = self.some_day()
            self.add("payment_account", {
                "payment_account_id": f"TK-{10 + index}", "producer_id": self.some("producer"), "provider": "NH",
                "opened_on": str(opened), "closed_on": self.after(opened, 20)})

    def listings(self):
        for index in range(LISTINGS):
            planned = self.some_day(last=datetime.date(2025, 6, 30))
            declared = self.after(planned, 60, days=60)
            observed = self.after(planned, 75, days=90)
            start = datetime.date.fromisoformat(observed or declared or str(planned))
            self.add("product_listing", {
                "product_listing_id": f"DB-{10 + index}", "store_id": self.some("store"),
                "product_id": self.some("product"), "planned_on": str(planned) if self.chance(60) else "",
                "declared_on": declared, "accepted_on": self.after(planned, 40, days=60), "observed_on": observed,
                "ended_on": self.after(start, 20, days=900),
                "not_live_reason": self.random.choice((0, 0, 1, 2, 3, 5))})
            for look in range(self.random.choice((0, 0, 1, 2, 3, 5))):
                looked = self.some_day(start, start + 500 * ONE_DAY)
                self.history.days += [looked + days * ONE_DAY for days in (30, 31, 90, 91)]
                self.add("listing_observation", {
                    "observation_id": f"QS-{index}-{look}", "product_listing_id": f"DB-{10 + index}",
                    "observed_on": str(looked), "state": self.random.choice((1, 1, 1, 2, 3)),
                    "observer": self.number(1, 3)})

    def sales(self):
        listings = self.history.identifiers("product_listing")
        orders = totals = 0

        def order(listing, date, revenue, state=None):
            nonlocal orders
            self.add("order", {
                "order_id": f"DH-{1000 + orders}", "product_listing_id": listing, "ordered_on": str(date),
                "quantity_thousandths": self.number(1, 9_000), "revenue_dong": revenue,
                "state": state or self.random.choice((1, 1, 1, 1, 2, 3)), "evidence": self.number(1, 3), "source": ""})
            orders += 1

        def total(listing, month, revenue, count):
            nonlocal totals
            self.add("monthly_sales", {
                "monthly_sales_id": f"DS-{100 + (totals * 37) % 800}", "product_listing_id": listing,
                "month": month_text(month), "order_count": count,
                "quantity_thousandths": self.number(1, 90_000) if count else 0,
                "revenue_dong": revenue if count else 0, "cancelled_count": self.number(0, 2),
                "returned_count": self.number(0, 2), "evidence": self.number(1, 3), "source": ""})
            totals += 1

        for _ in range(70):
            order(self.random.choice(listings), self.some_day(), self.random.choice((0, 10_000, 250_000, 990_001)))
        for _ in range(8):
            total(self.random.choice(listings), month_of(self.some_day()), self.number(1, 900_000), self.number(0, 9))
        # Listings that sell as much every month, but for one.
        for listing in self.random.sample(listings, 3):
            month = month_of(self.some_day(datetime.date(2021, 1, 1), datetime.date(2025, 9, 30)))
            for _ in range(self.number(5, 12)):
                revenue = self.number(95_000, 105_000) * self.random.choice((1, 1, 1, 1, 1, 1, 1, 9))
                if self.chance(50):
                    total(listing, month, revenue, self.number(1, 9))
                else:
                    order(listing, last_day(month), revenue, state=1)
                month = add_months(month, 1)
            self.history.days += [last_day(month), last_day(add_months(month, -2))]
        # Listings that sell every now and then, by orders, totals, both and two totals.
        for listing in self.random.sample(listings, 4):
            month = month_of(self.some_day(datetime.date(2021, 1, 1), datetime.date(2025, 9, 30)))
            for _ in range(self.number(4, 9)):
                revenue = self.random.choice((100_000, 110_000, 120_000, 95_000, 100_000 * self.number(1, 40)))
                if self.chance(45):
                    total(listing, month, revenue, self.number(1, 9))
                    if self.chance(15):
                        total(listing, month, revenue * self.number(1, 30) + 1_000, self.number(1, 9))
                if self.chance(70):
                    for date in (first_day(month), last_day(month))[:self.number(1, 2)]:
                        order(listing, date, revenue)
                month = add_months(month, self.random.choice((1, 1, 1, 2)))

    def offices(self):
        producers = self.history.identifiers("producer")
        for index in range(18):
            issued = self.some_day()
            self.add("product_document", {
                "document_id": f"TL-{10 + index}", "product_id": self.some("product"), "kind": self.number(1, 5),
                "issued_on": str(issued), "expires_on": self.after(issued, 50), "withdrawn_on": self.after(issued, 15),
                "reference": ""})
        for index in range(7):
            held = self.some_day()
            self.add("training", {
                "training_id": f"TH-{10 + index}", "topic": "bán hàng", "held_on": str(held),
                "unit_code": self.random.choice(world.communes(str(held)) + ["180", "20"]), "partner": "",
                "attended_producer_ids": sorted(self.random.sample(producers, self.number(0, 7)))})
        for index in range(16):
            requested = self.some_day()
            self.add("support_request", {
                "request_id": f"HT-{10 + index}", "producer_id": self.some("producer"), "kind": self.number(1, 10),
                "requested_on": str(requested), "due_on": self.after(requested, 70, days=90),
                "done_on": self.after(requested, 50, days=120), "outcome": ""})
        for index in range(10):
            product = self.some("product") if self.chance(50) else ""
            producer = self.some("producer")
            if product:
                producer = self.history.latest[("product", product)].fields["producer_id"]
            self.add("inspection", {
                "inspection_id": f"GS-{10 + index}", "producer_id": producer, "product_id": product,
                "inspected_on": str(self.some_day()), "subject": self.number(1, 6), "inspected_by": "CC"})
        for index in range(14):
            inspection = self.some("inspection")
            date = datetime.date.fromisoformat(self.history.latest[("inspection", inspection)].fields["inspected_on"])
            self.add("inspection_finding", {
                "finding_id": f"PH-{10 + index}", "inspection_id": inspection, "severity": self.number(1, 3),
                "description": "nhãn", "follow_up_due_on": self.after(date, 70, days=90),
                "followed_up_on": self.after(date, 50, days=200), "follow_up": ""})

    def published(self):
        phases = self.history.identifiers("campaign_phase")
        for index in range(7 if phases else 0):
            phase = self.random.choice(phases)
            codes = self.history.latest[("campaign_phase", phase)].fields["unit_codes"]
            self.add("campaign_target", {
                "target_id": f"MT-{10 + (index * 5) % 17}", "phase_id": phase,
                "unit_code": self.random.choice(codes + [""]),
                "indicator": self.random.choice((3, 4, 5, 7)), "target_percent": self.number(1, 100), "source": "KH",
                "decided_on": str(self.some_day()) if self.chance(60) else ""})
        for index in range(5):
            self.add("published_claim", {
                "claim_id": f"CB-{10 + index}", "indicator": self.number(1, 10),
                "phase_id": self.random.choice(phases + [""]), "wording": "khoảng", "value": 40,
                "as_of": str(self.some_day()), "source": "báo"})
