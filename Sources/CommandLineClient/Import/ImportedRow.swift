import Messages
import Spreadsheet

/// A row of a file, and the record that it makes.
struct ImportedRow: Sendable {
  /// The row's cells that were read.
  let row: SheetRow
  /// One service's Record; nil when something is wrong with the row.
  let record: DynamicMessage?
  /// What is wrong with it.
  let issues: [ImportIssue]
}
