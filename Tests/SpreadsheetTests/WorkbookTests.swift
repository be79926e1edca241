import CXLSXWriter
import Foundation
import TestSupport
import Testing

@testable import Spreadsheet

@Suite("Workbooks")
struct WorkbookTests {
  private func withFile(_ body: (WorkbookFile) throws -> Void) throws {
    let file = try WorkbookFile()
    defer { file.remove() }
    try body(file)
  }

  @Test("a workbook of libxlsxwriter gives texts, numbers, days, truth values and the value of a formula")
  func kinds() throws {
    try withFile { file in
      file.write { workbook in
        let sheet = workbook_add_worksheet(workbook, "Chủ thể")
        let day = workbook_add_format(workbook)
        format_set_num_format(day, "dd/mm/yyyy")
        let money = workbook_add_format(workbook)
        format_set_num_format(money, "#,##0\" đồng\"")
        worksheet_write_string(sheet, 0, 0, "06463", nil)
        worksheet_write_string(sheet, 0, 1, "Lạp sườn <Bích & Trâm>", nil)
        worksheet_write_number(sheet, 0, 2, 0.1 + 0.2, nil)
        worksheet_write_number(sheet, 0, 3, 44505, day)
        worksheet_write_number(sheet, 0, 4, 44505.75, day)
        worksheet_write_number(sheet, 0, 5, 550000, money)
        worksheet_write_boolean(sheet, 0, 6, 1, nil)
        worksheet_write_formula_num(sheet, 0, 7, "=1+1", nil, 2)
        worksheet_write_string(sheet, 2, 1, "06463", nil)
      }
      let rows = try file.rows()
      #expect(rows.map(\.number) == [1, 3])
      #expect(
        rows[0].cells.map(\.text)
          == [
            "06463", "Lạp sườn <Bích & Trâm>", "0.3", "2021-11-05", "2021-11-05 18:00:00", "550000", "true", "2",
          ]
      )
      #expect(rows[0].cells.map(\.kind) == [.text, .text, .number, .date, .date, .number, .boolean, .number])
      #expect(rows[1].cells.map(\.text) == ["", "06463"])
    }
  }

  @Test("a hidden sheet is known as one, and each sheet is read by itself")
  func sheets() throws {
    try withFile { file in
      file.write { workbook in
        for (index, name) in ["Một", "Hai"].enumerated() {
          let sheet = workbook_add_worksheet(workbook, name)
          worksheet_write_string(sheet, 0, 0, name, nil)
          if index == 1 { worksheet_hide(sheet) }
        }
      }
      let opened = try SpreadsheetFile(path: file.path)
      #expect(opened.sheets.map(\.name) == ["Một", "Hai"])
      #expect(opened.sheets.map(\.isHidden) == [false, true])
      let rows = try file.rows(sheet: 1)
      #expect(rows[0].cells[0].text == "Hai")
    }
  }

  @Test("a value that is merged over several rows stands in each of them")
  func merged() throws {
    try withFile { file in
      file.write { workbook in
        let sheet = workbook_add_worksheet(workbook, nil)
        worksheet_merge_range(sheet, 0, 0, 0, 2, "Danh sách", nil)
        worksheet_merge_range(sheet, 1, 0, 3, 0, "HTX Chi Lăng", nil)
        for (row, name) in ["Na", "Mứt na", "Rượu na", "Khác"].enumerated() {
          worksheet_write_string(sheet, lxw_row_t(row + 1), 1, name, nil)
        }
      }
      let expected = [
        ["Danh sách"], ["HTX Chi Lăng", "Na"], ["HTX Chi Lăng", "Mứt na"], ["HTX Chi Lăng", "Rượu na"], ["", "Khác"],
      ]
      let found = try file.rows().map { $0.cells.map(\.text) }
      #expect(found == expected)
    }
  }

  @Test("of columns that are not wanted nothing is kept, not even among the shared texts")
  func keptColumns() throws {
    try withFile { file in
      file.write { workbook in
        let sheet = workbook_add_worksheet(workbook, nil)
        worksheet_write_string(sheet, 0, 0, "DH-1", nil)
        worksheet_write_string(sheet, 0, 1, "Nguyễn Văn Người Mua", nil)
        worksheet_write_string(sheet, 0, 2, "na", nil)
      }
      let row = try file.rows(keptColumns: [0, 2])[0]
      #expect(row.cells.map(\.text) == ["DH-1", "", "na"])
      var wanted = SharedTexts.Numbers()
      wanted.insert(0)
      wanted.insert(2)
      let texts = try SharedTexts(path: file.path, part: "xl/sharedStrings.xml", wanted: wanted)
      #expect([texts[0], texts[1], texts[2], texts[3]] == ["DH-1", "", "na", nil])
    }
  }

  @Test("what the writer writes comes back, in one pass and with any number of rows")
  func written() throws {
    try withFile { file in
      let columns: [(String, WorkbookWriter.Column)] = [
        ("code", .text), ("points", .whole), ("quantity", .decimal), ("issued_on", .day),
      ]
      let writer = try WorkbookWriter(
        path: file.path,
        sheetName: "x",
        columns: columns.map { (name: $0.0, column: $0.1) }
      )
      let rows = [
        ["06463", "86", "2.5", "2021-11-05"], ["=1+1", "", "-0.001", "1899-01-01"],
        ["@x", "12345678901234567", "9007199254740993.123", "(ẩn · masked)"],
      ]
      for row in rows { try writer.write(row) }
      try writer.close()
      let found = try file.rows()
      #expect(found.map { $0.cells.map(\.text) } == [columns.map(\.0)] + rows)
      #expect(found[1].cells.map(\.kind) == [.text, .number, .number, .date])
      #expect(found[2].cells.map(\.kind) == [.text, .text, .number, .text])
    }
  }

  @Test(
    "formats that show a day are told from those that show a number or a time",
    arguments: [
      ("dd/mm/yyyy", true), ("[$-42A]d/m/yy;@", true), ("mmm-yy", true), ("mmmm", true), ("h:mm", false),
      ("mm:ss.0", false), ("General", false), ("#,##0", false), ("0.00\" day\"", false), ("\\d0", false),
      ("[Red]0", false), ("yyyy\"-\"mm", true), ("_-* #,##0\\ _d_-", false),
    ] as [(String, Bool)]
  )
  func dayFormats(code: String, isDay: Bool) {
    #expect(WorkbookStyles.isDayFormat(code) == isDay)
  }

  @Test(
    "numbers become the decimal texts that people see",
    arguments: [
      ("1", "1"), ("-0", "0"), ("2.5", "2.5"), ("0.30000000000000004", "0.3"), ("1E3", "1000"), ("1.5E-3", "0.0015"),
      ("24.999999999999996", "25"), ("12345678901234", "12345678901234"), ("1E+15", "1000000000000000"),
      ("-1250.75", "-1250.75"), ("007", "7"),
    ]
  )
  func numbers(raw: String, text: String) {
    #expect(CellNumber.decimalText(raw) == text)
  }

  @Test("what is no number is none", arguments: ["", "x", "nan", "inf", "1e99", "0x10"])
  func noNumbers(raw: String) {
    #expect(CellNumber.decimalText(raw) == nil)
  }

  @Test("days are counted as spreadsheet programs count them, with the day of 1900 that never was")
  func days() {
    #expect(CellNumber.dayText("1", countsFrom1904: false) == "1900-01-01")
    #expect(CellNumber.dayText("59", countsFrom1904: false) == "1900-02-28")
    #expect(CellNumber.dayText("60", countsFrom1904: false) == nil)
    #expect(CellNumber.dayText("61", countsFrom1904: false) == "1900-03-01")
    #expect(CellNumber.dayText("0", countsFrom1904: true) == "1904-01-01")
    #expect(CellNumber.dayText("43043", countsFrom1904: true) == "2021-11-05")
    #expect(CellNumber.dayText("44504.9999999", countsFrom1904: false) == "2021-11-05")
  }

  @Test(
    "a day that is kept as text is a day, with its time of day, and a time alone is none",
    arguments: [
      ("2021-11-05", "2021-11-05"), ("2021-11-05T00:00:00", "2021-11-05"),
      ("2021-11-05T18:00:00", "2021-11-05 18:00:00"), ("2021-11-05T18:00:00.250Z", "2021-11-05 18:00:00"),
      ("18:00:00", nil), ("2021-02-29", nil), ("", nil),
    ] as [(String, String?)]
  )
  func daysAsText(raw: String, day: String?) {
    #expect(CellNumber.dayText(ofDateTime: raw) == day)
  }

  @Test("a text that looks like an escaped letter is written so that it is read as it was")
  func escapes() throws {
    var generator = SeededGenerator(seed: 7)
    let pieces = ["_", "x", "_x", "005F", "_x0041_", "_x00e1_", "0041_", "_x005F_", "G", "á", "\u{1}", "_xD800_"]
    let names = (0..<500).map { _ in (0...generator.within(1, 8)).map { _ in generator.pick(pieces) }.joined() }
    for name in names { #expect(EscapedText.decoded(EscapedText.encoded(name)) == name) }
    #expect(EscapedText.encoded("_x_y_x12_") == "_x_y_x12_")
    try withFile { file in
      let writer = try WorkbookWriter(path: file.path, sheetName: "x", columns: [("name", .text)])
      for name in names { try writer.write([name]) }
      try writer.close()
      let found = try file.rows().dropFirst().map { $0.cells[0].text }
      #expect(found.count == names.count)
      for (text, name) in zip(found, names) { #expect(text == name) }
    }
  }

  @Test("column letters count as spreadsheet programs count")
  func letters() {
    #expect([0, 1, 25, 26, 51, 52, 255].map(ColumnLetters.letters) == ["A", "B", "Z", "AA", "AZ", "BA", "IV"])
    for index in 0..<16_384 {
      #expect(ColumnLetters.index(ofReference: ColumnLetters.letters(ofIndex: index) + "17") == index)
    }
    #expect(ColumnLetters.row(ofReference: "AB17") == 17)
    #expect(ColumnLetters.index(ofReference: "17") == nil)
    #expect(ColumnLetters.index(ofReference: "ABCD1") == nil)
  }
}
