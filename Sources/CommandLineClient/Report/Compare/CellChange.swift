import Messages

/// A cell that is not the same in two reports.
struct CellChange: Sendable {
  /// Empty = the total.
  let keys: [ReportingV1.DimensionKey]
  let indicatorID: String
  /// Nil: the first report has no such row, or no such indicator.
  let before: ReportingV1.Figure?
  let after: ReportingV1.Figure?
  /// The records that explain it, with their causes.
  var records: [RecordChange] = []
  /// Causes that no record stands for: another definition, or one that cannot be told.
  var furtherCauses: [ChangeCause] = []
  /// Why the cause is not known; empty otherwise.
  var note = ""

  /// Every cause, each once.
  var causes: [ChangeCause] {
    let all = Set(records.map(\.cause) + furtherCauses)
    return ChangeCause.allCases.filter(all.contains)
  }
}
