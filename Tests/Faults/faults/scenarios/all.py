"""The scenarios, in the order they are run."""

from ..verdict import Scenario
from . import early_stop, feed, io_errors, kill9, linearizability, namespaces, operations, proxy, second_crash, strace, swapped_file

_MODULES = (early_stop, kill9, strace, second_crash, io_errors, operations, linearizability, proxy, feed, swapped_file, namespaces)
SCENARIOS: list[Scenario] = [module.SCENARIO for module in _MODULES]
