/// Prints what becomes of the files of an import, as it happens for people and at the end for programs.
struct ImportReport {
  /// Most faults that are printed of one file.
  static let issuesShownMax = 1000

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
    let shown = outcome.issues.prefix(Self.issuesShownMax)
    for issue in shown {
      try session.note(issue.text)
    }
    if outcome.issueCount > shown.count {
      try session.note("\(outcome.file.source.path): … and \(outcome.issueCount - shown.count) more")
    }
    try session.output.write(outcome.text + "\n")
  }

  /// The end of the report.
  ///
  /// - Throws: ``CommandFailure`` when a file was refused.
  func finish() throws {
    let isRefused = outcomes.contains { $0.state == .refused }
    if isJSON {
      let document = JSONValue.members(
        ("dry_run", .bool(isDryRun)),
        ("refused", .bool(isRefused)),
        ("files", .array(outcomes.map(\.json)))
      )
      try session.output.write(JSONWriter.indented(document))
    }
    if isRefused {
      let stored = outcomes.count { $0.state == .stored }
      throw CommandFailure(
        .refused,
        isDryRun
          ? "the files have faults; nothing was to be stored"
          : "\(stored) of \(outcomes.count) files are stored; correct the rows above and import again"
      )
    }
  }
}
