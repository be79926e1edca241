import ClientKit
import Messages
import Spreadsheet

/// The records behind one cell of a report, for people and for programs.
struct CellExplanation {
  /// Widest a cell with words gets on a terminal.
  private static let cellWidthMax = 60

  let answer: ReportingV1.ExplainReportResponse
  let definition: ReportingV1.IndicatorDefinition
  let catalogue: IndicatorCatalogue
  let words: ReportWords

  /// Why the records do not add up to the figure; nil when they do.
  var disagreement: String? {
    guard let figure = answer.figure, [.count, .share, .days].contains(definition.unit) else { return nil }
    let sum = answer.counted.reduce(0) { $0 &+ $1.count }
    return sum == figure.count
      ? nil : "the records behind \(definition.indicatorID) add up to \(sum), not \(figure.count)"
  }

  /// Figure, counted records, those left out by reason, and the sources.
  func text(row: String) -> String {
    let isMasked = (answer.counted + answer.leftOut).contains(where: \.masked)
    let figure = FigureText(words).text(answer.figure, definition.unit)
    var parts = [
      "\(words(definition.nameVietnamese, definition.nameEnglish)) (\(definition.indicatorID)), \(row): \(figure)"
        .printable
        + "\n",
      "\(words("Được tính", "counted")): \(count(answer.counted))\n\n" + table(answer.counted, hasReasons: false),
      "\(words("Không tính", "left out")): \(count(answer.leftOut))\n\n" + reasons(),
    ]
    if !answer.leftOut.isEmpty { parts.append(table(answer.leftOut, hasReasons: true)) }
    if isMasked { parts.append(ShownRecord.markNote + "\n") }
    if !answer.watermarks.isEmpty {
      parts.append(words("Nguồn số liệu", "sources") + "\n\n" + WatermarkText.table(answer.watermarks))
    }
    return parts.joined(separator: "\n")
  }

  /// Records, and what they stand for where that is more.
  private func count(_ records: [ReportingV1.ExplainedRecord]) -> String {
    let sum = records.reduce(0) { $0 &+ $1.count }
    let records = words.number(records.count)
    return String(sum) == records
      ? records
      : words("\(records) bản ghi, ứng với \(words.number(sum))", "\(records) records, for \(words.number(sum))")
  }

  /// How many are left out for each reason, most first.
  private func reasons() -> String {
    var sums: [String: UInt64] = [:]
    for record in answer.leftOut { sums[record.reason, default: 0] &+= record.count }
    let sorted = sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !sorted.isEmpty else { return ReportWords.nothing + "\n" }
    var table = TextTable([
      TextTable.Column(words("Số", "number"), alignment: .right), TextTable.Column(words("Lý do", "reason")),
    ])
    for (reason, sum) in sorted { table.append([words.number(sum), inWords(reason)]) }
    return table.rendered()
  }

  private func inWords(_ reason: String) -> String {
    let known = catalogue.words(of: reason, in: definition.indicatorID, words)
    return known.map { "\(reason): \($0)" } ?? reason
  }

  private func table(_ records: [ReportingV1.ExplainedRecord], hasReasons: Bool) -> String {
    guard !records.isEmpty else { return ReportWords.nothing + "\n" }
    let hasCounts = records.contains { $0.count != 1 }
    var table = TextTable(
      [
        TextTable.Column(words("Loại", "kind")), TextTable.Column(words("Mã", "identifier")),
        TextTable.Column(words("Tên", "name")), TextTable.Column(words("Đơn vị", "unit")),
      ]
        + (hasCounts ? [TextTable.Column(words("Số", "count"), alignment: .right)] : [])
        + (hasReasons ? [TextTable.Column(words("Lý do", "reason"))] : [])
        + [TextTable.Column(words("Căn cứ", "evidence"))],
      cellWidthMax: Self.cellWidthMax
    )
    for record in records {
      let shown = { (text: String) in record.masked && text.isEmpty ? ShownRecord.mark : text }
      table.append(
        [record.kind, shown(record.id), shown(record.name), shown(record.unit)]
          + (hasCounts ? [words.number(record.count)] : []) + (hasReasons ? [record.reason] : [])
          + [shown(record.evidence)]
      )
    }
    return table.rendered()
  }

  /// A line for each record.
  func csv() -> String {
    var text =
      CSVWriter.byteOrderMark
      + CSVWriter.line([
        "standing", "kind", "id", "name", "unit", "reason", "reason_words", "evidence", "count", "masked",
      ])
    for (standing, records) in [("counted", answer.counted), ("left_out", answer.leftOut)] {
      for record in records {
        let reason = catalogue.words(of: record.reason, in: definition.indicatorID, words) ?? ""
        text += CSVWriter.line(
          [standing, record.kind]
            + [record.id, record.name, record.unit, record.reason, reason, record.evidence].map(FormulaGuard.guarded)
            + [String(record.count), record.masked ? "true" : "false"]
        )
      }
    }
    return text
  }
}
