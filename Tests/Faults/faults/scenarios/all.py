"""The scenarios, in the order they are run."""

from ..verdict import Scenario
from .early_stop import SCENARIO as EARLY_STOP
from .feed import SCENARIO as FEED
from .io_errors import SCENARIO as IO_ERRORS
from .kill9 import SCENARIO as KILL9
from .linearizability import SCENARIO as LINEARIZABILITY
from .namespaces import SCENARIO as NAMESPACES
from .operations import SCENARIO as OPERATIONS
from .proxy import SCENARIO as PROXY
from .restore import SCENARIO as RESTORE
from .second_crash import SCENARIO as SECOND_CRASH
from .strace import SCENARIO as STRACE
from .swapped_file import SCENARIO as SWAPPED_FILE

SCENARIOS: list[Scenario] = [
    EARLY_STOP,
    KILL9,
    STRACE,
    SECOND_CRASH,
    IO_ERRORS,
    OPERATIONS,
    LINEARIZABILITY,
    PROXY,
    FEED,
    SWAPPED_FILE,
    RESTORE,
    NAMESPACES,
]
