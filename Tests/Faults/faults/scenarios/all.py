"""The scenarios, in the order they are run."""

from ..verdict import Scenario
from . import kill9, strace

SCENARIOS: list[Scenario] = [module.SCENARIO for module in (kill9, strace)]
