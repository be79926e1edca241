/// How often records of one kind have changed: what was worked out from them holds while it is the same.
struct FactVersion: Hashable, Sendable {
  /// Of any record.
  private(set) var records = 0
  /// Only where there were new ones, so that others have another place in the facts.
  private(set) var places = 0

  /// Notes that records have changed.
  mutating func change(isAnyNew: Bool) {
    records += 1
    if isAnyNew { places += 1 }
  }
}
