import ClientKit
import Messages

/// The records behind a figure as text.
enum ExplanationText {
  /// Counted records, those left out, and the sources.
  static func rendered(_ answer: ReportingV1.ExplainProgressResponse) -> String {
    let isMasked = (answer.counted + answer.leftOut).contains { $0.masked }
    return [
      "Được tính · counted: \(answer.counted.count)\n\n" + table(answer.counted, hasReasons: false),
      "Không tính · left out: \(answer.leftOut.count)\n\n" + table(answer.leftOut, hasReasons: true),
      "Nguồn số liệu · sources\n\n" + WatermarkText.table(answer.watermarks),
    ].joined(separator: "\n") + (isMasked ? "\n\(ShownRecord.markNote)\n" : "")
  }

  private static func table(_ records: [ReportingV1.ExplainedRecord], hasReasons: Bool) -> String {
    guard !records.isEmpty else { return "–\n" }
    let reason = hasReasons ? [TextTable.Column("Lý do", "reason")] : []
    var table = TextTable(
      [
        TextTable.Column("Loại", "kind"), TextTable.Column("Mã", "identifier"), TextTable.Column("Tên", "name"),
        TextTable.Column("Đơn vị", "unit"),
      ] + reason + [TextTable.Column("Căn cứ", "evidence")]
    )
    for record in records {
      let shown = { (text: String) in record.masked && text.isEmpty ? ShownRecord.mark : text }
      table.append(
        [record.kind, shown(record.id), shown(record.name), shown(record.unit)]
          + (hasReasons ? [record.reason] : []) + [shown(record.evidence)]
      )
    }
    return table.rendered()
  }
}
