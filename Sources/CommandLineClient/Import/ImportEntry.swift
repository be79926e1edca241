import Messages
import Spreadsheet

/// A record on its way to a service, with the row that it was made of.
struct ImportEntry: Sendable {
  /// Place of its file among those of the run.
  let tableIndex: Int
  let row: SheetRow
  let record: DynamicMessage
  /// The record as it is sent.
  let bytes: [UInt8]
}
