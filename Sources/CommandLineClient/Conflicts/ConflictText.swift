import ClientKit
import Messages

/// Conflicts for people.
enum ConflictText {
  /// Widest cell on a terminal.
  private static let cellWidthMax = 40

  /// One row for each conflict.
  static func table(_ conflicts: [ShownConflict], isTerminal: Bool) -> String {
    var table = TextTable(
      [
        TextTable.Column("Xung đột", "conflict"), TextTable.Column("Bản ghi", "record"),
        TextTable.Column("Trường", "fields"), TextTable.Column("Người gửi", "queued by"),
        TextTable.Column("Gửi lúc", "queued at"), TextTable.Column("Tình trạng", "state"),
      ],
      cellWidthMax: isTerminal ? cellWidthMax : nil
    )
    for shown in conflicts {
      table.append([
        shown.conflict.conflictID, shown.record, shown.fields.map(\.column).joined(separator: ", "),
        shown.conflict.queuedBy, WatermarkText.time(shown.conflict.queuedAtUnixMicroseconds), shown.state,
      ])
    }
    return table.rendered()
  }

  /// One conflict, field by field.
  static func details(_ shown: ShownConflict) -> String {
    let conflict = shown.conflict
    let queuedAt = WatermarkText.time(conflict.queuedAtUnixMicroseconds)
    var lines = [
      "\(conflict.conflictID): \(shown.record), \(shown.state)",
      "queued by \(conflict.queuedBy) at \(queuedAt) (\(conflict.operationID))",
    ]
    if !conflict.closedBy.isEmpty {
      lines.append("closed by \(conflict.closedBy) at \(WatermarkText.time(conflict.closedAtUnixMicroseconds))")
    }
    if shown.fields.isEmpty, conflict.state == .open { lines.append("nothing collides any more") }
    let text = lines.map { $0.printable + "\n" }.joined()
    let base = conflict.baseRecord.isEmpty ? "base (not known)" : "base (\(conflict.baseRevision))"
    var table = TextTable([
      TextTable.Column("Trường", "field"), TextTable.Column("Gốc", base),
      TextTable.Column("Của họ", "theirs (\(conflict.revision))"), TextTable.Column("Của tôi", "mine"),
      TextTable.Column("Lấy", "take"),
    ])
    for field in shown.fields {
      let take = CommonV1.ConflictSide.descriptor.shortName(of: field.take.rawValue)
      table.append([field.column, field.base, field.theirs, field.mine, take])
    }
    for field in shown.mergedFields { table.append([field.column, field.base, field.theirs, field.mine, "(mine)"]) }
    return shown.fields.isEmpty && shown.mergedFields.isEmpty ? text : text + table.rendered()
  }
}
