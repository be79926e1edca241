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
    guard !territory.spans.isEmpty else { return .nothing }
    let count = territory.arguments.count / 3
    let shape = Shape(code: code, day: day, count: count)
    let condition = conditions.withLock { conditions in
      if let known = conditions[shape] { return known }
      let made = shape.condition
      conditions[shape] = made
      return made
    }
    return RowFilter(condition, territory.arguments)
  }

  /// Rows of a table that belong to the producers that a call reaches.
  ///
  /// - Parameters:
  ///   - rows: What it reaches.
  ///   - producers: Filter on the table of producers that says the same.
  ///   - producerTable: That table's name.
  ///   - table: The table of the result; it may be that of producers itself.
  public static func ofProducers(
    _ rows: ReachedRows,
    _ producers: RowFilter,
    in producerTable: String,
    of table: String
  ) -> RowFilter {
    let filter =
      table == producerTable ? producers : producers.through("producer_id", in: producerTable, of: table)
    guard case .territory(_, let known?) = rows else { return filter }
    return filter.listed(by: .producers(known))
  }

  /// Rows of producers that are known, whatever the table.
  static func producers(_ identifiers: [String]) -> RowFilter {
    guard let last = identifiers.last else { return .nothing }
    let count = filledCount(identifiers.count)
    let places = (0..<count).map { "?\(firstPlaceholder + $0)" }.joined(separator: ", ")
    let filled = identifiers + Array(repeating: last, count: count - identifiers.count)
    return RowFilter("producer_id IN (\(places))", filled.map { .text($0) })
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
