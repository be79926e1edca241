/// A column of a record, and where a file has its value.
struct ImportColumn: Sendable {
  /// Where the value comes from.
  enum Origin: Sendable, Hashable {
    /// The cell at a place of the row, from 0.
    case cell(Int)
    /// The same text in every row.
    case constant(String)
    /// An identifier made of other columns.
    case template(IdentifierTemplate)
    /// The listing that other columns describe.
    case listing(floorID: String)
  }

  let column: RecordColumn
  let origin: Origin
  /// Its name in the file; our own where it has no cell.
  let shownName: String
  /// How its cells are written; nil when as in our own files.
  var form: MappedForm?
}
