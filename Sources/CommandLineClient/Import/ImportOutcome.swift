import Messages

/// What became of one file.
struct ImportOutcome: Sendable {
  /// How far the file came.
  enum State: String, Sendable {
    /// All its records are stored.
    case stored
    /// Checked only, and nothing was wrong.
    case checked
    /// Something was wrong: nothing of it is stored.
    case refused
    /// Not sent, since a file before it was refused.
    case notSent = "not_sent"
  }

  let file: ImportFile
  let state: State
  /// What the service answered; nil when it was not asked, or was asked about several files at once.
  let summary: CommonV1.ImportSummary?
  /// What is wrong.
  let issues: [ImportIssue]
  /// What is wrong, listed or not.
  let issueCount: Int

  init(_ file: ImportFile, _ state: State, _ summary: CommonV1.ImportSummary?, issues: [ImportIssue], count: Int) {
    self.file = file
    self.state = state
    self.summary = summary
    self.issues = issues
    issueCount = count
  }

  /// One line for people.
  var text: String {
    let rows = Self.count(file.rowCount, "row")
    switch (state, summary) {
    case (.stored, let summary?):
      return "\(file.source.path): \(rows): \(summary.created) created, \(summary.updated) updated, "
        + "\(summary.unchanged) unchanged (\(file.source.collection.keeper) revision \(summary.revision))"
    case (.stored, nil): return "\(file.source.path): \(rows): stored"
    case (.checked, _): return "\(file.source.path): \(rows): nothing wrong"
    case (.refused, _):
      return "\(file.source.path): \(rows), \(Self.count(issueCount, "fault")): nothing of this file is stored"
    case (.notSent, _): return "\(file.source.path): \(rows): not sent"
    }
  }

  /// "1 row", "2 rows"
  private static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// The same for programs.
  var json: JSONValue {
    var members = [
      JSONMember(name: "file", value: .string(file.source.path)),
      JSONMember(name: "kind", value: .string(file.source.collection.pluralName)),
      JSONMember(name: "state", value: .string(state.rawValue)),
      JSONMember(name: "rows", value: .number(String(file.rowCount))),
    ]
    if let summary {
      members += [
        JSONMember(name: "created", value: .number(String(summary.created))),
        JSONMember(name: "updated", value: .number(String(summary.updated))),
        JSONMember(name: "unchanged", value: .number(String(summary.unchanged))),
        JSONMember(name: "revision", value: .string(String(summary.revision))),
      ]
    }
    members.append(JSONMember(name: "issue_count", value: .number(String(issueCount))))
    members.append(JSONMember(name: "issues", value: .array(issues.map(\.json))))
    return .object(members)
  }
}

extension ImportIssue {
  /// The issue for programs.
  var json: JSONValue {
    .members(
      ("line", .number(String(line))),
      ("column", .string(column)),
      ("value", .string(value)),
      ("reason", .string(reason))
    )
  }
}
