/// Why a record may not be imported by who calls.
public struct ImportObjection: Hashable, Sendable {
  /// Field of the record: "producer_id".
  public let field: String
  /// For people: what is wrong and what to do. Says nothing of what is stored where the caller does not reach.
  public let description: String

  /// Stable reason of all of them.
  public static let reason = "out_of_scope"

  /// An objection.
  public init(field: String, description: String) {
    self.field = field
    self.description = description
  }
}

extension ImportFindings {
  /// Adds an objection to a record.
  public mutating func add(_ objection: ImportObjection, index: Int) {
    add(index: index, field: objection.field, reason: ImportObjection.reason, description: objection.description)
  }
}
