/// Values by the place of what they belong to, side by side in memory: a report of another day goes over all of them.
struct Grouped<Value: Sendable>: Sendable {
  /// Those of the first place, then those of the second, and so on.
  let values: [Value]
  /// By place, where its values end.
  private let ends: [Int32]

  init(_ groups: [[Value]]) {
    values = groups.flatMap(\.self)
    var end: Int32 = 0
    ends = groups.map { group in
      end += Int32(group.count)
      return end
    }
  }

  /// The places, in `values`, of those that belong to a place.
  func range(of place: Int) -> Range<Int> {
    (place == 0 ? 0 : Int(ends[place - 1]))..<Int(ends[place])
  }
}
