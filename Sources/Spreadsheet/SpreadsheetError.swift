/// Why a file cannot be read as a spreadsheet. What follows the place cannot be trusted, so reading stops there.
public struct SpreadsheetError: Error, Sendable, Hashable {
  /// Line of the fault in a text file, row in a workbook, from 1; 0 when the whole file is meant.
  public let line: Int
  /// Character of the fault within its line, from 1; 0 when there is none.
  public let character: Int
  /// What is wrong and what to do.
  public let message: String

  /// An error by its parts.
  public init(line: Int = 0, character: Int = 0, message: String) {
    self.line = line
    self.character = character
    self.message = message
  }
}
