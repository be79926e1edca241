import Messages

/// How a record stands in a cell of a report.
enum RecordStanding: Sendable, Hashable {
  case absent
  case counted(count: UInt64, evidence: String)
  case leftOut(reason: String, count: UInt64, evidence: String)

  /// What it adds to the cell.
  var counted: UInt64 {
    if case .counted(let count, _) = self { return count }
    return 0
  }

  /// The same with no word of why.
  var withoutEvidence: RecordStanding {
    switch self {
    case .absent: self
    case .counted(let count, _): .counted(count: count, evidence: "")
    case .leftOut(let reason, let count, _): .leftOut(reason: reason, count: count, evidence: "")
    }
  }

  var isAbsent: Bool { self == .absent }

  /// For people: "counted (seen live on voso 2021-08-12)".
  func text(_ words: ReportWords) -> String {
    switch self {
    case .absent: return words("không có", "not there")
    case .counted(let count, let evidence):
      let times = count == 1 ? "" : " ×\(count)"
      return words("được tính", "counted") + times + (evidence.isEmpty ? "" : " (\(evidence))")
    case .leftOut(let reason, _, let evidence):
      return words("không tính", "left out") + ": \(reason)" + (evidence.isEmpty ? "" : " (\(evidence))")
    }
  }
}
