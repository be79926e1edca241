"""Real processes under real faults: a supervisor, seeded plans, a ledger outside the processes, and checkers.

The wire is spoken by the second implementation of the protocol, in Tests/Interop/python: nothing of the code under test
is used to judge it.
"""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
sys.path.append(str(REPOSITORY / "Tests" / "Interop" / "python"))
