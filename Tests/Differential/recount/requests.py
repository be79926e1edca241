"""Random questions to a history: indicators, breakdowns, filters, days, periods, maps and what was known."""

import datetime

from ocop.reporting.v1 import indicator_pb2, progress_pb2, report_pb2

from .days import first_day, last_day, month_of
from .indicators import ALL
from .report import TIMES

NUMBER = {name[len("DIMENSION_"):]: number for name, number in indicator_pb2.Dimension.items()}


class Questions:
    """Asks a history."""

    def __init__(self, history, catalogue, states):
        self.history, self.random = history, history.random
        self.catalogue = {name: dimensions for name, dimensions in catalogue.items() if name in ALL}
        # Few states of the logs, so that a history need not be looked at anew for every question.
        self.states = states

    def identifiers(self, kind):
        return self.history.identifiers(kind) or [""]

    def request(self):
        """One question; dimensions that no indicator has together are asked for again."""
        request = report_pb2.GetReportRequest()
        as_of = self.history.some_date_of_report()
        request.as_of = str(as_of)
        request.edition = self.random.randint(0, 3)
        group_by = self.group_by()
        request.group_by.extend(NUMBER[d] for d in group_by)
        self.set_period(request, as_of, next((d for d in group_by if d in TIMES), None))
        fitting = [i for i, dimensions in self.catalogue.items() if set(group_by) <= dimensions]
        if self.random.randrange(100) < 50:
            self.set_filter(request, as_of)
        if self.random.randrange(100) < 85:
            chosen = self.random.sample(fitting, min(len(fitting), self.random.choice((1, 3, 6, 12))))
            request.indicator_ids.extend(chosen)
        if self.random.randrange(100) < 30:
            request.known_at.CopyFrom(self.random.choice(self.states))
        if self.random.randrange(100) < 30:
            request.silent_days = self.random.choice((1, 7, 30, 365, 3_650))
        return request

    def group_by(self):
        all_dimensions = sorted(set().union(*self.catalogue.values()))
        for _ in range(50):
            chosen = self.random.sample(all_dimensions, self.random.choice((0, 1, 1, 2, 2, 3)))
            times = sum(d in TIMES or d == "SEASON_MONTH" for d in chosen)
            if times <= 1 and any(set(chosen) <= has for has in self.catalogue.values()):
                return chosen
        return []

    def set_period(self, request, as_of, time):
        draw = self.random.randrange(100)
        if draw < 30 and time is None:
            return
        days = {None: 900, "DAY": 9, "MONTH": 240, "QUARTER": 500, "YEAR": 1_200}[time]
        last = as_of - datetime.timedelta(days=self.random.choice((0, 0, 0, 1, 31, 400)))
        first = last - datetime.timedelta(days=self.random.randint(0, days))
        if self.random.randrange(100) < 50:
            first = first_day(month_of(first))
            if last_day(month_of(last)) <= as_of:
                last = last_day(month_of(last))
        request.first_day, request.last_day = str(first), str(last)
        if last == as_of and self.random.randrange(100) < 30:
            request.last_day = ""

    def set_filter(self, request, as_of):
        wanted = self.random.sample(
            ("unit", "phase", "type", "group", "stars", "floor", "producer", "product"), self.random.choice((1, 1, 2)))
        filters = request.filter
        if "unit" in wanted:
            code = self.unit_of(request, as_of)
            filters.unit_code = code
        if "phase" in wanted:
            filters.phase_id = self.random.choice(self.identifiers("campaign_phase"))
        if "type" in wanted:
            filters.producer_types.extend(self.random.sample(range(1, 7), self.random.randint(1, 3)))
        if "group" in wanted:
            filters.product_groups.extend(self.random.sample(range(1, 8), self.random.randint(1, 3)))
        if "stars" in wanted:
            filters.stars.extend(self.random.sample((0, 3, 4, 5), self.random.randint(1, 2)))
        if "floor" in wanted:
            floors = self.identifiers("floor")
            filters.floor_ids.extend(self.random.sample(floors, self.random.randint(1, len(floors))))
        if "producer" in wanted:
            merged = {e.fields["merged_into_producer_id"] for (k, _), e in self.history.latest.items()
                      if k == "producer"}
            whole = [i for i in self.identifiers("producer")
                     if not self.history.latest[("producer", i)].fields["merged_into_producer_id"]]
            filters.producer_id = self.random.choice(sorted(merged & set(whole)) * 2 + whole)
        if "product" in wanted:
            filters.product_id = self.random.choice(self.identifiers("product"))

    def unit_of(self, request, as_of):
        """A province, or a row of the edition that is asked for."""
        from .geography import COMMUNES, DISTRICTS, PROVINCE, REFERENCE, edition_in_force
        edition = request.edition or edition_in_force(as_of)
        kinds = PROVINCE + (COMMUNES if edition == 3 else DISTRICTS)
        date = str(REFERENCE[edition])
        codes = sorted(
            e.fields["code"] for (k, _), e in self.history.latest.items()
            if k == "administrative_unit" and e.fields["kind"] in kinds
            and e.fields["valid_from"] <= date < (e.fields["valid_to"] or "9999"))
        return self.random.choice(codes)


def some_state(history):
    """A KnownAt: revisions, or a day."""
    events = history.events
    if history.random.randrange(100) < 40:
        recorded = history.random.choice(events["registry"]).recorded_at
        date = datetime.datetime.fromtimestamp(recorded / 1_000_000, datetime.timezone(datetime.timedelta(hours=7)))
        return progress_pb2.KnownAt(day=str(date.date()))
    # Units and floors, which stand at the beginning of the logs, are there.
    return progress_pb2.KnownAt(
        registry_revision=history.random.randint(60, len(events["registry"])),
        listing_revision=history.random.randint(5, len(events["listing"])))
