public import Storage

/// A condition on the rows of a table, for callers that do not reach all of them.
///
/// It has two forms that say the same. For a list the rows that are reached are found from their owner's side, by
/// indices alone; for one record its owner is looked up, step by step by its key. (Of a million orders, 12 % of them in
/// reach, the other form costs 500 times as much for one record, and a scan for a list of few.)
public struct RowFilter: Sendable {
  /// The number of its first placeholder: the statements that it goes into have two of their own.
  public static let firstPlaceholder = 3

  /// SQL on the rows of the filter's table, for a list, with placeholders from `?3` on.
  @usableFromInline let listCondition: String
  /// For the placeholders of a list's, in order.
  @usableFromInline let listArguments: [DatabaseValue]
  /// The same on one row that is found by its key.
  public let pointCondition: String
  /// For the placeholders of one row's, in order.
  public let pointArguments: [DatabaseValue]

  /// - Parameters:
  ///   - condition: SQL on the row itself that is true for the rows that are reached, with placeholders from `?3` on.
  ///   - arguments: For the placeholders, in order.
  public init(_ condition: String, _ arguments: [DatabaseValue]) {
    self.init((condition, arguments), (condition, arguments))
  }

  private init(_ list: (String, [DatabaseValue]), _ point: (String, [DatabaseValue])) {
    (listCondition, listArguments) = list
    (pointCondition, pointArguments) = point
  }

  /// No row.
  public static let nothing = RowFilter("1 = 0", [])

  /// The same rows, found for a list in the way that another filter of the same table does.
  public func listed(by other: RowFilter) -> RowFilter {
    RowFilter((other.listCondition, other.listArguments), (pointCondition, pointArguments))
  }

  /// Rows of another table that name, in a column, a row that this filter reaches.
  ///
  /// - Parameters:
  ///   - column: Of both tables.
  ///   - table: The table of this filter.
  ///   - other: The table of the result.
  public func through(_ column: String, in table: String, of other: String) -> RowFilter {
    RowFilter(
      ("\(column) IN (SELECT \(column) FROM \(table) WHERE \(listCondition))", listArguments),
      (
        "EXISTS (SELECT 1 FROM \(table) WHERE \(table).\(column) = \(other).\(column) AND (\(pointCondition)))",
        pointArguments
      )
    )
  }

  /// Rows that both reach.
  public func and(_ other: RowFilter) -> RowFilter {
    func both(_ own: (String, [DatabaseValue]), _ other: (String, [DatabaseValue])) -> (String, [DatabaseValue]) {
      ("(\(own.0)) AND (\(Self.shifted(other.0, by: own.1.count)))", own.1 + other.1)
    }
    return RowFilter(
      both((listCondition, listArguments), (other.listCondition, other.listArguments)),
      both((pointCondition, pointArguments), (other.pointCondition, other.pointArguments))
    )
  }

  /// Rows that one of two reaches, which have the same arguments: each is a placeholder once.
  public func orWithSameArguments(_ other: RowFilter) -> RowFilter {
    precondition(
      listArguments == other.listArguments && pointArguments == other.pointArguments,
      "filters that share placeholders must have the same arguments"
    )
    return RowFilter(
      ("(\(listCondition)) OR (\(other.listCondition))", listArguments),
      ("(\(pointCondition)) OR (\(other.pointCondition))", pointArguments)
    )
  }

  /// A condition with the numbers of its placeholders raised. Conditions hold no text in quotes.
  private static func shifted(_ condition: String, by count: Int) -> String {
    var parts = condition.split(separator: "?", omittingEmptySubsequences: false)[...]
    var result = String(parts.removeFirst())
    for part in parts {
      let digits = part.prefix { $0.isNumber }
      result += "?\((Int(digits) ?? 0) + count)\(part.dropFirst(digits.count))"
    }
    return result
  }

  /// Whether it reaches the row with a key in a table. Throws what the database throws.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - key: Its key's column.
  ///   - value: The key.
  public func reaches(
    _ table: String,
    _ key: String,
    _ value: String,
    in transaction: any ReadTransaction
  ) throws -> Bool {
    try transaction.exists(
      "SELECT 1 FROM \(table) WHERE \(key) = ?1 AND (\(pointCondition)) LIMIT ?2",
      [.text(value), 1] + pointArguments
    )
  }
}
