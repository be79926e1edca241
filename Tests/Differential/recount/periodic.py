"""Indicators of a period: what happened between two days, both included."""

import datetime

from . import schema
from .dated import Dated, month_named, outlying_months
from .days import BEGINNING, ONE_DAY, add_months, first_day, is_whole_months, last_day, month_of, period_text
from .subject import Subject

EVIDENCE = {"orders_evidenced": 1, "orders_declared": 2, "orders_estimated": 3}


class Periodic(Dated):
    """The indicators of a period, by their names; stars and the like are those of the report's day."""

    def __init__(self, facts, edition, date, first, last, silent_days=60, floors=None):
        super().__init__(facts, edition, date, silent_days, floors)
        self.first, self.last = first, last

    def at(self, subject, date):
        """Gives a subject its own day."""
        for dimension in ("DAY", "MONTH", "QUARTER", "YEAR"):
            subject.dimensions[dimension] = [period_text(date, dimension)]
        return subject

    def within(self, date):
        return date is not None and self.first <= date <= self.last

    # Sales.

    def sold(self, measure, condition=lambda sale: True):
        found = []
        for sale in self.facts.sales(self.first, self.last):
            if condition(sale):
                identifier = (sale["kind"], sale["id"])
                found.append(self.at(self.listing(sale["product_listing_id"], identifier, **measure(sale)),
                                     sale["date"]))
        return found

    def orders(self):
        return self.sold(lambda s: {"count": s["orders"]})

    def quantity(self):
        return self.sold(lambda s: {"count": s["orders"], "unit_of_sale": s["unit_of_sale"], "quantity": s["quantity"]})

    def revenue(self):
        return self.sold(lambda s: {"count": s["orders"], "amount": s["revenue"]})

    def orders_cancelled(self):
        return self.sold(lambda s: {"count": s["cancelled"]})

    def orders_returned(self):
        return self.sold(lambda s: {"count": s["returned"]})

    def of_evidence(self, grade):
        return self.sold(lambda s: {"count": s["orders"]}, lambda s: s["evidence"] == grade)

    def period_before(self):
        """The period of equal length just before: of as many whole months, else of as many days."""
        if self.first == BEGINNING or self.first > self.last:
            return None
        if is_whole_months(self.first, self.last):
            (year, month), (end_year, end_month) = month_of(self.first), month_of(self.last)
            months = (end_year - year) * 12 + end_month - month + 1
            return first_day(add_months((year, month), -months)), self.first - ONE_DAY
        return self.first - ((self.last - self.first) + ONE_DAY), self.first - ONE_DAY

    def revenue_growth(self):
        """Of the whole period; a row of time has that of its own period."""
        found = self.sold(lambda s: {"count": 0, "amount": s["revenue"]})
        before = self.period_before()
        for sale in self.facts.sales(*before) if before else []:
            identifier = ("before", sale["kind"], sale["id"])
            found.append(self.listing(sale["product_listing_id"], identifier, count=0, previous=sale["revenue"]))
        return found

    def sales_outliers(self):
        months = {}
        whole = last_day(month_of(self.last)) == self.last
        end = self.last if whole else first_day(month_of(self.last)) - ONE_DAY
        for sale in self.facts.sales(BEGINNING, end):
            of_listing = months.setdefault(sale["product_listing_id"], {})
            of_listing[sale["month"]] = of_listing.get(sale["month"], 0) + sale["revenue"]
        found = []
        for listing_id, revenues in sorted(months.items()):
            for month in sorted(outlying_months(revenues)):
                if first_day(month_named(month)) >= self.first:
                    subject = self.listing(listing_id, (listing_id, month))
                    found.append(self.at(subject, last_day(month_named(month))))
        return found

    # Trainings.

    def trainings_held(self):
        return [t for t in self.facts.table("known_training", "training_id").values() if self.within(t["held_on"])]

    def trainings(self):
        found = []
        for training in self.trainings_held():
            subject = Subject(training["training_id"])
            self.set_place(subject, None, self.places.of_place(training["unit_code"], training["held_on"]))
            found.append(self.at(subject, training["held_on"]))
        return found

    def training_attendances(self):
        found = []
        for training in self.trainings_held():
            for attended in {self.facts.survivor(p) for p in training["attended_producer_ids"]}:
                if attended not in self.facts.producers():
                    continue
                subject = self.set_owner(Subject((training["training_id"], attended)), attended)
                found.append(self.at(subject, training["held_on"]))
        return found

    def producers_trained(self):
        attended = {self.facts.survivor(p) for t in self.trainings_held() for p in t["attended_producer_ids"]}
        return [self.producer(i) for i in self.active() if i in attended]

    # What offices did.

    def support_requests_done(self):
        requests = self.facts.table("known_support_request", "request_id")
        return [self.at(s, requests[s.identifier]["done_on"]) for s in self.asked(lambda r: self.within(r["done_on"]))]

    def inspections(self):
        found = []
        for inspection in self.facts.table("known_inspection", "inspection_id").values():
            if self.within(inspection["inspected_on"]):
                subject = self.inspected(Subject(inspection["inspection_id"]), inspection)
                subject.dimensions["DETAIL"] = [schema.word("subject", inspection["subject"])]
                found.append(self.at(subject, inspection["inspected_on"]))
        return found

    def findings(self):
        findings = self.facts.table("known_inspection_finding", "finding_id")
        inspections = self.facts.table("known_inspection", "inspection_id")
        return [self.at(s, inspections[findings[s.identifier]["inspection_id"]]["inspected_on"])
                for s in self.found_by(lambda f, i: self.within(i["inspected_on"]))]

    def findings_followed_up(self):
        findings = self.facts.table("known_inspection_finding", "finding_id")
        return [self.at(s, findings[s.identifier]["followed_up_on"])
                for s in self.found_by(lambda f, i: self.within(f["followed_up_on"]))]


def days_before(date, count):
    return date - datetime.timedelta(days=count)
