"""What a count means beside the accepted one."""

import unittest

from callgrind import Counts
from verdict import ALLOCATIONS_ALLOWED, INSTRUCTIONS_ALLOWED_PERCENT, Comparison, Verdict, compared_twice, heading

ACCEPTED = Counts(100_000, 28)
JUST_ABOVE = 100_000 * (1 + INSTRUCTIONS_ALLOWED_PERCENT / 100) + 1
JUST_BELOW = 100_000 * (1 - INSTRUCTIONS_ALLOWED_PERCENT / 100) - 1


def verdict(instructions: float, allocations: float) -> Verdict:
    return Comparison("a call", ACCEPTED, Counts(instructions, allocations)).verdict


class Verdicts(unittest.TestCase):
    def test_what_is_within_the_allowance_is_held(self) -> None:
        for instructions in (100_000, JUST_ABOVE - 2, JUST_BELOW + 2):
            for allocations in (28, 28 + ALLOCATIONS_ALLOWED, 28 - ALLOCATIONS_ALLOWED):
                with self.subTest(instructions=instructions, allocations=allocations):
                    self.assertIs(verdict(instructions, allocations), Verdict.HELD)

    def test_more_instructions_than_allowed_cost_more(self) -> None:
        self.assertIs(verdict(JUST_ABOVE, 28), Verdict.COSTLIER)

    def test_one_more_allocation_costs_more(self) -> None:
        self.assertIs(verdict(100_000, 29), Verdict.COSTLIER)

    def test_less_of_one_does_not_make_up_for_more_of_the_other(self) -> None:
        self.assertIs(verdict(50_000, 29), Verdict.COSTLIER)
        self.assertIs(verdict(JUST_ABOVE, 10), Verdict.COSTLIER)

    def test_less_than_allowed_for_costs_less(self) -> None:
        self.assertIs(verdict(JUST_BELOW, 28), Verdict.CHEAPER)
        self.assertIs(verdict(100_000, 27), Verdict.CHEAPER)

    def test_what_nobody_has_accepted_is_new(self) -> None:
        self.assertIs(Comparison("a call", None, Counts(1, 1)).verdict, Verdict.NEW)

    def test_what_costs_more_is_counted_again_and_the_lower_figures_stand(self) -> None:
        counts = iter([Counts(JUST_ABOVE, 28), Counts(100_500, 28.2)])
        comparison = compared_twice("a call", ACCEPTED, lambda: next(counts))
        self.assertEqual(comparison.now, Counts(100_500, 28))
        self.assertIs(comparison.verdict, Verdict.HELD)

    def test_what_costs_more_twice_costs_more(self) -> None:
        comparison = compared_twice("a call", ACCEPTED, lambda: Counts(JUST_ABOVE, 28))
        self.assertIs(comparison.verdict, Verdict.COSTLIER)

    def test_what_is_held_is_counted_once(self) -> None:
        counts = iter([ACCEPTED])
        self.assertIs(compared_twice("a call", ACCEPTED, lambda: next(counts)).verdict, Verdict.HELD)

    def test_the_table_shows_both_figures_and_the_change(self) -> None:
        line = Comparison("a call", ACCEPTED, Counts(125_000, 30)).line
        for part in ("a call", "100,000", "125,000", "+25.0 %", "28.0", "30.0", "COSTS MORE"):
            self.assertIn(part, line)
        self.assertEqual(line.index("125,000") + len("125,000"), heading()[1].index(" now") + len(" now"))
