"""The checker against known histories, against a brute force, and against a register that was really there."""

import itertools
import random
import unittest
from collections.abc import Sequence

from faults.linearizability import Operation, Undecided, is_linearizable, prune

from . import SEED


def write(value: str, called: float, returned: float = float("inf")) -> Operation:
    return Operation(True, value, called, returned)


def read(value: str, called: float, returned: float) -> Operation:
    return Operation(False, value, called, returned)


def brute_force(history: Sequence[Operation], initial: str) -> bool:
    """Every order of every choice of the unknown writes."""
    unknown = [operation for operation in history if not operation.is_certain]
    certain = [operation for operation in history if operation.is_certain]
    for count in range(len(unknown) + 1):
        for chosen in itertools.combinations(unknown, count):
            for order in itertools.permutations([*certain, *chosen]):
                if _respects_time(order) and _is_read_correctly(order, initial):
                    return True
    return False


def _respects_time(order: Sequence[Operation]) -> bool:
    return all(not later.returned < earlier.called for earlier, later in itertools.combinations(order, 2))


def _is_read_correctly(order: Sequence[Operation], initial: str) -> bool:
    value = initial
    for operation in order:
        if operation.is_write:
            value = operation.value
        elif operation.value != value:
            return False
    return True


def random_history(generator: random.Random, size: int) -> list[Operation]:
    """Intervals that overlap; reads of anything, so that some histories are right and some are not."""
    values = ["initial", *(f"w{number}" for number in range(size))]
    history: list[Operation] = []
    for number in range(size):
        called = generator.uniform(0, size)
        returned = called + generator.uniform(0.1, 3)
        if generator.random() < 0.5:
            history.append(write(f"w{number}", called, returned if generator.random() < 0.7 else float("inf")))
        else:
            history.append(read(generator.choice(values), called, returned))
    return history


def real_history(generator: random.Random, size: int, clients: int) -> list[Operation]:
    """What clients of one register see: each operation takes effect at a moment between its call and its return."""
    effects: list[tuple[float, float, float, bool, str]] = []
    for client in range(clients):
        now = generator.uniform(0, 1)
        for number in range(size // clients):
            called = now
            effect = called + generator.uniform(0.01, 1)
            returned = effect + generator.uniform(0.01, 1)
            now = returned + generator.uniform(0, 0.1)
            effects.append((effect, called, returned, generator.random() < 0.5, f"{client}-{number}"))
    value = "initial"
    history: list[Operation] = []
    for _, called, returned, is_write, name in sorted(effects):
        fate = generator.random()
        if not is_write:
            history.append(read(value, called, returned))
        elif fate < 0.1:
            history.append(write(name, called))
        else:
            value = name
            history.append(write(name, called, returned if fate < 0.9 else float("inf")))
    return history


class Linearizability(unittest.TestCase):
    def test_a_stale_read_is_rejected(self) -> None:
        history = [write("a", 0, 1), write("b", 2, 3), read("a", 4, 5)]
        self.assertFalse(is_linearizable(history, "initial"))

    def test_a_read_beside_a_write_may_see_either_value_but_not_go_back(self) -> None:
        self.assertTrue(is_linearizable([write("a", 0, 10), read("initial", 1, 2), read("a", 3, 4)], "initial"))
        self.assertFalse(is_linearizable([write("a", 0, 10), read("a", 1, 2), read("initial", 3, 4)], "initial"))

    def test_an_unknown_write_may_take_effect_late_or_never(self) -> None:
        self.assertTrue(is_linearizable([write("a", 0), read("initial", 5, 6)], "initial"))
        self.assertTrue(is_linearizable([write("a", 0), read("initial", 5, 6), read("a", 7, 8)], "initial"))

    def test_an_unknown_write_takes_effect_once_and_not_before_its_call(self) -> None:
        twice = [write("a", 0), read("a", 1, 2), write("b", 3, 4), read("b", 5, 6), read("a", 7, 8)]
        self.assertFalse(is_linearizable(twice, "initial"))
        self.assertFalse(is_linearizable([read("a", 0, 1), write("a", 2)], "initial"))

    def test_a_read_of_what_nobody_wrote_is_rejected(self) -> None:
        self.assertFalse(is_linearizable([read("x", 0, 1)], "initial"))

    def test_unknown_writes_that_nobody_read_are_left_out(self) -> None:
        history = [write("a", 0), write("b", 0), read("b", 1, 2)]
        self.assertEqual([operation.value for operation in prune(history)], ["b", "b"])

    def test_it_agrees_with_brute_force(self) -> None:
        verdicts = set()
        for number in range(600):
            generator = random.Random(f"{SEED} {number}")
            history = random_history(generator, 6)
            expected = brute_force(history, "initial")
            verdicts.add(expected)
            self.assertEqual(is_linearizable(history, "initial"), expected, f"seed {SEED}, history {number}: {history}")
        self.assertEqual(verdicts, {True, False})

    def test_real_histories_are_accepted_and_one_stale_read_spoils_them(self) -> None:
        for number in range(20):
            generator = random.Random(f"{SEED} real {number}")
            history = real_history(generator, 800, 8)
            self.assertTrue(is_linearizable(history, "initial"), f"seed {SEED}, history {number}")
            end = max(operation.returned for operation in history if operation.is_certain)
            stale = [*history, write("last", end + 1, end + 2), read("initial", end + 3, end + 4)]
            self.assertFalse(is_linearizable(stale, "initial"), f"seed {SEED}, history {number}")

    def test_a_search_without_end_is_given_up(self) -> None:
        writes = [write(f"w{number}", 0, 100) for number in range(40)]
        reads = [read(f"w{number}", 101, 102) for number in range(2)]
        # No order of forty concurrent writes explains two last values.
        with self.assertRaises(Undecided):
            is_linearizable([*writes, *reads], "initial", steps_max=10_000)
