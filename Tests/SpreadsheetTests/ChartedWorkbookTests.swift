import Foundation
import TestSupport
import Testing

@testable import Spreadsheet

/// Goal: a report's workbook has numbers that a spreadsheet program can go on with, and charts that point at them.
@Suite("Workbooks with charts")
struct ChartedWorkbookTests {
  private func withFile(_ body: (WorkbookFile) throws -> Void) throws {
    let file = try WorkbookFile()
    defer { file.remove() }
    try body(file)
  }

  private func part(_ name: String, of file: WorkbookFile) throws -> String {
    let reader = try #require(try ZipEntryReader(path: file.path, name: name, bytesMax: 1 << 20))
    var bytes: [UInt8] = []
    while true {
      let chunk = try reader.chunk()
      if chunk.isEmpty { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk
    }
  }

  private var table: SheetTable {
    var table = SheetTable(name: "Số liệu")
    table.lines = ["Báo cáo OCOP", "=1+1_x0041_"]
    table.header = ["Mã_x0041_", "Đơn vị", "Có cửa hàng", "Doanh thu", "Ngày"]
    table.rows = [
      [
        .text("06463"), .text("Xã Chi Lăng"), .number(0.875, .percent), .number(87_410_400, .dong),
        .number(18_936, .day),
      ],
      [.text("=2+2"), .text("Huyện <A & B_x0041_>"), .empty, .number(0, .dong), .number(18_937, .day)],
    ]
    table.total = [.text("Cộng"), .empty, .number(0.5, .percent), .number(87_410_400, .dong), .empty]
    table.frozenColumns = 2
    return table
  }

  private func write(_ file: WorkbookFile, _ language: ChartedWorkbook.Language) throws {
    let workbook = try ChartedWorkbook(path: file.path, language: language)
    try workbook.add(table)
    let charts = [2, 3].map { column in
      SheetChart(
        title: table.header[column],
        categoryColumns: 1...1,
        valueColumn: column,
        isOverTime: column == 3,
        isShare: column == 2
      )
    }
    try workbook.add(charts, over: table, sheetName: "Biểu đồ")
    try workbook.close()
  }

  @Test("texts stay texts, numbers are numbers, and what is missing is empty")
  func cells() throws {
    try withFile { file in
      try write(file, .vietnamese)
      let rows = try file.rows().map { $0.cells.map(\.text) }
      #expect(rows.first == ["Báo cáo OCOP"])
      #expect(rows.dropFirst().first == ["=1+1_x0041_"])
      #expect(rows[2] == table.header)
      #expect(rows[3] == ["06463", "Xã Chi Lăng", "0.875", "87410400", "2021-11-05"])
      #expect(rows[4] == ["=2+2", "Huyện <A & B_x0041_>", "", "0", "2021-11-06"])
      #expect(rows[5].prefix(4) == ["Cộng", "", "0.5", "87410400"])
      #expect(try !part("xl/worksheets/sheet1.xml", of: file).contains("<f>"))
    }
  }

  @Test("the header stays in sight, below the lines above it, and is printed on every sheet of paper")
  func header() throws {
    try withFile { file in
      try write(file, .vietnamese)
      let sheet = try part("xl/worksheets/sheet1.xml", of: file)
      #expect(sheet.contains("xSplit=\"2\"") && sheet.contains("ySplit=\"4\"") && sheet.contains("state=\"frozen\""))
      #expect(sheet.contains("orientation=\"landscape\"") && sheet.contains("paperSize=\"9\""))
      #expect(try part("xl/workbook.xml", of: file).contains("'Số liệu'!$4:$4"))
    }
  }

  @Test("charts point at the rows without the total: columns for categories, a line for time, shares up to the whole")
  func charts() throws {
    try withFile { file in
      try write(file, .vietnamese)
      let columns = try part("xl/charts/chart1.xml", of: file)
      #expect(columns.contains("<c:barChart>") && columns.contains("<c:max val=\"1\"/>"))
      #expect(columns.contains("'Số liệu'!$B$5:$B$6") && columns.contains("'Số liệu'!$C$5:$C$6"))
      #expect(columns.contains("Có cửa hàng"))
      let line = try part("xl/charts/chart2.xml", of: file)
      #expect(line.contains("<c:lineChart>") && line.contains("'Số liệu'!$D$5:$D$6"))
    }
  }

  @Test("marks around numbers and the order of a day are those of the language")
  func languages() throws {
    for (language, parts) in [
      (ChartedWorkbook.Language.vietnamese, ["dd/mm/yyyy", "#,##0&quot; đ&quot;", "0.0&quot; &quot;%"]),
      (.english, ["d mmm yyyy", "#,##0&quot; VND&quot;", "0.0%"]),
    ] {
      try withFile { file in
        try write(file, language)
        let styles = try part("xl/styles.xml", of: file)
        for part in parts { #expect(styles.contains(part), "\(language): \(part)") }
      }
    }
  }

  @Test("a sheet that cannot be is refused, and a workbook that is given up writes nothing")
  func refusals() throws {
    try withFile { file in
      let workbook = try ChartedWorkbook(path: file.path, language: .english)
      #expect(throws: SpreadsheetError.self) { try workbook.add(SheetTable(name: "a/b")) }
      #expect(throws: SpreadsheetError.self) {
        try workbook.add([], over: SheetTable(name: "x"), sheetName: "y")
        try workbook.add(SheetTable(name: String(repeating: "x", count: 40)))
      }
    }
    #expect(throws: SpreadsheetError.self) {
      let workbook = try ChartedWorkbook(path: "/nonexistent/x.xlsx", language: .english)
      try workbook.add(SheetTable(name: "x"))
      try workbook.close()
    }
  }
}
