import ClientKit

/// Prints what becomes of the files of an import, as it happens for people and at the end for programs.
struct ImportReport {
  let session: Session
  let isJSON: Bool
  let isDryRun: Bool
  private var outcomes: [ImportOutcome] = []

  init(session: Session, isJSON: Bool, isDryRun: Bool) {
    self.session = session
    self.isJSON = isJSON
    self.isDryRun = isDryRun
  }

  mutating func add(_ outcome: ImportOutcome) throws {
    outcomes.append(outcome)
    guard !isJSON else { return }
    for issue in outcome.issues.kept {
      try session.note(issue.text)
    }
    if outcome.issues.count > outcome.issues.kept.count {
      try session.note("\(outcome.source.path): … and \(outcome.issues.count - outcome.issues.kept.count) more")
    }
    for difference in outcome.differences {
      try session.output.write(difference.text + "\n")
    }
    if let counts = outcome.differenceCounts, counts.new + counts.changed > outcome.differences.count {
      let more = counts.new + counts.changed - outcome.differences.count
      try session.output.write("\(outcome.source.path): … and \(more) more that are new or changed\n")
    }
    try session.output.write(outcome.text + "\n")
  }

  /// Prints the end of the report.
  ///
  /// - Returns: Whether a file was refused.
  @discardableResult
  func finish() throws -> Bool {
    let isRefused = outcomes.contains { $0.state == .refused }
    if isJSON {
      let document = JSONValue.members(
        ("dry_run", .bool(isDryRun)),
        ("refused", .bool(isRefused)),
        ("files", .array(outcomes.map(\.json)))
      )
      try session.output.write(JSONWriter.indented(document))
    }
    return isRefused
  }

  /// Records that wait for an officer.
  var conflictCount: Int { outcomes.reduce(0) { $0 + $1.conflictCount } }

  /// Why the command ends as it does when a file was refused.
  func refusal(faultFile: String?) -> CommandFailure {
    let stored = outcomes.count { $0.state == .stored }
    let place = faultFile.map { "; every fault is in \($0)" } ?? ""
    return CommandFailure(
      .refused,
      (isDryRun
        ? "the files have faults; nothing was to be stored"
        : "\(stored) of \(outcomes.count) files are stored; correct the rows above and import again") + place
    )
  }
}
