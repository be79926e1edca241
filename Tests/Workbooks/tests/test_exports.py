"""Goal: an exported workbook holds what the CSV export holds, as other programs read it, and nothing in it is run.
Method: openpyxl reads every kind of record and reports of all figures, each is held against its CSV twin, and every
workbook is imported again, as it is and as openpyxl has saved it."""

import csv
import datetime
import re
import unicodedata
import unittest
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from installation import Installation, csv_rows

_PRODUCER = ["producer_id", "name", "type", "unit_code", "registered_on"]
# Names that a spreadsheet program would take for something else, or could change.
_NAMES = [
    "=1+1", "=cmd|' /C calc'!A0", "+84", "-5", "@SUM(A1)", "{=1+1}", "'=x", "'một nháy", "#N/A", "TRUE", "1e5", "007",
    "2021-11-05", "http://example.vn/?a=1&b=2", 'Hộ "A", B & <C>', "ớt 🌶️", "á" * 100,
    unicodedata.normalize("NFD", "Hợp tác xã Đồng Mỏ"),
    # Within a workbook these mean a letter by its number, unless they are written otherwise there.
    "_x_y_x12_", "a_x0041_b", "_x00e1_",
]  # fmt: skip
_REPORT_DAYS = ("--as-of", "2021-11-05", "--geo", "2021")


def _cells(sheet: Worksheet) -> Iterator[Any]:
    for row in sheet.iter_rows():
        yield from row


class ExportTests(unittest.TestCase):
    installation: Installation
    folder: Path
    kinds: list[str]

    @classmethod
    def setUpClass(cls) -> None:
        cls.installation = cls.enterClassContext(Installation())
        folder = cls.installation.folder
        hostile = folder / "producers.csv"
        with hostile.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(_PRODUCER)
            for index, name in enumerate(_NAMES):
                risky = name.lstrip("'")[:1] in ("=", "+", "-", "@")
                writer.writerow(
                    [f"CT-X-{index}", f"'{name}" if risky else name, "household", "06463", "2021-01-02"]
                )
        cls.installation.succeed("import", hostile)
        cls.folder = folder / "all"
        for form in ("csv", "xlsx"):
            cls.installation.succeed("export", "--folder", cls.folder, "--format", form)
        cls.kinds = sorted(path.stem for path in cls.folder.glob("*.csv"))

    def _sheet(self, path: Path) -> Worksheet:
        """The only sheet, with its formulas as they are."""
        book = openpyxl.load_workbook(path, rich_text=True)
        self.assertEqual(book.sheetnames, [path.stem])
        return book.active

    # Records

    def test_every_kind_has_the_rows_and_values_of_its_csv_file(self) -> None:
        self.assertGreater(len(self.kinds), 25)
        for kind in self.kinds:
            with self.subTest(kind):
                header, *rows = self._sheet(self.folder / f"{kind}.xlsx").iter_rows()
                expected = csv_rows(self.folder / f"{kind}.csv")
                names = [cell.value for cell in header]
                self.assertEqual(len(rows), len(expected))
                for row, record in zip(rows, expected, strict=True):
                    self.assertEqual(names, list(record))
                    self.assertEqual([self._text(cell) for cell in row], list(record.values()))

    def _text(self, cell: Any) -> str:
        """A cell as our CSV files have it."""
        if cell.value is None:
            return ""
        if isinstance(cell.value, datetime.datetime):
            self.assertEqual(cell.number_format, "dd/mm/yyyy")
            self.assertEqual(cell.value.time(), datetime.time())
            return cell.value.date().isoformat()
        return format(cell.value, ".15g") if isinstance(cell.value, float) else str(cell.value)

    def test_days_are_days_numbers_are_numbers_and_codes_are_texts(self) -> None:
        found: dict[str, set[str]] = {"d": set(), "n": set(), "s": set()}
        for kind in self.kinds:
            header, *rows = self._sheet(self.folder / f"{kind}.xlsx").iter_rows()
            for name, *column in zip(*[[cell.value for cell in header]], *rows, strict=False):
                for cell in column:
                    if cell.value is not None:
                        found[cell.data_type].add(name)
                        # A day that is kept as text cannot be sorted or filtered as one.
                        if cell.data_type == "s" and name.endswith("_on"):
                            self.fail(f"{kind}: {name} {cell.coordinate} is no day: {cell.value}")
        self.assertEqual(found["d"] & found["n"], set())
        self.assertLessEqual(
            {"registered_on", "valid_from", "issued_on", "ordered_on", "starts_on", "ends_before"}, found["d"]
        )
        self.assertLessEqual({"quantity", "revenue_dong", "revision", "stars", "points"}, found["n"])
        self.assertLessEqual({"unit_code", "code", "month", "producer_id", "name"}, found["s"])
        self.assertEqual(found["s"] & (found["d"] | found["n"]), set())

    def test_names_are_texts_and_nothing_is_run(self) -> None:
        for kind in self.kinds:
            sheet = self._sheet(self.folder / f"{kind}.xlsx")
            self.assertEqual({cell.data_type for cell in _cells(sheet)} - {"s", "n", "d"}, set(), kind)
            self.assertEqual([cell.coordinate for cell in _cells(sheet) if cell.hyperlink], [], kind)
        rows = self._sheet(self.folder / "producers.xlsx").iter_rows(min_row=2, values_only=True)
        names = {row[0]: row[1] for row in rows}
        for index, name in enumerate(_NAMES):
            self.assertEqual(names[f"CT-X-{index}"], name)

    def test_the_header_stays_in_sight_and_every_column_can_be_filtered(self) -> None:
        for kind in self.kinds:
            sheet = self._sheet(self.folder / f"{kind}.xlsx")
            self.assertEqual(sheet.freeze_panes, "A2")
            if sheet.max_row > 1:
                self.assertEqual(sheet.auto_filter.ref, sheet.dimensions, kind)

    def test_an_exported_workbook_that_is_imported_again_changes_nothing(self) -> None:
        for flags in (["--dry-run"], []):
            for kind in self.kinds:
                rows = len(csv_rows(self.folder / f"{kind}.csv"))
                with self.subTest(kind, flags=flags):
                    report = self.installation.import_file(self.folder / f"{kind}.xlsx", *flags)
                    self.assertEqual((report.issues, report.exit_code), ([], 0), report.notes)
                    self.assertEqual(report.counts, (0, 0, rows))

    def test_a_workbook_that_another_program_has_saved_again_changes_nothing(self) -> None:
        for kind in self.kinds:
            with self.subTest(kind):
                path = self.installation.folder / f"{kind}.xlsx"
                openpyxl.load_workbook(self.folder / f"{kind}.xlsx").save(path)
                report = self.installation.import_file(path, "--dry-run")
                self.assertEqual((report.issues, report.exit_code), ([], 0), report.notes)
                self.assertEqual(report.counts[:2], (0, 0))

    # Reports

    def test_reports_have_the_rows_and_figures_of_their_csv_files(self) -> None:
        for dimensions in ("unit", "phase,unit", "month", "product", "producer", "floor", "day"):
            for words in ("vi", "en"):
                with self.subTest(dimensions, words=words):
                    self._compare_report(dimensions.split(","), words)

    def _compare_report(self, dimensions: list[str], words: str) -> None:
        command = ["report", "show", "--by", ",".join(dimensions), *_REPORT_DAYS, "--language", words]
        paths = [self.installation.folder / f"report.{form}" for form in ("csv", "xlsx")]
        for path in paths:
            self.installation.succeed(*command, "--to", path)
        expected = csv_rows(paths[0])
        book = openpyxl.load_workbook(paths[1], rich_text=True)
        for sheet in book.worksheets:
            self.assertEqual({cell.data_type for cell in _cells(sheet)} - {"s", "n", "d"}, set())
        sheet = book.worksheets[0]
        header_row = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=header_row + 1)]
        self.assertEqual(len(rows), len(expected))
        self.assertGreater(len(rows), 1)
        frozen = openpyxl.utils.cell.coordinate_from_string(sheet.freeze_panes)[0]
        keys = openpyxl.utils.column_index_from_string(frozen) - 1
        header = [cell.value for cell in sheet[header_row]][keys:]
        for row, line in zip(rows, expected, strict=True):
            if line["row"] == "row":
                texts = [v.date().isoformat() if isinstance(v, datetime.datetime) else v for v in row[:keys]]
                for name in dimensions:
                    # A day has no words beside it.
                    self.assertIn(line[name if name == "day" else f"{name}_label"], texts)
            self.assertEqual(self._figures(header, row[keys:]), _csv_figures(line))

    def _figures(self, header: list[str], cells: list[Any]) -> list[float]:
        """Every number of a row, without those that are counted of others: shares, growth, means."""
        return [
            float(value)
            for name, value in zip(header, cells, strict=True)
            if value is not None and not re.search(r": (tỷ lệ|share|tăng|growth|trung bình|mean)$", name)
        ]


def _csv_figures(line: dict[str, str]) -> list[float]:
    figures = []
    for name, value in line.items():
        if name.endswith("_quantities"):
            figures += [float(part.split("=")[1]) for part in value.split(" ") if part]
        elif re.search(r"_(count|denominator|dong|days_median)$", name) and value:
            figures.append(float(value))
    return figures


if __name__ == "__main__":
    unittest.main()
