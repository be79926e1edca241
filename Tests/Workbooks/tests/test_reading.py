"""Goal: a workbook that another program has written means what people see in it. Method: openpyxl and XlsxWriter write
what offices write, and a dry run says which values it would store, or which cell is at fault; what is then stored is
held against a CSV file of the same rows."""

import csv
import datetime
import unicodedata
import unittest
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.table import Table

from installation import FileReport, Installation

_PRODUCER = ["producer_id", "name", "type", "unit_code", "registered_on", "registration_number"]
_ORDER = ["order_id", "product_listing_id", "ordered_on", "quantity", "revenue_dong", "state", "evidence"]
_DAY = datetime.date(2021, 11, 5)
# A listing of the sample.
_LISTING = "DB-CL-09-voso"


def _producer(identifier: str, name: Any = "Hộ Na Chi Lăng", day: Any = _DAY, number: Any = "") -> list[Any]:
    return [identifier, name, "household", "06463", day, number]


def _order(identifier: str, quantity: Any = 2, revenue: Any = 170000, day: Any = _DAY) -> list[Any]:
    return [identifier, _LISTING, day, quantity, revenue, "completed", "declared"]


class ReadingTests(unittest.TestCase):
    installation: Installation

    @classmethod
    def setUpClass(cls) -> None:
        cls.installation = cls.enterClassContext(Installation())

    def setUp(self) -> None:
        self.path = self.installation.folder / "x.xlsx"

    def _book(self, header: Sequence[str], *rows: Sequence[Any]) -> openpyxl.Workbook:
        book = openpyxl.Workbook()
        book.active.append(header)
        for row in rows:
            book.active.append(row)
        return book

    def _read(self, book: openpyxl.Workbook, kind: str, *flags: str) -> FileReport:
        """What a dry run says of a workbook."""
        book.save(self.path)
        return self._check(kind, *flags)

    def _check(self, kind: str, *flags: str) -> FileReport:
        told = () if "--mapping" in flags else ("--kind", kind)
        return self.installation.import_file(self.path, "--dry-run", *told, *flags)

    def _values(self, report: FileReport, column: str) -> list[str]:
        """Of a file without a fault: the values of a column, row by row."""
        self.assertEqual(report.issues, [], report.notes)
        self.assertEqual(report.exit_code, 0, report.notes)
        return [fields.get(column, "") for fields in report.values.values()]

    # Values

    def test_days_are_days_however_they_are_kept(self) -> None:
        days = [_DAY, datetime.datetime(2021, 11, 5), datetime.datetime(2021, 11, 5, 14, 30), "2021-11-05"]
        rows = [_producer(f"CT-X-{index}", day=day) for index, day in enumerate(days)]
        for epoch, as_text in [(None, False), (CALENDAR_MAC_1904, False), (None, True)]:
            with self.subTest(epoch=epoch, as_text=as_text):
                book = self._book(_PRODUCER, *rows)
                if epoch:
                    book.epoch = epoch
                book.iso_dates = as_text
                report = self._read(book, "producers")
                self.assertEqual(self._values(report, "registered_on"), ["2021-11-05"] * 4)

    def test_a_day_is_told_by_its_format_and_a_bare_number_is_a_fault_at_its_cell(self) -> None:
        book = self._book(_PRODUCER, *[_producer(f"CT-X-{index}", day=44505) for index in range(5)])
        formats = ["dd/mm/yyyy", "[$-42A]dddd, dd mmmm yyyy", 'd"/"m"/"yy', "mm/yyyy", "General"]
        for row, code in enumerate(formats, start=2):
            book.active.cell(row, 5).number_format = code
        report = self._read(book, "producers")
        self.assertEqual(report.issues, [("E6", "registered_on")])

    def test_a_time_alone_is_no_day(self) -> None:
        for as_text in (False, True):
            with self.subTest(as_text=as_text):
                book = self._book(_PRODUCER, _producer("CT-X-1", day=datetime.time(14, 30)))
                book.iso_dates = as_text
                self.assertEqual(self._read(book, "producers").issues, [("E2", "registered_on")])

    def test_decimal_numbers_are_those_that_people_see(self) -> None:
        quantities = [2, 2.5, 0.1 + 0.2, 1.005, 1e3, 24.999999999999996, 0.001]
        rows = [_order(f"DH-X-{index}", quantity) for index, quantity in enumerate(quantities)]
        report = self._read(self._book(_ORDER, *rows), "orders")
        self.assertEqual(self._values(report, "quantity"), ["2", "2.5", "0.3", "1.005", "1000", "25", "0.001"])

    def test_a_number_keeps_its_value_whatever_its_format_shows(self) -> None:
        book = self._book(_ORDER, *[_order(f"DH-X-{index}", 1234.5, 1250000) for index in range(4)])
        for row, code in enumerate(["#,##0", "0%", '#,##0" đ"', "0.00E+00"], start=2):
            book.active.cell(row, 4).number_format = code
            book.active.cell(row, 5).number_format = code
        report = self._read(book, "orders")
        self.assertEqual(self._values(report, "quantity"), ["1234.5"] * 4)
        self.assertEqual(self._values(report, "revenue_dong"), ["1250000"] * 4)

    def test_what_is_no_whole_number_is_a_fault_at_its_cell(self) -> None:
        rows = [_order(f"DH-X-{index}", revenue=revenue) for index, revenue in enumerate([1.5, True, "1.000", 1e20])]
        report = self._read(self._book(_ORDER, *rows), "orders")
        self.assertEqual(report.issues, [(f"E{row}", "revenue_dong") for row in range(2, 6)])

    def test_codes_keep_their_zeros_as_text_and_get_them_back_by_a_mapping(self) -> None:
        report = self._read(self._book(_PRODUCER, _producer("CT-X-1", number="0101234565")), "producers")
        self.assertEqual(self._values(report, "unit_code"), ["06463"])
        self.assertEqual(self._values(report, "registration_number"), ["0101234565"])
        header = ["Mã chủ thể", "Tên chủ thể", "Loại hình", "Mã xã", "Ngày đăng ký", "Mã số thuế"]
        row = ["CT-X-1", "Hộ Na", "Hộ kinh doanh", 6463, _DAY, 101234565]
        report = self._read(self._book(header, row), "producers", "--mapping", "office-producers")
        self.assertEqual(self._values(report, "unit_code"), ["06463"])
        self.assertEqual(self._values(report, "registration_number"), ["0101234565"])
        # Without a mapping nobody says how many digits there were.
        row = _producer("CT-X-1")
        row[3] = 6463
        self.assertEqual(self._read(self._book(_PRODUCER, row), "producers").issues, [("D2", "unit_code")])

    def test_names_keep_the_form_in_which_their_letters_are_composed(self) -> None:
        name = "Hợp tác xã nông sản Đồng Mỏ"
        forms = [unicodedata.normalize(form, name) for form in ("NFC", "NFD")]
        rows = [_producer(f"CT-X-{index}", form) for index, form in enumerate(forms)]
        report = self._read(self._book(_PRODUCER, *rows), "producers")
        self.assertEqual(self._values(report, "name"), forms)

    def test_headers_and_words_of_a_mapping_are_found_in_both_forms(self) -> None:
        header = ["Mã chủ thể", "Tên chủ thể", "Loại hình", "Mã xã", "Ngày đăng ký"]
        for form in ("NFC", "NFD"):
            with self.subTest(form):
                row = ["CT-X-1", "Hộ Na", unicodedata.normalize(form, "Hợp tác xã"), "06463", "05/11/2021"]
                book = self._book([unicodedata.normalize(form, name) for name in header], row)
                book.active.title = unicodedata.normalize(form, "Chủ thể")
                report = self._read(book, "producers", "--mapping", "office-producers")
                self.assertEqual(self._values(report, "type"), ["cooperative"])

    def test_texts_are_what_was_typed(self) -> None:
        names = [
            'Hộ "A", B & <C>', "#N/A", "TRUE", "1e5", "2021-11-05", "http://example.vn/?a=1&b=2",
            "ớt 🌶️", "=1+1", "@x", "'=x", "a_x0041_b", "_x005F_",
        ]  # fmt: skip
        book = self._book(_PRODUCER, *[_producer(f"CT-X-{index}", "") for index in range(len(names))])
        for row, name in enumerate(names, start=2):
            # Told that it is text, openpyxl makes neither a formula nor an error of it.
            cell = book.active.cell(row, 2)
            cell.value, cell.data_type = name, "s"
        report = self._read(book, "producers")
        # What stands for a letter by its number ("_x0041_") is that letter in a workbook's texts.
        self.assertEqual(self._values(report, "name"), [*names[:-2], "aAb", "_"])

    # Formulas

    def test_a_formula_that_was_never_calculated_is_a_fault_at_its_cell(self) -> None:
        book = self._book(_ORDER, _order("DH-X-1", "=1+1"), _order("DH-X-2"), _order("DH-X-3", revenue="=E3*2"))
        report = self._read(book, "orders")
        self.assertEqual(report.issues, [("D2", "quantity"), ("E4", "revenue_dong")])
        self.assertIn("formula without a value", report.members["issues"][0]["reason"])

    def test_a_formula_that_was_calculated_is_its_value(self) -> None:
        with xlsxwriter.Workbook(self.path) as book:
            sheet = book.add_worksheet()
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write_row(0, 0, [*_ORDER, "source"])
            for row in (1, 2):
                sheet.write_row(row, 0, [f"DH-X-{row}", _LISTING, "", "", "", "completed", "declared"])
                sheet.write_formula(row, 2, "=DATE(2021,11,5)", day, 44505)
                sheet.write_formula(row, 3, "=5/2", None, 2.5)
                sheet.write_array_formula(row, 4, row, 4, "{=SUM(D2:D3*1000)}", None, 170000)
            sheet.write_formula(1, 5, '=IF(TRUE,"completed","")', None, "completed")
            sheet.write_formula(1, 7, '=CONCATENATE("tờ ","1")', None, "tờ 1")
            sheet.write_formula(2, 7, '=""', None, "")
        # Excel says of an empty text that it is one; without that it is a formula that was never calculated.
        self._replace("xl/worksheets/sheet1.xml", b'r="H3"', b'r="H3" t="str"')
        report = self._check("orders")
        self.assertEqual(self._values(report, "ordered_on"), ["2021-11-05"] * 2)
        self.assertEqual(self._values(report, "quantity"), ["2.5"] * 2)
        self.assertEqual(self._values(report, "revenue_dong"), ["170000"] * 2)
        self.assertEqual(self._values(report, "state"), ["completed"] * 2)
        self.assertEqual(self._values(report, "source"), ["tờ 1", ""])

    def test_a_formula_that_fails_is_a_fault_at_its_cell(self) -> None:
        with xlsxwriter.Workbook(self.path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, _ORDER)
            for row, error in enumerate(["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!"], start=1):
                sheet.write_row(row, 0, [f"DH-X-{row}", _LISTING, "2021-11-05", "", "1", "completed", "declared"])
                sheet.write_formula(row, 3, "=X1/0", None, error)
        self.assertEqual(self._check("orders").issues, [(f"D{row}", "quantity") for row in range(2, 7)])

    # How texts are kept

    def test_texts_are_read_whether_they_are_shared_or_stand_in_the_cell(self) -> None:
        names = ["Hộ Na", "Hộ Hồng", "Hộ Na"]
        for in_the_cell in (False, True):
            with self.subTest(in_the_cell=in_the_cell):
                with xlsxwriter.Workbook(self.path, {"constant_memory": in_the_cell}) as book:
                    sheet = book.add_worksheet()
                    sheet.write_row(0, 0, _PRODUCER)
                    for row, name in enumerate(names, start=1):
                        sheet.write_row(row, 0, _producer(f"CT-X-{row}", name, "2021-11-05"))
                self.assertEqual(b'"inlineStr"' in self._part("xl/worksheets/sheet1.xml"), in_the_cell)
                self.assertEqual(self._values(self._check("producers"), "name"), names)

    def _part(self, name: str) -> bytes:
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(name)

    def _replace(self, name: str, old: bytes, new: bytes) -> None:
        """Writes the workbook again with other bytes in one of its parts."""
        with zipfile.ZipFile(self.path) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        self.assertEqual(parts[name].count(old), 1)
        parts[name] = parts[name].replace(old, new)
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)

    def test_a_text_of_several_fonts_is_the_text(self) -> None:
        bold = InlineFont(b=True)
        name = CellRichText("Hộ ", TextBlock(bold, "Na"), TextBlock(InlineFont(i=True), " dai "), "Chi Lăng")
        report = self._read(self._book(_PRODUCER, _producer("CT-X-1", name)), "producers")
        self.assertEqual(self._values(report, "name"), ["Hộ Na dai Chi Lăng"])
        with xlsxwriter.Workbook(self.path) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, _PRODUCER)
            sheet.write_row(1, 0, _producer("CT-X-1", "", "2021-11-05"))
            sheet.write_rich_string(1, 1, "Hộ ", book.add_format({"bold": True}), "Na", " dai Chi Lăng")
        self.assertEqual(self._values(self._check("producers"), "name"), ["Hộ Na dai Chi Lăng"])

    # Sheets and rows

    def test_rows_that_a_filter_hides_are_read_and_keep_their_numbers(self) -> None:
        rows = [_producer("CT-X-1"), _producer("CT-X-2"), _producer("CT-X-3", day="hôm qua")]
        book = self._book(_PRODUCER, *rows)
        sheet = book.active
        sheet.add_table(Table(displayName="ChuThe", ref="A1:F4", autoFilter=AutoFilter(ref="A1:F4")))
        sheet.tables["ChuThe"].autoFilter.filterColumn.append(
            FilterColumn(colId=0, filters=Filters(filter=["CT-X-1"]))
        )
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[4].hidden = True
        sheet.column_dimensions["C"].hidden = True
        self.assertEqual(self._read(book, "producers").issues, [("E4", "registered_on")])
        sheet["E4"] = _DAY
        report = self._read(book, "producers")
        self.assertEqual(list(report.values), ["CT-X-1", "CT-X-2", "CT-X-3"])
        self.assertEqual(self._values(report, "type"), ["household"] * 3)

    def test_empty_rows_are_passed_over_and_do_not_shift_the_numbers_of_others(self) -> None:
        book = self._book(_PRODUCER, _producer("CT-X-1"), [], [None, "", "  "], _producer("CT-X-2", day="hôm qua"))
        # Rows that were cleared keep their formats, and a program writes them.
        for row in range(6, 200):
            book.active.cell(row, 5).number_format = "dd/mm/yyyy"
            book.active.cell(row, 1).font = Font(bold=True)
        report = self._read(book, "producers")
        self.assertEqual(report.issues, [("E5", "registered_on")])
        self.assertEqual(report.members["rows"], 2)

    def test_the_sheet_of_the_kind_is_read_among_others_hidden_ones_and_charts(self) -> None:
        book = self._book(_PRODUCER, _producer("CT-X-1"))
        book.active.title = "producers"
        book.create_sheet("Ghi chú", 0).append(["không phải số liệu"])
        book.create_sheet("ẩn", 0).sheet_state = "hidden"
        book.create_sheet("rất ẩn").sheet_state = "veryHidden"
        book.create_chartsheet("Biểu đồ", 0)
        report = self._read(book, "producers")
        self.assertEqual(list(report.values), ["CT-X-1"])
        self.assertIn('only the sheet "producers" is read', report.notes)
        self.assertIn('"ẩn" (hidden)', report.notes)
        self.assertEqual(self._read(book, "producers", "--sheet", "producers").counts, (1, 0, 0))

    def test_a_list_below_merged_titles_with_merged_cells_is_read_by_a_mapping(self) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Sản phẩm"
        for row in [
            ["UBND TỈNH LẠNG SƠN"], ["DANH SÁCH SẢN PHẨM OCOP"], [],
            ["STT", "Mã chủ thể", "Mã sản phẩm", "Tên sản phẩm", "Nhóm sản phẩm", "Đơn vị tính"],
            [1, "CT-CL-02", "SP-X-1", "Lạp sườn", "Thực phẩm", "kg"],
            [2, None, "SP-X-2", "Thịt hun khói", None, "kg"],
            [3, None, "SP-X-3", "Rượu men lá", "Đồ uống", "lít"],
        ]:  # fmt: skip
            sheet.append(row)
        for area in ("A1:F1", "A2:F2", "B5:B7", "E5:E6"):
            sheet.merge_cells(area)
        sheet["D5"].comment = Comment("đã xem", "văn phòng")
        report = self._read(book, "products", "--mapping", "office-products")
        self.assertEqual(self._values(report, "producer_id"), ["CT-CL-02"] * 3)
        self.assertEqual(self._values(report, "group"), ["food", "food", "drink"])
        sheet["F7"] = "x" * 400
        self.assertEqual(
            self._read(book, "products", "--mapping", "office-products").issues, [("F7", "Đơn vị tính")]
        )

    # Stored

    def test_what_is_stored_of_a_workbook_is_what_is_stored_of_a_csv_file_of_the_same_rows(self) -> None:
        rows = [_order(f"DH-X-{index}", 1 + index / 8, 85000 * index) for index in range(1, 40)]
        book = self._book(_ORDER, *rows)
        book.save(self.path)
        self.assertEqual(self.installation.import_file(self.path, "--kind", "orders").counts, (39, 0, 0))
        twin = self.installation.folder / "orders.csv"
        with twin.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([_ORDER, *rows])
        self.assertEqual(self.installation.import_file(twin, "--dry-run").counts, (0, 0, 39))
        stored = {row["order_id"]: row for row in self.installation.exported("orders")}
        for row in rows:
            found = stored[row[0]]
            self.assertEqual([found["ordered_on"], found["revenue_dong"]], ["2021-11-05", str(row[4])])
            self.assertEqual(float(found["quantity"]), row[3])


if __name__ == "__main__":
    unittest.main()
