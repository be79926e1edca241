/// One edge of what became of a unit: all or a part of `from` went to `to`, on the day `from` ended.
public struct UnitSuccession: Hashable, Sendable {
  /// How much of the old unit went to the new one. The numbers are stored and sent; they never change.
  public enum Change: Int, Hashable, Sendable, CaseIterable {
    /// All of it.
    case merged = 1
    /// A part of it.
    case split = 2
  }

  /// The unit that ended.
  public let from: UnitKey
  /// The unit that received it; it may have existed before.
  public let to: UnitKey
  /// How much of it.
  public let change: Change

  /// An edge of these facts.
  public init(from: UnitKey, to: UnitKey, change: Change) {
    self.from = from
    self.to = to
    self.change = change
  }
}
