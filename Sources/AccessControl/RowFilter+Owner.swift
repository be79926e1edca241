internal import DomainPrimitives
public import Feed
internal import Storage
internal import Synchronization

extension RowFilter {
  /// What the text of a territory's condition depends on.
  private struct Shape: Hashable {
    /// Conditions that are joined in a group, since engines bound how deep an expression may nest.
    private static let groupCount = 32

    let code: String
    let day: String
    let count: Int

    var condition: String {
      let conditions = (0..<count).map { index in
        let place = firstPlaceholder + 3 * index
        return "(\(code) = ?\(place) AND \(day) >= ?\(place + 1) AND \(day) < ?\(place + 2))"
      }
      let groups = stride(from: 0, to: count, by: Self.groupCount).map { start in
        "(" + conditions[start..<min(start + Self.groupCount, count)].joined(separator: " OR ") + ")"
      }
      return groups.joined(separator: " OR ")
    }
  }

  /// Texts that were made: some columns, and few counts of each. A province's takes longer than many a list.
  private static let conditions = Mutex<[Shape: String]>([:])

  /// Rows that name a unit and a day.
  ///
  /// - Parameters:
  ///   - territory: What belongs to an office.
  ///   - code: Column with the unit's code.
  ///   - day: Column with the day on which the code tells the unit.
  public static func territory(_ territory: OfficeTerritory, code: String, day: String) -> RowFilter {
    guard let last = territory.spans.last else { return .nothing }
    // Statements are kept prepared by their text. Filled up to one of few numbers, there are few of them.
    let count = filledCount(territory.spans.count)
    var arguments: [DatabaseValue] = []
    arguments.reserveCapacity(3 * count)
    for index in 0..<count {
      let span = index < territory.spans.count ? territory.spans[index] : last
      let end = span.days.end?.daysSinceEpoch ?? Int.max
      arguments.append(.text(span.code))
      arguments.append(.integer(Int64(span.days.start.daysSinceEpoch)))
      arguments.append(.integer(Int64(end)))
    }
    let shape = Shape(code: code, day: day, count: count)
    let condition = conditions.withLock { conditions in
      if let known = conditions[shape] { return known }
      let made = shape.condition
      conditions[shape] = made
      return made
    }
    return RowFilter(condition, arguments)
  }

  /// The next power of two, or one of three numbers between two of them from 64 on.
  static func filledCount(_ spanCount: Int) -> Int {
    var count = 1
    while count < spanCount { count *= 2 }
    if count > 64 {
      for candidate in stride(from: count / 2, to: count, by: count / 8) where candidate >= spanCount {
        return candidate
      }
    }
    return count
  }

  /// Rows, of a table of producers, of one producer and of those that are merged into it: what they have counts as
  /// its own.
  public static func producerWithMerged(_ id: String) -> RowFilter {
    RowFilter("producer_id = ?\(firstPlaceholder) OR merged_into_producer_id = ?\(firstPlaceholder)", [.text(id)])
  }
}
