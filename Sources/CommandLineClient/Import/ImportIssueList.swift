/// What is wrong with a file: the first faults, and how many there are.
struct ImportIssueList: Sendable {
  /// The first ``ImportLimits/issuesKeptMax``.
  private(set) var kept: [ImportIssue] = []
  /// All of them.
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func add(_ issue: ImportIssue) {
    count += 1
    if kept.count < ImportLimits.issuesKeptMax { kept.append(issue) }
  }

  /// Counts faults that a service has found and not listed.
  mutating func add(unlisted: Int) {
    count += max(0, unlisted)
  }
}
