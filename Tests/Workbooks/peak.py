"""Runs a command, and prints its exit code and the most memory that it had resident, in KiB.

A process begins with the peak of whoever started it (getrusage(2) has it from before exec), so it is started from one
that is smaller than it: this.
"""

import resource
import subprocess
import sys

code = subprocess.call(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
