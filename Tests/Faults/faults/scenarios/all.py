"""The scenarios, in the order they are run."""

from ..verdict import Scenario
from .canary import SCENARIO as CANARY
from .descriptors import SCENARIO as DESCRIPTORS
from .early_stop import SCENARIO as EARLY_STOP
from .feed import SCENARIO as FEED
from .floods import SCENARIO as FLOODS
from .hostile_strings import SCENARIO as HOSTILE_STRINGS
from .io_errors import SCENARIO as IO_ERRORS
from .kill9 import SCENARIO as KILL9
from .linearizability import SCENARIO as LINEARIZABILITY
from .namespaces import SCENARIO as NAMESPACES
from .operations import SCENARIO as OPERATIONS
from .overload import SCENARIO as OVERLOAD
from .proxy import SCENARIO as PROXY
from .restore import SCENARIO as RESTORE
from .rolling_restart import SCENARIO as ROLLING_RESTART
from .second_crash import SCENARIO as SECOND_CRASH
from .slow_loris import SCENARIO as SLOW_LORIS
from .stopped_backend import SCENARIO as STOPPED_BACKEND
from .strace import SCENARIO as STRACE
from .swapped_file import SCENARIO as SWAPPED_FILE
from .upgrade import SCENARIO as UPGRADE

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
    SLOW_LORIS,
    DESCRIPTORS,
    FLOODS,
    STOPPED_BACKEND,
    OVERLOAD,
    ROLLING_RESTART,
    UPGRADE,
    HOSTILE_STRINGS,
    CANARY,
]
