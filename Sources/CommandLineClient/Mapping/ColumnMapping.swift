import Spreadsheet

/// How the columns of an office's own file, or of a floor's export, become the columns of our records. Read from a file
/// that anybody can change; deploy/mappings/README.md describes it.
struct ColumnMapping: Sendable {
  /// A column of the record.
  struct Column: Sendable {
    let column: RecordColumn
    /// What it is called in files; empty when it is not read from a cell.
    var headers: [String] = []
    var constant: String?
    var template: IdentifierTemplate?
    /// The floor whose listings are looked for.
    var listingFloorID: String?
    var isOptional = false
    var form = MappedForm()
  }

  /// A column that only helps to make others.
  struct Helper: Sendable {
    let name: String
    var headers: [String] = []
    var isOptional = false
  }

  /// What `--mapping` names it by: the file's name without its ending.
  let name: String
  /// One line about what it is for.
  var title = ""
  /// Where the names of the columns are from.
  var source = ""
  var collection: RecordCollection
  /// Names of sheets to look in; empty = every sheet that is shown.
  var sheets: [String] = []
  /// Rows from the top in which the header is looked for.
  var headerRowsMax = 20
  var columns: [Column] = []
  var helpers: [Helper] = []
  /// Columns that are known and never read.
  var ignored: [String] = []

  /// True when a listing must be found by what a floor calls it.
  var needsListings: Bool { columns.contains { $0.listingFloorID != nil } }

  /// True when a file has a sheet with this mapping's header.
  func fits(_ path: String, sheetName: String?) -> Bool {
    guard let file = try? SpreadsheetFile(path: path) else { return false }
    let source = ImportSource(path: path, collection: collection, mapping: self, sheetName: sheetName)
    return (try? ImportLayout.mapped(file, source, self)) != nil
  }
}
