import ClientKit
import Messages

/// Changes between two reports, for people and for programs.
struct ComparisonText {
  /// Most records named of one cell.
  private static let recordsMax = 20

  let comparison: ReportComparison
  let words: ReportWords

  init(_ comparison: ReportComparison, _ words: ReportWords) {
    self.comparison = comparison
    self.words = words
  }

  /// Every changed cell with its causes, then how many cells each cause has touched.
  func text() -> String {
    guard !comparison.changes.isEmpty else {
      return words("Không có thay đổi.", "Nothing has changed.") + "\n"
    }
    return comparison.changes.map(text).joined() + "\n" + summary()
  }

  /// "187 Huyện Chi Lăng, Sản phẩm…: 29/38 76 % → 30/38 79 %"
  func line(_ change: CellChange) -> String {
    let definition = comparison.after.catalogue.definition(of: change.indicatorID)
    let figures = FigureText(words)
    let name = "\(row(change.keys)), \(change.indicatorID)"
    return "\(name): \(figures.text(change.before, definition.unit)) → \(figures.text(change.after, definition.unit))"
  }

  private func row(_ keys: [ReportingV1.DimensionKey]) -> String {
    let dimensions = DimensionWords(words: words, catalogue: comparison.after.catalogue)
    return keys.isEmpty ? words("Cộng", "total") : keys.map(dimensions.labelWithCode).joined(separator: " / ")
  }

  private func text(_ change: CellChange) -> String {
    var lines = [line(change)]
    for record in change.records.prefix(Self.recordsMax) {
      let name = record.name.isEmpty ? "" : " \(record.name)"
      let whole = record.indicatorID == change.indicatorID ? "" : " [\(record.indicatorID)]"
      lines.append(
        "  \(record.cause.text(words)): \(record.kind) \(record.id)\(name)\(whole): \(record.before.text(words)) → "
          + record.after.text(words)
      )
    }
    let left = change.records.count - Self.recordsMax
    if left > 0 { lines.append("  … " + words("còn \(left) bản ghi", "\(left) more records")) }
    for cause in change.furtherCauses {
      lines.append("  \(cause.text(words))" + (change.note.isEmpty ? "" : ": \(change.note)"))
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  private func summary() -> String {
    var table = TextTable([
      TextTable.Column(words("Nguyên nhân", "cause")), TextTable.Column(words("Số ô", "cells"), alignment: .right),
    ])
    for cause in ChangeCause.allCases {
      let count = comparison.changes.count { $0.causes.contains(cause) }
      if count > 0 { table.append([cause.text(words), words.number(count)]) }
    }
    return table.rendered()
  }

  /// The same as a document.
  func json() throws -> JSONValue {
    .array(
      try comparison.changes.map { change in
        .members(
          ("keys", .array(try change.keys.map { try MessageJSON.value(of: $0) })),
          ("indicator_id", .string(change.indicatorID)),
          ("before", try change.before.map { try MessageJSON.value(of: $0) } ?? .null),
          ("after", try change.after.map { try MessageJSON.value(of: $0) } ?? .null),
          ("causes", .array(change.causes.map { .string($0.rawValue) })),
          ("records", .array(change.records.map(json))),
          ("note", .string(change.note))
        )
      }
    )
  }

  private func json(_ record: RecordChange) -> JSONValue {
    .members(
      ("cause", .string(record.cause.rawValue)),
      ("indicator_id", .string(record.indicatorID)),
      ("kind", .string(record.kind)),
      ("id", .string(record.id)),
      ("name", .string(record.name)),
      ("before", .string(record.before.text(.english))),
      ("after", .string(record.after.text(.english)))
    )
  }
}
