/// A chart over the rows of a ``SheetTable``, without its total.
public struct SheetChart: Sendable, Hashable {
  /// What stands above it.
  public let title: String
  /// Columns that name the rows.
  public let categoryColumns: ClosedRange<Int>
  /// The column that is drawn.
  public let valueColumn: Int
  /// A line instead of columns.
  public let isOverTime: Bool
  /// The column holds fractions of 1.
  public let isShare: Bool

  /// A chart.
  public init(title: String, categoryColumns: ClosedRange<Int>, valueColumn: Int, isOverTime: Bool, isShare: Bool) {
    self.title = title
    self.categoryColumns = categoryColumns
    self.valueColumn = valueColumn
    self.isOverTime = isOverTime
    self.isShare = isShare
  }
}
