import ClientKit
import Messages

/// Where two reports of the same question differ, cell by cell.
struct ReportComparison: Sendable {
  let before: ReportDocument
  let after: ReportDocument
  /// By rows as the second report has them, those that it lacks after them, the total last.
  var changes: [CellChange] = []

  /// Compares two reports.
  ///
  /// - Throws: ``CommandFailure`` when they do not answer the same question.
  init(_ before: ReportDocument, _ after: ReportDocument) throws(CommandFailure) {
    (self.before, self.after) = (before, after)
    guard before.report.groupBy == after.report.groupBy else {
      throw CommandFailure(.refused, "the reports are broken down differently: they cannot be compared")
    }
    guard (before.report.filter ?? .init()) == (after.report.filter ?? .init()) else {
      throw CommandFailure(.refused, "the reports have different filters: they cannot be compared")
    }
    guard !Self.commonIDs(before, after).isEmpty else {
      throw CommandFailure(.refused, "the reports have no indicator in common: they cannot be compared")
    }
    changes = Self.changes(before.report, after.report, ids: Self.commonIDs(before, after))
  }

  /// Versions of an indicator's definition in both reports.
  func versions(of id: String) -> (before: UInt32, after: UInt32) {
    let version = { (report: ReportingV1.Report) in report.indicators.first { $0.indicatorID == id }?.version ?? 0 }
    return (version(before.report), version(after.report))
  }

  /// Whether a report has rows that it does not show.
  var isPartial: Bool { before.report.rowsLeftOut > 0 || after.report.rowsLeftOut > 0 }

  /// Indicators that only one of the reports has.
  var unmatched: [String] {
    let (left, right) = (before.report.indicators.map(\.indicatorID), after.report.indicators.map(\.indicatorID))
    return left.filter { !right.contains($0) } + right.filter { !left.contains($0) }
  }

  private static func commonIDs(_ before: ReportDocument, _ after: ReportDocument) -> [String] {
    let known = Set(after.report.indicators.map(\.indicatorID))
    return before.report.indicators.map(\.indicatorID).filter(known.contains)
  }

  private static func changes(
    _ before: ReportingV1.Report,
    _ after: ReportingV1.Report,
    ids: [String]
  ) -> [CellChange] {
    let values = { (row: ReportingV1.ReportRow) in row.keys.map(\.value) }
    let beforeRows = Dictionary(before.rows.map { (values($0), $0) }, uniquingKeysWith: { first, _ in first })
    let afterValues = Set(after.rows.map(values))
    var changes: [CellChange] = []
    func compare(_ keys: [ReportingV1.DimensionKey], _ left: [ReportingV1.Figure], _ right: [ReportingV1.Figure]) {
      for id in ids {
        let figures = (left.first { $0.indicatorID == id }, right.first { $0.indicatorID == id })
        guard !isSame(figures.0, figures.1) else { continue }
        changes.append(CellChange(keys: keys, indicatorID: id, before: figures.0, after: figures.1))
      }
    }
    for row in after.rows { compare(row.keys, beforeRows[values(row)]?.figures ?? [], row.figures) }
    for row in before.rows where !afterValues.contains(values(row)) { compare(row.keys, row.figures, []) }
    compare([], before.total, after.total)
    return changes
  }

  /// A row that is not there has nothing in any figure.
  private static func isSame(_ left: ReportingV1.Figure?, _ right: ReportingV1.Figure?) -> Bool {
    var empty = ReportingV1.Figure()
    empty.indicatorID = (left ?? right)?.indicatorID ?? ""
    return (left ?? empty) == (right ?? empty)
  }
}
