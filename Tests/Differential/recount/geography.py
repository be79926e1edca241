"""Where units lay, and in which row and phase a producer stands.

A producer keeps the unit it was registered in. A later map is reached by what became of the unit, an older one by what
had gone into it by the day of the registration; where that does not lead to one row alone, nobody guesses.
"""

import datetime

from .days import BEGINNING

REFERENCE = {1: datetime.date(2021, 1, 1), 2: datetime.date(2024, 12, 1), 3: datetime.date(2025, 7, 1)}
PROVINCE, DISTRICTS, COMMUNES = (1,), (2, 3), (4, 5, 6)
ENDLESS = datetime.date.max


def edition_in_force(date):
    return 3 if date >= REFERENCE[3] else 2 if date >= REFERENCE[2] else 1


class Map:
    """All units and what became of them."""

    def __init__(self, units, successions):
        self.units = {(u["code"], u["valid_from"]): u for u in units}
        self.heirs, self.origins = {}, {}
        for s in successions:
            origin, heir = (s["from_code"], s["from_valid_from"]), (s["to_code"], s["to_valid_from"])
            self.heirs.setdefault(origin, []).append(heir)
            self.origins.setdefault(heir, []).append(origin)

    def in_force(self, key, date):
        unit = self.units.get(key)
        return unit is not None and unit["valid_from"] <= date < (unit["valid_to"] or ENDLESS)

    def on(self, code, date):
        """The unit that has a code on a day."""
        found = [key for key in self.units if key[0] == code and self.in_force(key, date)]
        return max(found) if found else None

    def chain(self, key, date):
        """A unit and those above it."""
        found = []
        while key is not None and key not in found:
            found.append(key)
            parent = self.units[key]["parent_code"]
            key = self.on(parent, date) if parent else None
        return found

    def row_kinds(self, edition):
        return COMMUNES if edition == 3 else DISTRICTS

    def row_units(self, edition):
        date = REFERENCE[edition]
        return sorted(
            k for k, u in self.units.items() if self.in_force(k, date) and u["kind"] in self.row_kinds(edition))

    def candidates(self, key, recorded_on, edition):
        """Every row that a unit may lie in; None among them: a part of it cannot be followed."""
        if key not in self.units:
            return {None}
        date = REFERENCE[edition]
        ended = self.units[key]["valid_to"]
        if ended and ended <= date:
            places = self.forward(key, date)
        else:
            places = self.backward(key, date, recorded_on)
        kinds = self.row_kinds(edition)
        return {
            next((up for up in self.chain(place, date) if self.units[up]["kind"] in kinds), None)
            if place is not None else None
            for place in places}

    def forward(self, key, date):
        if self.in_force(key, date):
            return {key}
        found = set()
        for heir in self.heirs.get(key, []):
            found |= self.forward(heir, date)
        return found or {None}

    def backward(self, key, date, recorded_on):
        found = {key} if self.in_force(key, date) else set()
        for origin in self.origins.get(key, []):
            ended = self.units[origin]["valid_to"] if origin in self.units else None
            if ended and date < ended <= recorded_on:
                found |= self.backward(origin, date, recorded_on)
        return found or {None}


class Places:
    """The row of each producer, on one edition."""

    def __init__(self, units, phases, placements, edition):
        self.map, self.edition = units, edition
        self.phases = sorted(phases, key=lambda p: (p["starts_on"], p["phase_id"]))
        self.placements = {}
        for p in sorted(placements, key=lambda p: (p["unit_code"], p["unit_valid_from"])):
            self.placements.setdefault(p["producer_id"], []).append((p["unit_code"], p["unit_valid_from"]))
        self.members = {
            p["phase_id"]: {k for k in (units.on(c, p["starts_on"]) for c in p["unit_codes"]) if k}
            for p in self.phases}

    def rows(self, key, recorded_on, producer_id, edition):
        """What a producer's unit may be on an edition, or what the producer was placed in."""
        found = self.map.candidates(key, recorded_on, edition)
        if len(found) == 1 and None not in found:
            return found
        for placed in self.placements.get(producer_id, []):
            chosen = self.map.candidates(placed, placed[1], edition)
            if len(chosen) == 1 and None not in chosen and chosen <= found:
                return chosen
        return found

    def of(self, producer):
        """(phase or "", row unit or None)."""
        key = self.map.on(producer["unit_code"], producer["registered_on"])
        if key is None:
            return ("", None)
        name = (key, producer["registered_on"], producer["producer_id"])
        found = ""
        for phase in self.phases:
            rows = self.rows(*name, edition_in_force(phase["starts_on"]))
            inside = {row in self.members[phase["phase_id"]] if row else None for row in rows}
            if inside == {False}:
                continue
            if inside != {True}:
                return ("", None)
            found = phase["phase_id"]
            break
        rows = self.rows(*name, self.edition)
        only = next(iter(rows)) if len(rows) == 1 else None
        return (found, only)

    def of_place(self, code, date):
        """The row of a unit by itself, for what has no producer."""
        key = self.map.on(code, date)
        rows = self.map.candidates(key, date, self.edition) if key else {None}
        return next(iter(rows)) if len(rows) == 1 else None

    def above(self, row):
        """Codes of a row's unit and of those above it on the edition."""
        return [key[0] for key in self.map.chain(row, REFERENCE[self.edition])] if row else []

    def province(self, row):
        chain = self.map.chain(row, REFERENCE[self.edition]) if row else []
        return next((key[0] for key in chain if self.map.units[key]["kind"] in PROVINCE), "")

    def units_of_phase(self, phase_id):
        """Row units that a phase names, wholly or in part, and no earlier phase does."""
        taken = set()
        for phase in self.phases:
            members = self.members[phase["phase_id"]] - taken
            if phase["phase_id"] == phase_id:
                edition = edition_in_force(phase["starts_on"])
                return [u for u in self.map.row_units(self.edition)
                        if self.map.candidates(u, ENDLESS, edition) & members]
            taken |= self.members[phase["phase_id"]]
        return []


def campaign_start(phases):
    return min((p["starts_on"] for p in phases), default=BEGINNING)
