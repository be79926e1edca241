"""The scenarios, in the order they are run."""

from ..verdict import Scenario
from . import early_stop, io_errors, kill9, linearizability, operations, strace

SCENARIOS: list[Scenario] = [module.SCENARIO for module in (
    early_stop, kill9, strace, io_errors, operations, linearizability,
)]
