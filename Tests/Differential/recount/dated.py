"""Indicators of a day: who and what is counted on it."""

import datetime
import math

from . import schema
from .days import ONE_DAY, add_months, first_day, last_day, month_of, month_text
from .subject import Subject

DOCUMENTS = {"traceability_stamp": 1, "label": 2, "packaging": 3, "process": 4}


class Places:
    """Subjects with the dimensions that they have on a day."""

    def __init__(self, facts, edition, date, floors=None):
        self.facts, self.date = facts, date
        self.places = facts.places(edition)
        # Floors that a filter asks for; "any floor" and "every floor" mean those.
        self.asked_floors = floors
        self.rows = facts.once(("rows", edition), lambda: {
            i: self.places.of(p) for i, p in facts.producers().items()})
        self.valid = facts.valid(date)
        self.governing = facts.governing(date)
        self.stars = {p: self.governing[p]["stars"] for p in self.valid}
        # Of each producer, what is known of its validly recognised products.
        self.best, self.groups = {}, {}
        for product_id in self.valid:
            product = facts.products()[product_id]
            owner = product["producer_id"]
            self.best[owner] = max(self.best.get(owner, 0), self.stars[product_id])
            self.groups.setdefault(owner, set()).add(schema.word("product_group", product["group"]))

    def set_place(self, subject, phase, row):
        subject.units = self.places.above(row)
        subject.dimensions |= {"UNIT": [row[0] if row else ""], "PROVINCE": [self.places.province(row)]}
        if phase is not None:
            subject.dimensions["PHASE"] = [phase]

    def set_owner(self, subject, producer_id):
        """Dimensions of a producer; of one that is not known nothing can be told."""
        producer = self.facts.producers().get(producer_id)
        phase, row = self.rows[producer_id] if producer else ("", None)
        self.set_place(subject, phase, row)
        subject.owner = producer_id if producer else None
        subject.dimensions["PRODUCER_TYPE"] = [schema.word("producer_type", producer["type"]) if producer else ""]
        subject.dimensions["PRODUCER"] = [producer_id if producer else ""]
        subject.dimensions["STARS"] = [str(self.best.get(producer_id, 0)) if producer else ""]
        subject.groups = self.groups.get(producer_id, set()) if producer else set()
        return subject

    def set_product(self, subject, product_id):
        """Dimensions of a product and its producer."""
        product = self.facts.products().get(product_id)
        self.set_owner(subject, product["producer_id"] if product else None)
        group = schema.word("product_group", product["group"]) if product else ""
        subject.product = product_id if product else None
        subject.groups = {group} if product else set()
        subject.dimensions |= {
            "PRODUCT_GROUP": [group], "PRODUCT": [product_id if product else ""],
            "STARS": [str(self.stars.get(product_id, 0)) if product else ""]}
        return subject

    def producer(self, producer_id):
        return self.set_owner(Subject(producer_id), producer_id)

    def product(self, product_id, **measures):
        return self.set_product(Subject(product_id, **measures), product_id)

    def store(self, store_id):
        store = self.facts.stores()[store_id]
        subject = self.set_owner(Subject(store_id), store["producer_id"])
        subject.dimensions["FLOOR"] = [store["floor_id"]]
        return subject

    def listing(self, listing_id, identifier=None, **measures):
        """A listing, or what was sold through it."""
        listing = self.facts.listings()[listing_id]
        subject = self.set_product(Subject(identifier or listing_id, **measures), listing["product_id"])
        store = self.facts.stores().get(listing["store_id"])
        subject.dimensions["FLOOR"] = [store["floor_id"] if store else ""]
        return subject


class Dated(Places):
    """The indicators of a day, by their names."""

    def __init__(self, facts, edition, date, silent_days=60, floors=None):
        super().__init__(facts, edition, date, floors)
        self.silent_days = silent_days

    # Producers.

    def active(self):
        return [i for i, p in self.facts.producers().items()
                if p["registered_on"] <= self.date and (p["ended_on"] is None or p["ended_on"] > self.date)]

    def producers(self):
        return [self.producer(i) for i in self.active()]

    def floors_of_stores(self):
        """Floors, of those that count, on which each producer has a store."""
        found = {}
        for store in self.facts.open_stores(self.date).values():
            if self.asked_floors is None or store["floor_id"] in self.asked_floors:
                found.setdefault(store["producer_id"], set()).add(store["floor_id"])
        return found

    def producers_with_store(self):
        floors = self.floors_of_stores()
        found = [self.producer(i) for i in self.active() if i in floors]
        for subject in found:
            subject.dimensions["FLOOR"] = sorted(floors[subject.identifier])
        return found

    def producers_with_payment_account(self):
        return [self.producer(i) for i in self.active() if i in self.facts.account_holders(self.date)]

    def producers_with_store_and_payment_account(self):
        both = set(self.floors_of_stores()) & self.facts.account_holders(self.date)
        return [self.producer(i) for i in self.active() if i in both]

    # Products.

    def floors_of(self, product_id):
        """Floors that count of those that a product is listed on."""
        found = self.facts.floors_of(self.date).get(product_id, set())
        return found if self.asked_floors is None else found & set(self.asked_floors)

    def is_in_season(self, product_id):
        return self.facts.in_season(product_id, month_of(self.date))

    def products_if(self, condition, on_floors=False):
        found = []
        for product_id in sorted(self.valid):
            if condition(product_id):
                subject = self.product(product_id)
                if on_floors:
                    subject.dimensions["FLOOR"] = sorted(self.floors_of(product_id))
                found.append(subject)
        return found

    def products_recognised(self):
        return self.products_if(lambda p: True)

    def products_listed_any_floor(self):
        return self.products_if(self.floors_of, on_floors=True)

    def products_listed_every_floor(self):
        wanted = set(self.facts.floors() if self.asked_floors is None else self.asked_floors)
        return self.products_if(lambda p: wanted and self.floors_of(p) >= wanted)

    def products_recognised_in_season(self):
        return self.products_if(lambda p: self.is_in_season(p) or self.floors_of(p))

    def products_listed_in_season(self):
        return self.products_if(self.floors_of, on_floors=True)

    def products_out_of_season(self):
        return self.products_if(lambda p: p not in self.facts.floors_of(self.date) and not self.is_in_season(p))

    def products_in_season(self):
        return self.products_if(self.is_in_season)

    def season_months(self):
        """Number 12 by season month: each product in each month of the year that it can be had in."""
        found = []
        for subject in self.products_recognised():
            subject.dimensions["SEASON_MONTH"] = [
                f"{m:02d}" for m in range(1, 13)
                if self.facts.in_season(subject.identifier, (self.date.year, m))]
            found.append(subject)
        return found

    def first_seen(self):
        """The first day, until the day asked for, on which each product was seen live."""
        found = {}
        for listing_id, first in self.facts.seen(self.date).items():
            listing = self.facts.listings()[listing_id]
            if listing["store_id"] not in self.facts.stores():
                # On no floor that is known.
                continue
            product = listing["product_id"]
            found[product] = min(first, found.get(product, first))
        return found

    def products_never_listed(self):
        seen = self.first_seen()
        found = self.products_if(lambda p: p not in seen)
        for subject in found:
            subject.dimensions["DETAIL"] = [self.why_not_listed(subject.identifier)]
        return found

    def why_not_listed(self, product_id):
        """Out of season, else what the nearest listing says, else what the producer's stores do."""
        if not self.is_in_season(product_id):
            return "out_of_season"
        said = {self.said(l) for l in self.facts.listings().values()
                if l["product_id"] == product_id and l["store_id"] in self.facts.stores()}
        for word in ("declared_not_seen", "planned", "ended", "after_as_of", "store_without_listing"):
            if word in said:
                return word
        owner = self.facts.products()[product_id]["producer_id"]
        stores = [s for s in self.facts.stores().values()
                  if s["producer_id"] == owner and s["opened_on"] <= self.date]
        if any(s["store_id"] in self.facts.open_stores(self.date) for s in stores):
            return "store_without_listing"
        return "store_closed" if stores else "no_store"

    def said(self, listing):
        """What a listing that was never seen live says about itself."""
        def is_past(*days):
            return any(d is not None and d <= self.date for d in days)

        if is_past(listing["ended_on"]):
            return "ended"
        if is_past(listing["declared_on"], listing["accepted_on"]):
            return "declared_not_seen"
        if listing["planned_on"]:
            return "planned"
        later = (listing["declared_on"], listing["accepted_on"], listing["observed_on"])
        return "after_as_of" if any(later) else "store_without_listing"

    def days_recognition_to_listing(self):
        found = []
        for product_id, first in self.first_seen().items():
            if product_id in self.valid:
                days = max(0, (first - self.facts.first_issued()[product_id]).days)
                found.append(self.product(product_id, days=days))
        return found

    # Recognitions.

    def expiring(self, days):
        return self.products_if(
            lambda p: self.governing[p]["is_in_time"]
            and (self.governing[p]["last_valid_day"] - self.date).days <= days)

    def products_of_recognitions(self, condition):
        return [self.product(p) for p, r in sorted(self.governing.items()) if condition(r)]

    def products_recognised_ever(self):
        return self.products_of_recognitions(lambda r: True)

    def products_expired(self):
        return self.products_of_recognitions(
            lambda r: not r["is_revoked"] and not r["is_in_time"] and not r["is_in_extension"])

    def products_in_extension(self):
        return self.products_of_recognitions(lambda r: r["is_in_extension"])

    def products_revoked(self):
        found = self.products_of_recognitions(lambda r: r["is_revoked"])
        for subject in found:
            ground = self.governing[subject.identifier]["revocation_ground"]
            subject.dimensions["DETAIL"] = [schema.word("ground", ground)]
        return found

    def missing(self, document):
        held = self.facts.documented(self.date, DOCUMENTS[document])
        return self.products_if(lambda p: p not in held)

    # Stores.

    def stores_open(self):
        return [self.store(i) for i in self.facts.open_stores(self.date)]

    def leading_rule(self, level):
        rules = self.facts.rows(
            "SELECT * FROM known_leading_rule WHERE level = $2 AND valid_from <= $1 AND coalesce(valid_to > $1, true) "
            "ORDER BY leading_rule_id", [self.date, level])
        return rules[0] if rules else None

    def reaching(self, level):
        rule = self.leading_rule(level)
        if rule is None:
            return []
        this = month_of(self.date)
        sold = self.facts.sales_of_listings(
            first_day(add_months(this, -rule["window_months"])), last_day(add_months(this, -1)))
        found = []
        for store_id in self.facts.open_stores(self.date):
            mine = [s for s in sold if s["store_id"] == store_id]
            months = {s["month"] for s in mine if s["orders"] > 0}
            quantity = sum(s["quantity"] for s in mine if s["unit_of_sale"] == rule["quantity_unit"])
            if (sum(s["orders"] for s in mine) >= rule["orders_min"]
                    and sum(s["revenue"] for s in mine) >= rule["revenue_dong_min"]
                    and len(months) >= rule["months_with_sales_min"]
                    and quantity >= rule["quantity_thousandths_min"]):
                found.append(self.store(store_id))
        return found

    def leading_stores(self):
        return self.reaching(1)

    def super_leading_stores(self):
        return self.reaching(2)

    def in_season_by_store(self):
        """Listings listed now of products in season, of each store."""
        found = {}
        for row in self.facts.listed(self.date).values():
            if row["product_id"] in self.facts.products() and self.is_in_season(row["product_id"]):
                found.setdefault(row["store_id"], []).append(row["product_listing_id"])
        return found

    def stores_selling_in_season(self):
        return [self.store(i) for i in sorted(self.in_season_by_store())]

    def stores_silent(self):
        before = self.date - datetime.timedelta(days=self.silent_days)
        sold = {s["store_id"] for s in self.facts.sales_of_listings(before + ONE_DAY, self.date) if s["orders"] > 0}
        seen = self.facts.seen(before)
        return [self.store(i) for i, listings in sorted(self.in_season_by_store().items())
                if i not in sold and any(l in seen for l in listings)]

    def stores_reporting_late(self):
        month = add_months(month_of(self.date), -1)
        first, last = first_day(month), last_day(month)
        reported = self.facts.reported(first, last)
        seen = self.facts.seen(first - ONE_DAY)
        found = []
        for store in self.facts.open_stores(self.date).values():
            if store["opened_on"] > first:
                continue
            mine = [l for l in self.facts.listings().values() if l["store_id"] == store["store_id"]]
            lasting = any(
                l["product_listing_id"] in seen and not (l["ended_on"] and l["ended_on"] <= last) for l in mine)
            if lasting and not any(l["product_listing_id"] in reported for l in mine):
                found.append(self.store(store["store_id"]))
        return found

    # Listings.

    def listings_live(self):
        return [self.listing(i) for i in sorted(self.facts.listed(self.date))]

    def listings_unverified(self):
        seen = self.facts.last_seen(self.date)
        days = {f["floor_id"]: f["unverified_after_days"] or 90
                for f in self.facts.table("known_floor", "floor_id").values()}
        return [self.listing(i) for i, row in sorted(self.facts.listed(self.date).items())
                if (self.date - seen[i]).days > days.get(row["floor_id"], 90)]

    # What offices have to do.

    def asked(self, condition):
        found = []
        for request in self.facts.table("known_support_request", "request_id").values():
            if condition(request):
                subject = self.set_owner(Subject(request["request_id"]), self.facts.survivor(request["producer_id"]))
                subject.dimensions["DETAIL"] = [schema.word("support_kind", request["kind"])]
                found.append(subject)
        return found

    def is_open(self, request):
        return request["requested_on"] <= self.date and not (request["done_on"] and request["done_on"] <= self.date)

    def support_requests_open(self):
        return self.asked(self.is_open)

    def support_requests_overdue(self):
        return self.asked(lambda r: self.is_open(r) and r["due_on"] and r["due_on"] < self.date)

    def found_by(self, condition):
        """Findings, with the inspection that each belongs to."""
        found = []
        inspections = self.facts.table("known_inspection", "inspection_id")
        for finding in self.facts.table("known_inspection_finding", "finding_id").values():
            inspection = inspections.get(finding["inspection_id"])
            if inspection and condition(finding, inspection):
                subject = self.inspected(Subject(finding["finding_id"]), inspection)
                subject.dimensions["DETAIL"] = [schema.word("severity", finding["severity"])]
                found.append(subject)
        return found

    def inspected(self, subject, inspection):
        self.set_owner(subject, self.facts.survivor(inspection["producer_id"]))
        if inspection["product_id"]:
            # Of what was looked at: group and stars are the product's.
            product = self.facts.products().get(inspection["product_id"])
            subject.product = product and inspection["product_id"]
            subject.groups = {schema.word("product_group", product["group"])} if product else set()
            subject.dimensions["STARS"] = [str(self.stars.get(inspection["product_id"], 0)) if product else ""]
        return subject

    def is_unmended(self, finding, inspection):
        return inspection["inspected_on"] <= self.date and not (
            finding["followed_up_on"] and finding["followed_up_on"] <= self.date)

    def findings_open(self):
        return self.found_by(self.is_unmended)

    def findings_overdue(self):
        return self.found_by(
            lambda f, i: self.is_unmended(f, i) and f["follow_up_due_on"] and f["follow_up_due_on"] < self.date)


def median_of(values):
    """The mean of the middle two of an even number."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def outlying_months(revenues):
    """Months, of those with their revenue, whose robust score is above 3.5."""
    logarithms = {month: math.log(revenue) for month, revenue in revenues.items() if revenue > 0}
    if len(logarithms) < 6:
        return set()
    center = median_of(logarithms.values())
    spread = median_of([abs(x - center) for x in logarithms.values()])
    if spread == 0:
        return set()
    return {m for m, x in logarithms.items() if 0.6745 * abs(x - center) / spread > 3.5}


def month_named(text):
    return month_of(datetime.date.fromisoformat(text + "-01"))


__all__ = ["Dated", "Places", "month_named", "month_text", "outlying_months"]
