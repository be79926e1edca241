import ClientKit
import Messages

/// What became of one file.
struct ImportOutcome: Sendable {
  /// How far the file came.
  enum State: String, Sendable {
    /// All its records are stored, but for those that are queued as conflicts.
    case stored
    /// Checked only, and nothing was wrong.
    case checked
    /// Something was wrong: nothing of it is stored, but for ``ImportOutcome/storedRows``.
    case refused
    /// Not sent, since a file before it was refused.
    case notSent = "not_sent"
    /// It could not be sent to its end: ``ImportOutcome/storedRows`` are stored.
    case broken
  }

  let source: ImportSource
  var state: State
  /// Rows below the header.
  let rowCount: Int
  /// What is wrong.
  var issues = ImportIssueList()
  /// What the services said of the parts that are stored, added up.
  var summary = CommonV1.ImportSummary()
  /// Rows that are stored.
  var storedRows = RowRanges()
  /// Records that these very rows had changed in an earlier import, so that nothing was done now.
  var repeatedCount = 0
  /// Rows that somebody else has changed since they were exported, and that wait for an officer, or would.
  var conflictCount = 0
  /// Their conflicts.
  var conflictIDs: [String] = []
  /// What a dry run would change.
  var differences: [ImportDifference] = []
  /// Records that a dry run found new, changed and unchanged.
  var differenceCounts: ImportDifference.Counts?

  init(_ check: ImportCheck, _ state: State) {
    source = check.source
    self.state = state
    rowCount = check.rowCount
    issues = check.issues
  }

  /// One line for people.
  var text: String {
    let rows = Self.count(rowCount, "row")
    let faults = Self.count(issues.count, "fault")
    switch state {
    case .stored:
      var line =
        "\(source.path): \(rows): \(summary.created) created, \(summary.updated) updated, "
        + "\(summary.unchanged) unchanged (\(source.collection.keeper) revision \(summary.revision))"
      if conflictCount > 0 { line += ", \(Self.count(conflictCount, "conflict")) queued" }
      if repeatedCount > 0 {
        line +=
          "\n\(source.path): \(Self.count(repeatedCount, "row")) of it had been imported before just like this, so "
          + "nothing was changed now; to store them over what came later, import with --again"
      }
      return line
    case .checked:
      let queued = conflictCount > 0 ? ", \(Self.count(conflictCount, "conflict")) to be queued" : ""
      guard let counts = differenceCounts else { return "\(source.path): \(rows): nothing wrong\(queued)" }
      return "\(source.path): \(rows): nothing wrong: \(counts.new) new, \(counts.changed) changed, "
        + "\(counts.unchanged) unchanged\(queued)"
    case .refused where storedRows.ranges.isEmpty:
      return "\(source.path): \(rows), \(faults): nothing of this file is stored"
    case .refused:
      return "\(source.path): \(rows), \(faults): rows \(storedRows.text) are stored, the others are not"
    case .notSent: return "\(source.path): \(rows): not sent"
    case .broken:
      return storedRows.ranges.isEmpty
        ? "\(source.path): \(rows): nothing of this file is known to be stored"
        : "\(source.path): \(rows): rows \(storedRows.text) are stored; of the others it is not known"
    }
  }

  /// "1 row", "2 rows"
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// The same for programs.
  var json: JSONValue {
    var members = [
      JSONMember(name: "file", value: .string(source.path)),
      JSONMember(name: "kind", value: .string(source.collection.pluralName)),
      JSONMember(name: "state", value: .string(state.rawValue)),
      JSONMember(name: "rows", value: .number(String(rowCount))),
      JSONMember(name: "conflicts", value: .number(String(conflictCount))),
    ]
    if let mapping = source.mapping { members.append(JSONMember(name: "mapping", value: .string(mapping.name))) }
    if summary.applied {
      members += [
        JSONMember(name: "created", value: .number(String(summary.created))),
        JSONMember(name: "updated", value: .number(String(summary.updated))),
        JSONMember(name: "unchanged", value: .number(String(summary.unchanged))),
        JSONMember(name: "revision", value: .string(String(summary.revision))),
        JSONMember(name: "repeated", value: .number(String(repeatedCount))),
        JSONMember(name: "conflict_ids", value: .array(conflictIDs.map { .string($0) })),
        JSONMember(name: "stored_rows", value: .string(storedRows.text)),
      ]
    }
    if let counts = differenceCounts {
      members.append(JSONMember(name: "new", value: .number(String(counts.new))))
      members.append(JSONMember(name: "changed", value: .number(String(counts.changed))))
      members.append(JSONMember(name: "same", value: .number(String(counts.unchanged))))
      members.append(JSONMember(name: "differences", value: .array(differences.map(\.json))))
    }
    members.append(JSONMember(name: "issue_count", value: .number(String(issues.count))))
    members.append(JSONMember(name: "issues", value: .array(issues.kept.map(\.json))))
    return .object(members)
  }
}
