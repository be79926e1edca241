/// A table on a sheet of a ``ChartedWorkbook``: lines of text, then a header, rows, and perhaps a total.
public struct SheetTable: Sendable, Hashable {
  /// The sheet's name: at most 31 characters, without [ ] : * ? / \.
  public let name: String
  /// Lines above the table, the first of which is its title.
  public var lines: [String] = []
  /// Names of the columns.
  public var header: [String] = []
  /// Widths of the columns in characters.
  public var widths: [Double] = []
  /// Rows of as many cells as the header has.
  public var rows: [[ChartedWorkbook.Cell]] = []
  /// The last row, apart from the others; empty for none.
  public var total: [ChartedWorkbook.Cell] = []
  /// Columns at the left that stay in sight.
  public var frozenColumns = 0

  /// A table with nothing in it.
  public init(name: String) {
    self.name = name
  }

  /// The row of the header, from 0.
  var headerRow: Int { lines.isEmpty ? 0 : lines.count + 1 }
}
