/// One row of a spreadsheet.
public struct SheetRow: Sendable, Hashable {
  /// Cells from left to right. Where only some columns are read, the others are empty here.
  public let cells: [SheetCell]
  /// Line the row begins on, from 1: in a text file its line, in a workbook its number.
  public let line: Int
  /// The row's number as a spreadsheet program shows it, from 1.
  public let number: Int

  /// A row by its parts.
  ///
  /// - Parameter number: Nil = the line.
  public init(cells: [SheetCell], line: Int, number: Int? = nil) {
    self.cells = cells
    self.line = line
    self.number = number ?? line
  }

  /// True when nobody would see anything in it: what a spreadsheet leaves below the last row, or between two.
  public var isBlank: Bool { cells.allSatisfy(\.isBlank) }
}
