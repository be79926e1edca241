"""Goal: of an exported workbook that somebody has edited, exactly what was edited is stored. Method: openpyxl changes
cells, adds a row and saves it, as a spreadsheet program does."""

import datetime
import unicodedata
import unittest

import openpyxl
from openpyxl.utils import get_column_letter

from installation import Installation


class EditTests(unittest.TestCase):
    installation: Installation

    @classmethod
    def setUpClass(cls) -> None:
        cls.installation = cls.enterClassContext(Installation())

    def test_of_an_edited_workbook_exactly_what_was_edited_changes(self) -> None:
        path = self.installation.folder / "products.xlsx"
        self.installation.succeed("export", "products", "--to", path)
        before = {row["product_id"]: row for row in self.installation.exported("products")}
        book = openpyxl.load_workbook(path)
        sheet = book.active
        names = [cell.value for cell in sheet[1]]
        rows = {row[0].value: dict(zip(names, row, strict=True)) for row in sheet.iter_rows(min_row=2)}
        renamed = "=lạp sườn"
        rows["SP-CL-03"]["name"].value, rows["SP-CL-03"]["name"].data_type = renamed, "s"
        # The same letters, composed otherwise: nobody would see a difference, so it is none.
        rows["SP-CL-01"]["name"].value = unicodedata.normalize("NFD", before["SP-CL-01"]["name"])
        self.assertNotEqual(rows["SP-CL-01"]["name"].value, before["SP-CL-01"]["name"])
        rows["SP-CO-01"]["unit_of_sale"].value = "bó"
        added = {**before["SP-CO-01"], "product_id": "SP-X-1", "name": "Rau cải làn khô", "revision": ""}
        sheet.append([added[name] or None for name in names])
        book.save(path)
        dry = self.installation.import_file(path, "--dry-run")
        self.assertEqual((dry.issues, dry.exit_code), ([], 0), dry.notes)
        self.assertEqual(dry.counts, (1, 2, len(before) - 2))
        self.assertEqual(dry.values["SP-CL-03"], {"name": renamed})
        self.assertEqual(dry.values["SP-CO-01"], {"unit_of_sale": "bó"})
        self.assertEqual(self.installation.import_file(path).counts, (1, 2, len(before) - 2))
        after = {row["product_id"]: row for row in self.installation.exported("products")}
        for identifier, record in before.items():
            changes = dry.values.get(identifier, {})
            del record["revision"], after[identifier]["revision"]
            self.assertEqual(after.pop(identifier), {**record, **changes})
        self.assertEqual(list(after), ["SP-X-1"])
        # Rows of the old workbook that are edited once more were changed since it was exported.
        for identifier in ("SP-CL-03", "SP-CO-01"):
            rows[identifier]["unit_of_sale"].value = "túi"
        book.save(path)
        again = self.installation.import_file(path)
        self.assertEqual(again.exit_code, 1)
        revision = get_column_letter(names.index("revision") + 1)
        self.assertEqual(
            again.issues,
            [(f"{revision}{rows[identifier]['name'].row}", "revision") for identifier in ("SP-CL-03", "SP-CO-01")],
        )

    def test_a_day_and_a_number_that_were_edited_are_a_day_and_a_number(self) -> None:
        path = self.installation.folder / "orders.xlsx"
        self.installation.succeed("export", "orders", "--to", path)
        book = openpyxl.load_workbook(path)
        columns = {cell.value: cell.column for cell in book.active[1]}
        identifier = book.active.cell(7, columns["order_id"]).value
        book.active.cell(7, columns["ordered_on"]).value = datetime.date(2021, 9, 30)
        book.active.cell(7, columns["quantity"]).value = 7.125
        book.save(path)
        dry = self.installation.import_file(path, "--dry-run")
        self.assertEqual(dry.values, {identifier: {"ordered_on": "2021-09-30", "quantity": "7.125"}})
        self.assertEqual(self.installation.import_file(path).counts, (0, 1, dry.members["rows"] - 1))

    def test_a_formula_that_somebody_writes_into_an_export_is_a_fault_at_its_cell(self) -> None:
        path = self.installation.folder / "stores.xlsx"
        self.installation.succeed("export", "stores", "--to", path)
        book = openpyxl.load_workbook(path)
        book.active["D3"] = '="Cửa hàng "&A3'
        book.save(path)
        self.assertEqual(self.installation.import_file(path, "--dry-run").issues, [("D3", "name")])


if __name__ == "__main__":
    unittest.main()
