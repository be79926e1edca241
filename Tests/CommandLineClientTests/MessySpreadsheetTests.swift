import ClientKit
import Foundation
import Messages
import TestSupport
import Testing

@testable import CommandLineClient

/// Ten thousand rows such as come from the field, in which it is known what is wrong where.
@Suite("Messy spreadsheets")
struct MessySpreadsheetTests {
  /// A fault that was put in: row of the file, name of the column.
  private struct Fault: Hashable {
    let row: Int
    let column: String
  }

  private static let headers = ["STT", "Mã ĐH", "Mã ĐB", "Ngày", "SL", "Doanh thu", "Tình trạng", "Người mua"]

  private static let mapping = """
    kind = orders
    decimal = ,
    thousands = .
    suffixes = đ | kg
    [column order_id]
    headers = Mã ĐH
    [column product_listing_id]
    headers = Mã ĐB
    [column ordered_on]
    headers = Ngày
    [column quantity]
    headers = SL
    [column revenue_dong]
    headers = Doanh thu
    [column state]
    headers = Tình trạng
    word Hoàn thành | Đã giao = completed
    word Đã hủy | Hủy = cancelled
    """

  private var generator: SeededGenerator
  private var faults: Set<Fault> = []

  private init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  init() {
    self.init(seed: .random(in: .min ... .max))
  }

  /// Spaces as they get into cells.
  private mutating func spaced(_ text: String) -> String {
    let spaces = ["", "", "", " ", "  ", "\u{A0}", "\t"]
    return generator.pick(spaces) + text + generator.pick(spaces)
  }

  private mutating func day(_ row: Int) -> String {
    if generator.chance(3) {
      faults.insert(Fault(row: row, column: "Ngày"))
      return generator.pick(["31/02/2021", "5/11/21", "hôm qua", "2021/13/01", "11/2021", "44505", "0/0/0000"])
    }
    let (day, month) = (generator.within(1, 28), generator.within(1, 12))
    return generator.pick([
      "\(day)/\(month)/2021", "0\(day % 9 + 1)-0\(month % 9 + 1)-2021", "2021-0\(month % 9 + 1)-11",
    ])
  }

  private mutating func number(_ row: Int, _ column: String, good: [String], bad: [String]) -> String {
    guard generator.chance(3) else { return generator.pick(good) }
    faults.insert(Fault(row: row, column: column))
    return generator.pick(bad)
  }

  /// A CSV file below merged titles, with faults at known cells.
  private mutating func file(rows count: Int) -> [[String]] {
    var rows = [["", "UBND TỈNH LẠNG SƠN"], ["BẢNG KÊ ĐƠN HÀNG"], [], Self.headers]
    for index in 1...count {
      let row = rows.count + 1
      var cells = [String(index), "DH-\(index)", "DB-\(generator.within(1, 900))", "", "", "", "", "Nguyễn Văn A"]
      if index > 10, generator.chance(1) {
        cells[1] = "DH-\(index - generator.within(1, 9))"
        // The row it repeats may be wrong itself, or a repetition; then it is not known.
        let first = rows[row - 1 - (index - (Int(cells[1].dropFirst(3)) ?? 0))]
        if first.count == 8, first[1].contains(cells[1]) {
          faults.insert(Fault(row: row, column: "Mã ĐH"))
        } else {
          cells[1] = "DH-\(index)"
        }
      }
      cells[3] = day(row)
      cells[4] = number(
        row,
        "SL",
        good: ["1", "2,5", "1.250", "1 000", "3 kg", "1.000,25"],
        bad: ["2.5", "1,2345", "hai", "1.25", "-"]
      )
      cells[5] = number(
        row,
        "Doanh thu",
        good: ["85000", "1.250.000", "1.250.000 đ", "0"],
        bad: ["85,5", "8.50", "nhiều", "1.0000"]
      )
      if generator.chance(3) {
        faults.insert(Fault(row: row, column: "Tình trạng"))
        cells[6] = generator.pick(["Hoan thnh", "xong", "?", "completd"])
      } else {
        cells[6] = generator.pick(["Hoàn thành", "hoan  thanh", "ĐÃ GIAO", "Đã huỷ", "completed", ""])
      }
      cells = cells.map { spaced($0) }
      rows.append(cells)
    }
    return rows
  }

  @Test("in ten thousand messy rows every fault is reported at its cell, and no other cell is blamed")
  func everyFault() async throws {
    let seed = UInt64.random(in: .min ... .max)
    var messy = MessySpreadsheetTests(seed: seed)
    let rows = messy.file(rows: 10_000)
    // A row with a faulty cell makes no record, so what repeats it is no repetition.
    let faultyRows = Set(messy.faults.filter { $0.column != "Mã ĐH" }.map(\.row))
    var seen: Set<String> = []
    var expected = messy.faults.filter { $0.column != "Mã ĐH" }
    for (index, cells) in rows.enumerated().dropFirst(4) where !faultyRows.contains(index + 1) {
      if !seen.insert(cells[1].trimmed.replacing("\t", with: "")).inserted {
        expected.insert(Fault(row: index + 1, column: "Mã ĐH"))
      }
    }
    let text = "\u{FEFF}" + rows.map { CSVLine.text($0) }.joined()
    let mapping = try ColumnMappingParser.mapping(of: Self.mapping, "x.mapping")
    let file = FileManager.default.temporaryDirectory.appending(path: "ocop-messy-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let source = ImportSource(path: file.path(), collection: mapping.collection, mapping: mapping)
    var found: Set<Fault> = []
    let check = try ImportCheck(source, finder: nil, limits: ImportLimits()) { issue in
      #expect(!issue.reason.isEmpty && !issue.text.contains("Nguyễn"))
      if let row = Int(issue.cell.drop { $0.isLetter }) { found.insert(Fault(row: row, column: issue.column)) }
      // The letter of the cell is the column's.
      let letter = issue.cell.prefix { $0.isLetter }
      let index = Self.headers.firstIndex(of: issue.column) ?? -1
      if letter != String(UnicodeScalar(UInt8(65 + max(0, index)))) { Issue.record("\(issue), seed \(seed)") }
    }
    #expect(check.rowCount == 10_000, "seed \(seed)")
    #expect(found.subtracting(expected) == [], "blamed for nothing, seed \(seed)")
    #expect(expected.subtracting(found) == [], "not found, seed \(seed)")
    #expect(check.issues.count == expected.count && expected.count > 500, "seed \(seed)")
  }
}

/// Cells as careless programs write them.
private enum CSVLine {
  static func text(_ cells: [String]) -> String {
    cells.map { $0.contains(",") || $0.isEmpty ? "\"\($0)\"" : $0 }.joined(separator: ",") + "\r\n"
  }
}
