import Messages

/// What is left out of the records behind a cell: the records stay, so that they still add up to the cell's figure.
struct ExplanationMask {
  private let sight: RowSight

  init(_ sight: RowSight) {
    self.sight = sight
  }

  /// Leaves out of a record what may not be seen, and says so.
  ///
  /// - Parameter producer: Whose record it is; nil when it has not arrived, then only who reaches everything sees it.
  func apply(to record: inout ReportingV1.ExplainedRecord, of producer: Producer?) {
    if !sight.reaches(producer) {
      var masked = ReportingV1.ExplainedRecord()
      masked.kind = record.kind
      masked.reason = record.reason
      masked.count = record.count
      masked.masked = true
      record = masked
    } else if record.kind == "producer" || record.kind == "attendance", sight.hidesName(of: producer) {
      record.name = ""
      record.masked = true
    }
  }
}
