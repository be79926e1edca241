import ClientKit
import Foundation
import Testing

@testable import CommandLineClient

/// Ten thousand rows such as come from the field, in which it is known what is wrong where.
@Suite("Messy spreadsheets")
struct MessySpreadsheetTests {
  /// Every way of writing is tried with the same rows.
  private static let seed = UInt64.random(in: .min ... .max)

  /// What a check says of a file: its faults, each once, and how many rows and faults it counted.
  private struct Found {
    var faults: Set<MessyRows.Fault> = []
    var rowCount = 0
    var faultCount = 0
  }

  /// Checks messy rows that are written in one way.
  private func found(_ messy: MessyRows, _ file: MessyFile, seed: UInt64) throws -> Found {
    let mapping = try ColumnMappingParser.mapping(of: MessyRows.mapping, "x.mapping")
    let url = FileManager.default.temporaryDirectory.appending(path: "ocop-messy-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: url) }
    try file.write(messy.rows, to: url.path(), seed: seed)
    let source = ImportSource(path: url.path(), collection: mapping.collection, mapping: mapping)
    var found = Found()
    let check = try ImportCheck(source, finder: nil, limits: ImportLimits()) { issue in
      #expect(!issue.reason.isEmpty && !issue.text.contains("Nguyễn"))
      // The letter of the cell is the column's.
      let letter = issue.cell.prefix { $0.isLetter }
      let index = MessyRows.headers.firstIndex(of: issue.column) ?? -1
      guard let row = Int(issue.cell.dropFirst(letter.count)), row == issue.line,
        letter == String(UnicodeScalar(UInt8(65 + max(0, index)))),
        issue.sheet == (file == .csv ? "" : MessyFile.sheetName)
      else {
        Issue.record("\(issue), seed \(seed)")
        return
      }
      found.faults.insert(MessyRows.Fault(row: row, column: issue.column))
    }
    found.rowCount = check.rowCount
    found.faultCount = check.issues.count
    return found
  }

  @Test(
    "in ten thousand messy rows every fault is reported at its cell, and no other cell is blamed",
    arguments: MessyFile.allCases
  )
  func everyFault(file: MessyFile) throws {
    let seed = Self.seed
    let messy = MessyRows(count: 10_000, seed: seed)
    let found = try found(messy, file, seed: seed)
    #expect(found.rowCount == 10_000, "seed \(seed)")
    #expect(found.faults.subtracting(messy.faults) == [], "blamed for nothing, seed \(seed)")
    #expect(messy.faults.subtracting(found.faults) == [], "not found, seed \(seed)")
    #expect(found.faultCount == messy.faults.count && messy.faults.count > 500, "seed \(seed)")
  }
}
