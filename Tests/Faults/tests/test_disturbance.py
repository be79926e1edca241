"""Goal: what counts as a disturbance of others. Method: results that were made up are judged."""

import unittest
from pathlib import Path

from faults.disturbance import Disturbance
from faults.load import LoadResult
from faults.verdict import Setting, Violation


def _results(*milliseconds: float, failed: int = 0) -> tuple[LoadResult, ...]:
    return tuple(LoadResult({"p99_microseconds": str(1000 * one), "failed": str(failed)}) for one in milliseconds)


class DisturbanceTests(unittest.TestCase):
    _full = Setting(seed=1, binaries=Path(), is_full=True)
    _small = Setting(seed=1, binaries=Path())

    def test_growth_is_the_median_of_the_disturbed_each_against_the_calm_around_it(self) -> None:
        disturbance = Disturbance(calm=_results(1, 3, 1, 1), disturbed=_results(2, 4, 3))
        self.assertEqual(disturbance.growth, 2.0)

    def test_growth_up_to_the_bound_is_borne_and_more_is_not(self) -> None:
        disturbance = Disturbance(calm=_results(1, 1, 1, 1), disturbed=_results(1.5, 1.6, 1.5))
        disturbance.expect_at_most(self._full, "registry", 1.5)
        with self.assertRaises(Violation):
            disturbance.expect_at_most(self._full, "registry", 1.4)

    def test_a_small_size_forgives_what_a_busy_machine_does_and_no_more(self) -> None:
        Disturbance(_results(1, 1), _results(140)).expect_at_most(self._small, "registry", 2.0)
        with self.assertRaises(Violation):
            Disturbance(_results(1, 1), _results(160)).expect_at_most(self._small, "registry", 2.0)
        with self.assertRaises(Violation):
            Disturbance(_results(1, 1), _results(140)).expect_at_most(self._full, "registry", 2.0)

    def test_a_call_of_others_that_fails_is_never_borne(self) -> None:
        disturbance = Disturbance(_results(1, 1), _results(1, failed=1))
        with self.assertRaises(Violation):
            disturbance.expect_at_most(self._small, "registry", 2.0)


if __name__ == "__main__":
    unittest.main()
