/// A record of an import that is new, or differs from the stored one.
public struct ImportedRecord<Record: Sendable>: Sendable {
  /// Its place in the request, from 0.
  public let index: Int
  /// As it is to be stored.
  public let record: Record
  /// As it was stored before; nil when it is new.
  public let previous: Record?

  @inlinable
  init(index: Int, record: Record, previous: Record?) {
    self.index = index
    self.record = record
    self.previous = previous
  }

  /// True when there was one with its identifier before.
  public var isUpdate: Bool { previous != nil }
}
