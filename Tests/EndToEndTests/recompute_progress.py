#!/usr/bin/env python3
"""Counts the campaign's progress report anew, straight from the CSV files that were imported.

Slow and obvious on purpose, and independent of the reporting service: it shares no code and no storage with it, asks
each question of each row by going through all records, and needs only Python's standard library. Where the two
disagree, one of them is wrong.

    recompute_progress.py --sample deploy/sample --as-of 2021-11-05 --edition 2021

prints one JSON object:

    {"as_of": "2021-11-05", "edition": 2021, "floor_ids": ["postmart", "voso"],
     "rows": [{"kind": "ROW_KIND_UNIT", "phase_id": "phase-1", "unit_code": "187", "unit_name": "...",
               "products_recognised": 11, "producers": 8, "producers_with_store": 8,
               "producers_with_payment_account": 8, "products_listed_any_floor": 11,
               "products_listed_by_floor": {"postmart": 11, "voso": 11}, "products_listed_both_floors": 11,
               "products_out_of_season": 0, "order_count": 1, "quantities": {"kg": 2500},
               "revenue_dong": 1, "cancelled_count": 0, "returned_count": 0}, ...],
     "claims": [{"claim_id": "CB-01", "counted": 40}, ...]}

Rows stand in the report's order: by phase, then unit code, what cannot be placed, the phase's total; what belongs to
no phase; the total. Quantities are thousandths by unit of sale. Exit code 0; 2 for a wrong command line or file.
"""

import argparse
import calendar
import csv
import datetime
import json
import pathlib
import sys

REFERENCE_DAYS = {2021: "2021-01-01", 2024: "2024-12-01", 2025: "2025-07-01"}
DISTRICT_KINDS = ("district", "city")
COMMUNE_KINDS = ("ward", "township", "commune")
NEVER = "9999-99-99"  # Later than any day; days are compared as text.


def add_months(day, months):
    date = datetime.date.fromisoformat(day)
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return f"{year:04d}-{month:02d}-{min(date.day, calendar.monthrange(year, month)[1]):02d}"


def thousandths(text):
    whole, _, part = text.partition(".")
    return int(whole) * 1000 + int((part + "000")[:3])


def split(cell):
    return [part.strip() for part in cell.split(";") if part.strip()]


class Sample:
    """The CSV files as lists of dictionaries."""

    def __init__(self, folder):
        def read(name):
            with open(pathlib.Path(folder) / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))

        self.units = read("administrative_units")
        self.successions = read("unit_successions")
        self.producers = read("producers")
        self.products = read("products")
        self.recognitions = read("recognitions")
        self.phases = sorted(read("campaign_phases"), key=lambda p: (p["starts_on"], p["phase_id"]))
        self.claims = sorted(read("published_claims"), key=lambda c: (c["as_of"], c["claim_id"]))
        self.floors = sorted(read("floors"), key=lambda f: f["floor_id"])
        self.stores = read("stores")
        self.accounts = read("payment_accounts")
        self.listings = read("product_listings")
        self.orders = read("orders")
        self.monthly = read("monthly_sales")
        self.merge()
        self.producer = {p["producer_id"]: p for p in self.producers}
        self.product = {p["product_id"]: p for p in self.products}
        self.store = {s["store_id"]: s for s in self.stores}
        self.listing = {l["product_listing_id"]: l for l in self.listings}
        self.unit = {(u["code"], u["valid_from"]): u for u in self.units}

    def merge(self):
        """What a merged producer has becomes that of the one it was merged into, and it is none any more."""
        known = {p["producer_id"] for p in self.producers}
        into = {p["producer_id"]: p.get("merged_into_producer_id") for p in self.producers}
        into = {duplicate: survivor for duplicate, survivor in into.items() if survivor in known}
        for record in self.products + self.stores + self.accounts:
            record["producer_id"] = into.get(record["producer_id"], record["producer_id"])
        self.producers = [p for p in self.producers if p["producer_id"] not in into]

    def unit_on(self, code, day):
        found = [u for u in self.units if u["code"] == code and in_force(u, day)]
        return (found[0]["code"], found[0]["valid_from"]) if found else None


def in_force(unit, day):
    return unit["valid_from"] <= day < (unit["valid_to"] or NEVER)


class Map:
    """Where units lay on the reference day of an edition."""

    def __init__(self, sample, edition):
        self.sample = sample
        self.day = REFERENCE_DAYS[edition]
        self.row_kinds = COMMUNE_KINDS if edition == 2025 else DISTRICT_KINDS

    def candidates(self, key, recorded_on):
        """Every row unit that the unit may lie in; None among them: a part cannot be followed."""
        unit = self.sample.unit.get(key)
        if unit is None:
            return {None}
        if unit["valid_to"] and unit["valid_to"] <= self.day:
            territory = self.forward(key)
        else:
            territory = self.backward(key, recorded_on)
        return {self.row_unit(place) for place in territory}

    def forward(self, key):
        if key is None or in_force(self.sample.unit[key], self.day):
            return {key}
        heirs = [(s["to_code"], s["to_valid_from"]) for s in self.sample.successions
                 if (s["from_code"], s["from_valid_from"]) == key]
        return set().union(*(self.forward(heir) for heir in heirs)) if heirs else {None}

    def backward(self, key, known_on):
        found = {key} if in_force(self.sample.unit[key], self.day) else set()
        for s in self.sample.successions:
            origin = (s["from_code"], s["from_valid_from"])
            ended = self.sample.unit[origin]["valid_to"]
            if (s["to_code"], s["to_valid_from"]) == key and self.day < ended <= known_on:
                found |= self.backward(origin, ended)
        return found or {None}

    def row_unit(self, key):
        while key is not None:
            unit = self.sample.unit[key]
            if unit["kind"] in self.row_kinds:
                return key
            key = self.sample.unit_on(unit["parent_code"], self.day) if unit["parent_code"] else None
        return None

    def row_units(self):
        return sorted(k for k, u in self.sample.unit.items() if in_force(u, self.day) and u["kind"] in self.row_kinds)


def edition_on(day):
    return 2025 if day >= "2025-07-01" else 2024 if day >= "2024-12-01" else 2021


class Places:
    """The one row of each producer: (phase or None, row unit or None)."""

    def __init__(self, sample, edition):
        self.sample = sample
        self.map = Map(sample, edition)
        self.phases = []
        for phase in sample.phases:
            members = {sample.unit_on(code, phase["starts_on"]) for code in split(phase["unit_codes"])}
            self.phases.append((phase["phase_id"], Map(sample, edition_on(phase["starts_on"])), members))
        self.of = {p["producer_id"]: self.place(p) for p in sample.producers}

    def place(self, producer):
        key = self.sample.unit_on(producer["unit_code"], producer["registered_on"])
        phase_found = None
        for phase, phase_map, members in self.phases:
            answers = {c in members if c else None for c in phase_map.candidates(key, producer["registered_on"])}
            if answers == {False}:
                continue
            if answers != {True}:
                return (None, None)
            phase_found = phase
            break
        units = self.map.candidates(key, producer["registered_on"])
        return (phase_found, next(iter(units)) if len(units) == 1 else None)

    def units_of_phase(self, wanted):
        taken = set()
        for phase, phase_map, members in self.phases:
            if phase == wanted:
                return [u for u in self.map.row_units() if phase_map.candidates(u, NEVER) & (members - taken)]
            taken |= members
        return []


class Count:
    """The figures on one day, of any set of producers."""

    def __init__(self, sample, as_of):
        self.sample = sample
        self.as_of = as_of
        self.start = min((p["starts_on"] for p in sample.phases), default="0000-00-00")

    def open(self, record):
        return record["opened_on"] <= self.as_of < (record["closed_on"] or NEVER)

    def recognised(self, product):
        issued = [r for r in self.sample.recognitions
                  if r["product_id"] == product["product_id"] and r["issued_on"] <= self.as_of]
        if not issued:
            return False
        # The newest one governs, whatever becomes of it.
        newest = max(issued, key=lambda r: (r["issued_on"], r["recognition_id"]))
        return self.as_of <= add_months(newest["issued_on"], 36) and self.as_of < (newest["revoked_on"] or NEVER)

    def floors_of(self, product):
        return {
            self.sample.store[l["store_id"]]["floor_id"] for l in self.sample.listings
            if l["product_id"] == product["product_id"]
            and (l["observed_on"] or NEVER) <= self.as_of < (l["ended_on"] or NEVER)
            and self.open(self.sample.store[l["store_id"]])}

    def in_season(self, product):
        for exception in reversed(split(product.get("season_exceptions", ""))):
            months = exception[1:].split("..")
            if months[0] <= self.as_of[:7] <= months[-1]:
                return exception[0] == "+"
        month = int(self.as_of[5:7])
        windows = [[int(m) for m in w.split("-")] for w in split(product["season_windows"])]
        for window in windows:
            first, last = window[0], window[-1]
            if first <= month <= last or (first > last and (month >= first or month <= last)):
                return True
        return not windows

    def totals(self):
        """Monthly totals that count: the whole month lies in the period; one a listing and month."""
        chosen = {}
        for total in sorted(self.sample.monthly, key=lambda m: m["monthly_sales_id"]):
            year, month = (int(n) for n in total["month"].split("-"))
            last = f"{total['month']}-{calendar.monthrange(year, month)[1]:02d}"
            if self.start <= total["month"] + "-01" and last <= self.as_of:
                chosen.setdefault((total["product_listing_id"], total["month"]), total)
        return chosen

    def sales(self, producer_ids):
        sums = {"order_count": 0, "quantities": {}, "revenue_dong": 0, "cancelled_count": 0, "returned_count": 0}
        totals = self.totals()

        def product_of(sale):
            return self.sample.product[self.sample.listing[sale["product_listing_id"]]["product_id"]]

        def add(sale, orders):
            sums["order_count"] += orders
            unit = product_of(sale)["unit_of_sale"]
            sums["quantities"][unit] = sums["quantities"].get(unit, 0) + thousandths(sale["quantity"])
            sums["revenue_dong"] += int(sale["revenue_dong"])

        for total in totals.values():
            if product_of(total)["producer_id"] in producer_ids:
                add(total, int(total["order_count"]))
                sums["cancelled_count"] += int(total["cancelled_count"] or 0)
                sums["returned_count"] += int(total["returned_count"] or 0)
        for order in self.sample.orders:
            if product_of(order)["producer_id"] not in producer_ids:
                continue
            if not self.start <= order["ordered_on"] <= self.as_of:
                continue
            if (order["product_listing_id"], order["ordered_on"][:7]) in totals:
                continue
            if order["state"] == "completed":
                add(order, 1)
            else:
                sums[order["state"] + "_count"] += 1
        return sums

    def figures(self, producer_ids):
        floor_ids = [f["floor_id"] for f in self.sample.floors]
        producers = [
            p for p in self.sample.producers
            if p["producer_id"] in producer_ids and p["registered_on"] <= self.as_of < (p["ended_on"] or NEVER)]
        active = {p["producer_id"] for p in producers}
        products = [p for p in self.sample.products if p["producer_id"] in producer_ids and self.recognised(p)]
        floors = [self.floors_of(p) for p in products]
        return {
            "products_recognised": len(products),
            "producers": len(producers),
            "producers_with_store": len({s["producer_id"] for s in self.sample.stores if self.open(s)} & active),
            "producers_with_payment_account":
                len({a["producer_id"] for a in self.sample.accounts if self.open(a)} & active),
            "products_listed_any_floor": sum(1 for f in floors if f),
            "products_listed_by_floor": {i: sum(1 for f in floors if i in f) for i in floor_ids},
            "products_listed_both_floors": sum(1 for f in floors if f and f >= set(floor_ids)),
            "products_out_of_season":
                sum(1 for p, f in zip(products, floors) if not f and not self.in_season(p)),
            **self.sales(producer_ids),
        }


def is_empty(figures):
    return not any(any(v.values()) if isinstance(v, dict) else v for v in figures.values())


def claim_value(figures, indicator):
    if indicator == "orders":
        return figures["order_count"]
    if indicator == "revenue":
        return figures["revenue_dong"]
    if indicator == "quantity":
        quantities = figures["quantities"]
        one = next(iter(quantities.values())) if len(quantities) == 1 else quantities.get("kg", 0)
        return one // 1000
    return figures["products_listed_both_floors" if indicator == "products_listed_each_floor" else indicator]


def report(sample, as_of, edition):
    places = Places(sample, edition)
    count = Count(sample, as_of)
    rows = []

    def add(kind, phase, unit, wanted, keep_empty=True):
        figures = count.figures({i for i, place in places.of.items() if wanted(place)})
        if keep_empty or not is_empty(figures):
            rows.append({
                "kind": "ROW_KIND_" + kind, "phase_id": phase or "", "unit_code": unit[0] if unit else "",
                "unit_name": sample.unit[unit]["name"] if unit else "", **figures})

    for phase in [p["phase_id"] for p in sample.phases] + [None]:
        always = set(places.units_of_phase(phase))
        for unit in sorted(always | {u for p, u in places.of.values() if p == phase and u}):
            add("UNIT", phase, unit, lambda place: place == (phase, unit), keep_empty=unit in always)
        add("UNDETERMINED", phase, None, lambda place: place == (phase, None), keep_empty=False)
        if phase:
            add("PHASE_TOTAL", phase, None, lambda place: place[0] == phase)
    add("TOTAL", None, None, lambda place: True)

    claims = []
    for claim in sample.claims:
        ids = {i for i, place in places.of.items() if claim["phase_id"] in ("", place[0])}
        figures = Count(sample, claim["as_of"]).figures(ids)
        claims.append({"claim_id": claim["claim_id"], "counted": claim_value(figures, claim["indicator"])})
    return {"as_of": as_of, "edition": edition, "floor_ids": [f["floor_id"] for f in sample.floors],
            "rows": rows, "claims": claims}


def main():
    parser = argparse.ArgumentParser(description="Counts the progress report anew from CSV files.")
    parser.add_argument("--sample", required=True, help="folder of the CSV files")
    parser.add_argument("--as-of", required=True, help="YYYY-MM-DD")
    parser.add_argument("--edition", required=True, type=int, choices=sorted(REFERENCE_DAYS))
    arguments = parser.parse_args()
    try:
        datetime.date.fromisoformat(arguments.as_of)
        result = report(Sample(arguments.sample), arguments.as_of, arguments.edition)
    except (OSError, ValueError, KeyError) as error:
        print(f"recompute_progress: {error!r}", file=sys.stderr)
        return 2
    json.dump(result, sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
