import ClientKit
import Messages

/// Entries of audit logs for people.
enum AuditText {
  static func table(_ found: [AuditSearcher.Found]) -> String {
    var table = TextTable([
      TextTable.Column("time"), TextTable.Column("service"), TextTable.Column("entry", alignment: .right),
      TextTable.Column("who"), TextTable.Column("method"), TextTable.Column("outcome"), TextTable.Column("what"),
      TextTable.Column("records"), TextTable.Column("operation"),
    ])
    for item in found {
      let entry = item.entry
      let method = entry.method.split(separator: "/").last.map(String.init) ?? ""
      let count = entry.callCount > 1 ? " (\(entry.callCount) calls)" : ""
      table.append([
        WatermarkText.time(entry.recordedAtUnixMicroseconds), item.keeper.rawValue, String(entry.sequence), who(entry),
        method, entry.outcome, entry.action + count, records(entry.records), entry.operationID,
      ])
    }
    return table.rendered()
  }

  /// "province:nguyen.thi.hoa", and for whom the call was made.
  static func who(_ entry: AuditV1.AuditEntry) -> String {
    let caller = entry.role.isEmpty ? entry.subject : "\(entry.role):\(entry.subject)"
    return entry.onBehalfOf.isEmpty ? caller : "\(caller) for \(entry.onBehalfOf)"
  }

  private static func records(_ records: [String]) -> String {
    let shown = records.prefix(3).joined(separator: " ")
    return records.count > 3 ? "\(shown) and \(records.count - 3) more" : shown
  }
}
