import Messages

/// The records of one cell by their identity.
struct CellRecords: Sendable {
  /// What tells one record from another. Masked ones, which have no identifier, are told apart by kind and reason only.
  struct Identity: Sendable, Hashable, Comparable {
    let kind: String
    let id: String

    static func < (left: Identity, right: Identity) -> Bool { (left.kind, left.id) < (right.kind, right.id) }
  }

  private(set) var standings: [Identity: RecordStanding] = [:]
  private(set) var names: [Identity: String] = [:]

  /// No records: a row that is not there.
  init() {}

  init(_ answer: ReportingV1.ExplainReportResponse) {
    for record in answer.leftOut { add(record, isCounted: false) }
    // A record that is there twice, counted and left out for one of its parts, counts.
    for record in answer.counted { add(record, isCounted: true) }
  }

  subscript(identity: Identity) -> RecordStanding { standings[identity] ?? .absent }

  private mutating func add(_ record: ReportingV1.ExplainedRecord, isCounted: Bool) {
    let masked = record.id.isEmpty ? "(\(record.reason.isEmpty ? "counted" : record.reason))" : record.id
    let identity = Identity(kind: record.kind, id: masked)
    names[identity] = record.name
    guard isCounted else {
      var count = record.count
      if case .leftOut(_, let other, _) = self[identity] { count &+= other }
      standings[identity] = .leftOut(reason: record.reason, count: count, evidence: record.evidence)
      return
    }
    if case .counted(let other, let evidence) = self[identity] {
      let both = evidence == record.evidence ? evidence : "\(evidence); \(record.evidence)"
      standings[identity] = .counted(count: other &+ record.count, evidence: both)
    } else {
      standings[identity] = .counted(count: record.count, evidence: record.evidence)
    }
  }
}
