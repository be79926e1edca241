/// Values by the place of what they belong to, side by side in memory: a report of another day goes over all of them.
struct Grouped<Value: Sendable>: Sendable {
  /// Those of the first place, then those of the second, and so on.
  let values: [Value]
  /// By place, where its values end.
  private let ends: [Int32]

  /// - Parameter value: What stands for a member of a group.
  init<Member>(_ groups: [[Member]], _ value: (Member) -> Value) {
    var values: [Value] = []
    values.reserveCapacity(groups.reduce(0) { $0 + $1.count })
    ends = groups.map { group in
      for member in group { values.append(value(member)) }
      return Int32(values.count)
    }
    self.values = values
  }

  /// The places, in `values`, of those that belong to a place.
  func range(of place: Int) -> Range<Int> {
    (place == 0 ? 0 : Int(ends[place - 1]))..<Int(ends[place])
  }
}
