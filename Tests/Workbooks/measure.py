"""Prints what imports of long workbooks take: rows, where the texts stand, seconds, most memory resident in MiB; once
when the last row is wrong, so that the file is only checked, and once stored.

Usage: Tests/Workbooks/run --measure [ROWS...]
"""

import sys
import time

from installation import Installation
from long_workbook import peak_kibibytes, write_orders

sizes = [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]
with Installation() as installation:
    path = installation.folder / "orders.xlsx"
    for rows in sizes:
        for shares_texts in (False, True):
            for last_is_wrong in (True, False):
                write_orders(path, rows, shares_texts=shares_texts, last_is_wrong=last_is_wrong)
                began = time.monotonic()
                code, peak = peak_kibibytes(installation, "import", path, "--again")
                assert code == (1 if last_is_wrong else 0), code
                seconds = time.monotonic() - began
                texts = "shared" if shares_texts else "in the cells"
                done = "checked" if last_is_wrong else "stored"
                print(f"{rows:>9,} {texts:<13}{done:<8}{seconds:7.1f} s{peak / 1024:8.1f} MiB", flush=True)
