"""Random histories: the records of registry and listing service, in versions, as their feeds would tell them.

The same seed gives the same history. Days crowd where rules break: month ends, 29 February, the days on which
decisions and maps change, and the days that the history itself has already used.
"""

import datetime
import random

from . import schema, world
from .days import ONE_DAY, add_months, last_day, month_of, month_text

FIRST_DAY, LAST_DAY = datetime.date(2020, 1, 15), datetime.date(2026, 7, 31)
HOT_DAYS = [datetime.date.fromisoformat(d) for d in (
    "2020-02-29", "2021-07-20", "2021-09-20", "2021-11-05", "2021-12-31", "2023-02-24", "2023-02-28", "2024-02-29",
    "2024-11-30", "2024-12-01", "2025-06-30", "2025-07-01", "2025-07-06", "2026-05-21", "2026-05-22", "2026-06-30")]


class Event:
    """One version of one record."""

    def __init__(self, source, kind, fields):
        self.source, self.kind, self.fields = source, kind, fields
        self.identifier = schema.identifier(kind, fields)
        self.subject = f"{kind}/{self.identifier}"
        self.revision = 0
        self.recorded_at = 0


class History:
    """The events of both sources, in the order of their logs, and the days in them."""

    def __init__(self, seed):
        self.seed = seed
        self.random = random.Random(seed)
        self.days = list(HOT_DAYS)
        self.latest = {}
        Population(self).fill()
        self.events = {"registry": [], "listing": []}
        self.interleave()

    # Choices.

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def some_day(self, first=FIRST_DAY, last=LAST_DAY):
        """Some day between two, often one that something happens on."""
        span = (last - first).days
        found = first + datetime.timedelta(days=self.random.randint(0, max(span, 0)))
        draw = self.random.randrange(100)
        if draw < 25:
            found = self.random.choice(self.days) + self.random.choice((-1, 0, 0, 1)) * ONE_DAY
        elif draw < 45:
            found = last_day(month_of(found))
        elif draw < 55:
            found = last_day(month_of(found)) + ONE_DAY
        found = min(max(found, first), max(last, first))
        self.days.append(found)
        return found

    def some_date_of_report(self):
        """A day that figures are asked for: mostly one on which something happens, or the day beside it."""
        if self.chance(65):
            found = self.random.choice(self.days) + self.random.choice((-1, 0, 0, 1)) * ONE_DAY
            return min(max(found, FIRST_DAY), LAST_DAY)
        return self.some_day()

    def after(self, date, percent, days=700):
        """A day on or after another one, or none."""
        if not self.chance(percent):
            return ""
        return str(self.some_day(date, min(date + datetime.timedelta(days=days), datetime.date(2027, 1, 31))))

    # Records.

    def add(self, kind, fields):
        event = Event(schema.KINDS[kind], kind, fields)
        self.latest[(kind, event.identifier)] = event
        return fields

    def interleave(self):
        """Gives most records one version and some several, in an order that keeps each record's own."""
        for source, events in self.events.items():
            keyed = []
            for (kind, _), event in self.latest.items():
                if event.source != source:
                    continue
                if kind in ("administrative_unit", "unit_succession", "floor"):
                    keyed.append((-1 + self.random.random() / 2, event))
                    continue
                versions = self.versions(event)
                times = sorted(self.random.random() for _ in versions)
                keyed += list(zip(times, versions))
            keyed.sort(key=lambda item: item[0])
            recorded = 1_609_459_200_000_000
            for revision, (_, event) in enumerate(keyed, 1):
                # Days in Vietnam begin at 17:00 UTC, and some events fall just there.
                step = self.random.choice((0, 1, 60, 3_600, 43_200, 86_400, 300_000)) * 1_000_000
                recorded += step
                event.revision, event.recorded_at = revision, recorded
                events.append(event)

    def versions(self, event):
        """Earlier states of a record, and the one that counts in the end."""
        found = [event]
        while self.chance(25) and len(found) < 4:
            fields = dict(found[0].fields)
            names = [n for n in fields if n not in schema.IDENTIFIERS[event.source][event.kind]]
            for name in self.random.sample(names, min(len(names), self.random.randint(1, 2))):
                changed = self.changed(event.kind, name, fields[name])
                if changed is not None:
                    fields[name] = changed
            if event.kind == "recognition":
                fields["revocation_ground"] = self.random.randint(1, 6) if fields["revoked_on"] else 0
            found.insert(0, Event(event.source, event.kind, fields))
        return found

    REQUIRED = {
        "registered_on", "opened_on", "issued_on", "held_on", "requested_on", "inspected_on", "ordered_on",
        "starts_on", "as_of", "in_force_from", "valid_from", "unit_valid_from", "ends_before"}
    REFERENCES = {"producer_id": "producer", "product_id": "product", "store_id": "store",
                  "product_listing_id": "product_listing", "inspection_id": "inspection"}

    def changed(self, kind, name, value):
        """What a field may have held before; None = it does not change."""
        if name == "merged_into_producer_id":
            return ""
        if kind in ("unit_placement", "campaign_phase", "rule_set", "leading_rule", "monthly_sales"):
            # Those have rules of their own about what may stand beside what.
            return value + self.random.randint(0, 3) if name in ("order_count", "revenue_dong") else None
        if name in self.REFERENCES and value:
            others = [i for k, i in self.latest if k == self.REFERENCES[name]]
            return self.random.choice(others)
        if schema.is_day(name):
            if name in self.REQUIRED or (kind, name) == ("listing_observation", "observed_on"):
                moved = datetime.date.fromisoformat(value) + self.random.choice((-31, -1, 1, 30)) * ONE_DAY
                return str(moved)
            return "" if value else None
        if name in ("quantity_thousandths", "revenue_dong"):
            return value + self.random.randint(1, 5_000)
        if name == "state" and kind == "order":
            return self.random.randint(1, 3)
        if name == "unit_of_sale":
            return self.random.choice(("kg", "box"))
        if name == "stars":
            return self.random.randint(3, 5)
        return None

    def identifiers(self, kind):
        return [i for k, i in self.latest if k == kind]


from .population import Population  # noqa: E402  (it needs what stands above)
