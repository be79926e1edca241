"""Workbooks of many orders, and what an import of them takes."""

import datetime
import subprocess
from pathlib import Path

import xlsxwriter

from installation import BINARIES, ROOT, Installation

_HEADER = ["order_id", "product_listing_id", "ordered_on", "quantity", "revenue_dong", "state", "evidence", "source"]
_FIRST_DAY = datetime.datetime(2021, 8, 1)
_LAUNCHER = ROOT / "Tests/Workbooks/peak.py"
# A listing of the sample.
LISTING = "DB-CL-09-voso"


def write_orders(path: Path, rows: int, *, shares_texts: bool = False, last_is_wrong: bool = False) -> None:
    """Writes orders, each with two texts that no other has.

    The texts stand in their cells, or in one part of the file for all of its cells, as spreadsheet programs have it.
    """
    with xlsxwriter.Workbook(path, {"constant_memory": not shares_texts}) as book:
        sheet = book.add_worksheet("orders")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, _HEADER)
        for row in range(1, rows + 1):
            sheet.write_string(row, 0, f"DH-X-{row}")
            sheet.write_string(row, 1, LISTING)
            sheet.write_datetime(row, 2, _FIRST_DAY + datetime.timedelta(days=row % 90), day)
            if last_is_wrong and row == rows:
                sheet.write_string(row, 3, "hai")
            else:
                sheet.write_number(row, 3, 1 + row % 7 / 2)
            sheet.write_number(row, 4, 85_000 * (row % 9 + 1))
            sheet.write_string(row, 5, "completed")
            sheet.write_string(row, 6, "declared")
            sheet.write_string(row, 7, f"tờ khai số {row} của văn phòng")


def peak_kibibytes(installation: Installation, *arguments: str | Path) -> tuple[int, int]:
    """Exit code of the command line, and the most memory that it had resident.

    With one arena: otherwise which thread asks glibc for memory, and when, makes some MiB from one run to the next.
    """
    result = subprocess.run(
        ["/usr/bin/python3", "-S", "-E", str(_LAUNCHER), str(BINARIES / "ocop"), *map(str, arguments)],
        env={**installation.environment, "MALLOC_ARENA_MAX": "1"},
        capture_output=True,
        text=True,
        timeout=1_800,
        check=True,
    )
    code, peak = result.stdout.split()
    return int(code), int(peak)
