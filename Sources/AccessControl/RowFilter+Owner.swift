internal import DomainPrimitives
public import Feed
internal import Storage

extension RowFilter {
  private static let groupCount = 32

  /// Rows that name a unit and a day.
  ///
  /// - Parameters:
  ///   - territory: What belongs to an office.
  ///   - code: Column with the unit's code.
  ///   - day: Column with the day on which the code tells the unit.
  public static func territory(_ territory: OfficeTerritory, code: String, day: String) -> RowFilter {
    guard let last = territory.spans.last else { return .nothing }
    // Statements are kept prepared by their text. Filled up to a power of two, there are few of them.
    var count = 1
    while count < territory.spans.count { count *= 2 }
    let spans = territory.spans + Array(repeating: last, count: count - territory.spans.count)
    var arguments: [DatabaseValue] = []
    let conditions = spans.map { span in
      let place = firstPlaceholder + arguments.count
      let end = span.days.end?.daysSinceEpoch ?? Int.max
      arguments += [.text(span.code), .integer(Int64(span.days.start.daysSinceEpoch)), .integer(Int64(end))]
      return "(\(code) = ?\(place) AND \(day) >= ?\(place + 1) AND \(day) < ?\(place + 2))"
    }
    // In groups, since engines bound how deep an expression may nest.
    let groups = stride(from: 0, to: conditions.count, by: groupCount).map { start in
      "(" + conditions[start..<min(start + groupCount, conditions.count)].joined(separator: " OR ") + ")"
    }
    return RowFilter(groups.joined(separator: " OR "), arguments)
  }

  /// Rows, of a table of producers, of one producer and of those that are merged into it: what they have counts as
  /// its own.
  public static func producerWithMerged(_ id: String) -> RowFilter {
    RowFilter("producer_id = ?\(firstPlaceholder) OR merged_into_producer_id = ?\(firstPlaceholder)", [.text(id)])
  }
}
