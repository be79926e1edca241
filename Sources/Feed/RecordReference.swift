/// Names a record: its kind, as the kind's number in the service's protocol, and its identifier.
public struct RecordReference: Hashable, Sendable {
  /// The kind's number.
  public let kind: Int
  /// Identifier, unique within the kind.
  public let id: String

  /// The name of a record.
  public init(kind: Int, id: String) {
    self.kind = kind
    self.id = id
  }
}
