"""A report of any indicators by any dimensions, counted anew, in the form in which answers are compared."""

import itertools

from ocop.reporting.v1 import indicator_pb2

from . import schema
from .days import day, periods, spans
from .geography import edition_in_force
from .indicators import AMOUNTS, DAYS, GROWTHS, OF_PERIOD, QUANTITIES, SHARES, subjects
from .periodic import Periodic
from .subject import Cell

# By time these are of the period of each row, and not of the report's.
BY_OWN_PERIODS = {"producers_trained", "revenue_growth"}
TIMES = ("DAY", "MONTH", "QUARTER", "YEAR")


def dimension_name(number):
    return indicator_pb2.Dimension.Name(number)[len("DIMENSION_"):]


class Question:
    """A GetReportRequest, read."""

    def __init__(self, request, facts, catalogue):
        self.as_of = day(request.as_of)
        self.last = day(request.last_day) or self.as_of
        # Before the campaign the period is that one day.
        self.first = day(request.first_day) or min(facts.start(), self.last)
        self.edition = request.edition or edition_in_force(self.as_of)
        self.group_by = [dimension_name(d) for d in request.group_by]
        self.time = next((d for d in self.group_by if d in TIMES), None)
        self.silent_days = request.silent_days or 60
        self.filters = self.read(request.filter)
        self.indicators = list(request.indicator_ids) or [
            name for name, dimensions in catalogue.items() if set(self.group_by) <= dimensions]
        self.catalogue = catalogue

    @staticmethod
    def read(message):
        found = {name: getattr(message, name)
                 for name in ("unit_code", "phase_id", "producer_id", "product_id") if getattr(message, name)}
        if message.producer_types:
            found["producer_types"] = {schema.word("producer_type", t) for t in message.producer_types}
        if message.product_groups:
            found["product_groups"] = {schema.word("product_group", g) for g in message.product_groups}
        if message.stars:
            found["stars"] = {str(s) for s in message.stars}
        if message.floor_ids:
            found["floor_ids"] = set(message.floor_ids)
        return found


    def filters_without_floors(self, indicator):
        """Producers and products have no floor of their own: a filter by floors leaves them in."""
        has_none = indicator.startswith(("producers", "products", "certificates", "days"))
        return {n: v for n, v in self.filters.items() if not (n == "floor_ids" and has_none)}


class Recount:
    """The cells of one report."""

    def __init__(self, question, facts):
        self.question, self.facts = question, facts
        self.made = {}

    def count(self, date):
        q = self.question
        if date not in self.made:
            self.made[date] = Periodic(
                self.facts, q.edition, date, q.first, q.last, q.silent_days, q.filters.get("floor_ids"))
        return self.made[date]

    def admitted(self, indicator, date):
        """Subjects of an indicator that the filter lets through."""
        by_month = "SEASON_MONTH" in self.question.group_by
        filters = self.question.filters_without_floors(indicator)
        return [s for s in subjects(self.count(date), indicator, by_month) if s.admitted(filters)]

    def cells(self, indicator):
        """(key -> cell, total); a dimension that the indicator lacks is None in its keys."""
        q = self.question
        cells, total = {}, Cell()
        if q.time and indicator in BY_OWN_PERIODS:
            for name, start, end in spans(q.first, q.last, q.time):
                count = Periodic(self.facts, q.edition, q.as_of, start, end)
                for subject in subjects(count, indicator):
                    if subject.admitted(q.filters_without_floors(indicator)):
                        subject.dimensions[q.time] = [name]
                        self.put(subject, cells)
            for subject in self.admitted(indicator, q.as_of):
                total.add(subject)
            return cells, total
        if q.time and indicator not in OF_PERIOD:
            for name, date in periods(q.first, q.last, q.time):
                total = Cell()
                for subject in self.admitted(indicator, date):
                    subject.dimensions[q.time] = [name]
                    self.put(subject, cells)
                    total.add(subject)
            return cells, total
        for subject in self.admitted(indicator, q.as_of):
            self.put(subject, cells)
            if indicator != "products_in_season" or self.count(q.as_of).is_in_season(subject.identifier):
                total.add(subject)
        return cells, total

    def put(self, subject, cells):
        values = [subject.dimensions.get(d, [None]) for d in self.question.group_by]
        for key in itertools.product(*values):
            cells.setdefault(key, Cell()).add(subject)

    def answer(self):
        """{key: {indicator: figure}} with the total under the key "total"; figures that are nothing are left out."""
        found = {}
        for indicator in self.question.indicators:
            cells, total = self.cells(indicator)
            base = {}
            whole = None
            if indicator in SHARES:
                base, whole = self.denominators(indicator)
            if not self.question.group_by:
                cells, base = {}, {}
            for key in set(cells) | self.keys_of(base):
                self.note(found, key, indicator, figure(indicator, cells.get(key), self.below(base, key)))
            self.note(found, "total", indicator, figure(indicator, total, whole))
        return found

    def denominators(self, indicator):
        """The cells that an indicator is a share of."""
        q = self.question
        if indicator in ("products_never_listed", "products_revoked") and "DETAIL" in q.group_by:
            return self.by_detail(indicator)
        if q.time and indicator in OF_PERIOD and SHARES[indicator] not in OF_PERIOD:
            # Of a day, and the day is the report's, whatever period a row is of.
            cells, total = {}, Cell()
            for subject in self.admitted(SHARES[indicator], q.as_of):
                subject.dimensions[q.time] = [name for name, _ in periods(q.first, q.last, q.time)]
                self.put(subject, cells)
                total.add(subject)
            return cells, total
        return self.cells(SHARES[indicator])

    def by_detail(self, indicator):
        """Each of the denominator's in the row of what the numerator says of it; the others in the row of nothing."""
        q = self.question
        cells, total = {}, Cell()
        for name, date in periods(q.first, q.last, q.time) if q.time else [(None, q.as_of)]:
            detail = {s.identifier: s.dimensions["DETAIL"] for s in self.admitted(indicator, date)}
            total = Cell()
            for subject in self.admitted(SHARES[indicator], date):
                subject.dimensions["DETAIL"] = detail.get(subject.identifier, [""])
                if name:
                    subject.dimensions[q.time] = [name]
                self.put(subject, cells)
                total.add(subject)
        return cells, total

    def keys_of(self, base):
        """Rows that denominators make: what a denominator lacks it is in every row of."""
        q = self.question
        floors = [f for f in self.facts.floors() if f in q.filters.get("floor_ids", [f])]
        every = {"FLOOR": floors, "SEASON_MONTH": [f"{m:02d}" for m in range(1, 13)]}
        found = set()
        for key in base:
            values = [every.get(d, []) if v is None else [v] for d, v in zip(q.group_by, key)]
            found |= set(itertools.product(*values))
        return found

    @staticmethod
    def below(base, key):
        """The denominator of a cell: dimensions that it lacks do not matter."""
        for known, cell in base.items():
            if all(mine is None or mine == wanted for mine, wanted in zip(known, key)):
                return cell
        return None

    @staticmethod
    def note(found, key, indicator, value):
        if any(value.values()):
            found.setdefault(key, {})[indicator] = value


def figure(indicator, cell, base):
    """What a figure holds, by the unit of its indicator."""
    cell = cell or Cell()
    if indicator in SHARES:
        return {"count": cell.count, "denominator": base.count if base else 0}
    if indicator in QUANTITIES:
        return {"quantities": tuple(sorted((u, q) for u, q in cell.quantities.items() if q))}
    if indicator in AMOUNTS:
        return {"amount": cell.amount}
    if indicator in GROWTHS:
        return {"amount": cell.amount, "previous": cell.previous}
    if indicator in DAYS:
        ordered = sorted(cell.days)
        middle = ordered[(len(ordered) - 1) // 2] if ordered else 0
        return {"count": cell.count, "sum": sum(ordered), "median": middle}
    return {"count": cell.count}


def answered_figure(indicator, message):
    if indicator in SHARES:
        return {"count": message.count, "denominator": message.denominator}
    if indicator in QUANTITIES:
        quantities = sorted((q.unit_of_sale, q.thousandths) for q in message.quantities if q.thousandths)
        return {"quantities": tuple(quantities)}
    if indicator in AMOUNTS:
        return {"amount": message.amount_dong}
    if indicator in GROWTHS:
        return {"amount": message.amount_dong, "previous": message.previous_amount_dong}
    if indicator in DAYS:
        return {"count": message.count, "sum": message.days_sum, "median": message.days_median}
    return {"count": message.count}


def answered(report):
    """The service's report in the same form; also what no report may have."""
    found, faults = {}, []
    names = [i.indicator_id for i in report.indicators]
    for row in list(report.rows) + [None]:
        figures = row.figures if row is not None else report.total
        key = tuple(k.value for k in row.keys) if row is not None else "total"
        if [f.indicator_id for f in figures] != names:
            faults.append(f"{key}: figures {[f.indicator_id for f in figures]}, not {names}")
        if key in found:
            faults.append(f"{key}: two rows")
        found[key] = {}
        for message in figures:
            value = answered_figure(message.indicator_id, message)
            if any(value.values()):
                found[key][message.indicator_id] = value
        if row is not None and [k.dimension for k in row.keys] != list(report.group_by):
            faults.append(f"{key}: keys {[k.dimension for k in row.keys]}")
        if row is not None and not found[key] and not keeps_every_period(report):
            faults.append(f"{key}: a row of nothing")
    return {key: values for key, values in found.items() if values}, faults + missing_periods(report)


def keeps_every_period(report):
    """Whether there is a row of every period, also of one without anything."""
    by_time = [dimension_name(d) for d in report.group_by]
    return len(by_time) == 1 and by_time[0] in TIMES and any(
        i.indicator_id not in OF_PERIOD for i in report.indicators)


def missing_periods(report):
    if not keeps_every_period(report):
        return []
    time = dimension_name(report.group_by[0])
    wanted = [name for name, _ in periods(day(report.first_day), day(report.last_day), time)]
    found = [row.keys[0].value for row in report.rows]
    return [] if found == wanted else [f"periods: {found}, not {wanted}"]


def differences(mine, theirs):
    """Lines about every figure that is not the same."""
    found = []
    for key in sorted(set(mine) | set(theirs), key=str):
        a, b = mine.get(key, {}), theirs.get(key, {})
        for indicator in sorted(set(a) | set(b)):
            if a.get(indicator) != b.get(indicator):
                found.append(f"{key} {indicator}: recount {a.get(indicator)}, service {b.get(indicator)}")
    return found
