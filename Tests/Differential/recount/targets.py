"""Targets beside what has been reached, counted anew."""

from .geography import edition_in_force
from .periodic import Periodic

INDICATORS = {
    3: "producers_with_store", 4: "producers_with_payment_account", 5: "products_listed_any_floor",
    7: "products_listed_every_floor"}


def comparisons(question, facts):
    """Of targets in force, by phase, unit and indicator: (target, unit, count, out of how many)."""
    q = question
    if q.filters or set(q.group_by) - {"UNIT", "PHASE"}:
        return []
    newest = {}
    for target in facts.rows("SELECT * FROM known_campaign_target ORDER BY target_id"):
        phase = facts.phases().get(target["phase_id"])
        if phase is None or phase["starts_on"] > q.as_of:
            continue
        decided = target["decided_on"] or phase["starts_on"]
        key = (target["phase_id"], target["unit_code"], INDICATORS[target["indicator"]])
        if decided <= q.as_of and (key not in newest or newest[key][0] <= decided):
            newest[key] = (decided, target["target_id"])
    found = {}
    for (phase, unit, indicator), (_, target) in newest.items():
        # Units are those of the map that the phase began on; a target without one is each of the phase's units'.
        places = facts.places(edition_in_force(facts.phases()[phase]["starts_on"]))
        count = Periodic(facts, places.edition, q.as_of, q.first, q.last)
        for code in [unit] if unit else [key[0] for key in places.units_of_phase(phase)]:
            if unit or (phase, code, indicator) not in newest:
                found[(phase, code, indicator)] = (
                    target, code, tally(count, indicator, phase, code), tally(count, base(indicator), phase, code))
    return [found[key] for key in sorted(found)]


def base(indicator):
    return "producers" if indicator.startswith("producers") else "products_recognised"


def tally(count, indicator, phase, unit):
    """What an indicator counts in a phase, and in a unit of it."""
    return sum(
        1 for s in getattr(count, indicator)() if s.dimensions["PHASE"] == [phase] and s.dimensions["UNIT"] == [unit])


def answered(report):
    return [
        (c.target.target_id, c.target.unit_code, c.actual.numerator, c.actual.denominator) for c in report.targets]


def faults(report):
    """Targets whose mark does not fit what they have reached."""
    return [
        f"target {c.target.target_id}: reached {c.reached}, {c.actual.numerator} of {c.actual.denominator}"
        for c in report.targets
        if c.reached != (c.actual.denominator > 0
                         and c.actual.numerator * 100 >= c.target.target_percent * c.actual.denominator)]
