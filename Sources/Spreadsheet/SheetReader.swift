/// Gives the rows of a sheet one after the other, so that a file of any length needs the same memory.
public protocol SheetReader: AnyObject {
  /// The next row that is not blank; nil behind the last.
  ///
  /// - Throws: ``SpreadsheetError``; nothing more can be read then.
  func next() throws(SpreadsheetError) -> SheetRow?
}
