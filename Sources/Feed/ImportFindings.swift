import Messages

/// What is wrong with the records of an import. All are counted, the first of each check are kept.
public struct ImportFindings: Sendable {
  /// Characters of one description.
  static let descriptionCharactersMax = 1000

  private var kept: [CommonV1.RecordViolation] = []
  /// Violations found, kept or not.
  public private(set) var count = 0

  /// Nothing found yet.
  public init() {}

  /// Adds one.
  ///
  /// - Parameters:
  ///   - index: The record's place in the request, from 0.
  ///   - field: Field of the record: "unit_code".
  ///   - reason: Stable reason in lower_snake_case: "unknown_unit".
  ///   - description: For people: what is wrong and what to do.
  public mutating func add(index: Int, field: String, reason: String, description: String) {
    count += 1
    guard kept.count < RecordImport.listedViolationsMax else { return }
    var violation = CommonV1.RecordViolation()
    violation.recordIndex = UInt32(clamping: index)
    violation.field = field
    violation.reason = reason
    violation.description = String(description.prefix(Self.descriptionCharactersMax))
    kept.append(violation)
  }

  /// These and others, in the order of the records.
  @usableFromInline
  func joined(with others: ImportFindings) -> ImportFindings {
    if others.count == 0 { return self }
    var all = self
    all.count += others.count
    // Violations of one record keep the order in which they were found.
    let order = (kept + others.kept).enumerated().sorted {
      ($0.element.recordIndex, $0.offset) < ($1.element.recordIndex, $1.offset)
    }
    all.kept = order.prefix(RecordImport.listedViolationsMax).map(\.element)
    return all
  }

  /// What an answer lists, by record.
  var listed: [CommonV1.RecordViolation] { kept }
}
