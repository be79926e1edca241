/// Is told of the elements and the text of a part of a workbook.
protocol XMLHandler: AnyObject {
  /// An element begins. `name` is without its namespace's prefix.
  func begin(_ name: String, _ attributes: XMLAttributes) throws(SpreadsheetError)
  /// An element ends.
  func end(_ name: String) throws(SpreadsheetError)
  /// Text within the element that began last; may come in several parts.
  func text(_ bytes: UnsafeBufferPointer<UInt8>) throws(SpreadsheetError)
}
