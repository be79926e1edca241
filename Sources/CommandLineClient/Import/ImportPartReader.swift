import ClientKit
import Messages

/// Reads files as parts of bounded size. The same files give the same parts every time.
///
/// An actor, so that a part can be read while the service works on the one before it.
actor ImportPartReader {
  private let tables: [(index: Int, table: ImportTable)]
  private let limits: ImportLimits
  private var nextTable = 0
  private var reader: ImportTableReader?
  private var waiting: ImportEntry?

  /// - Parameter tables: Files, each with its place among those of the run.
  init(_ tables: [(index: Int, table: ImportTable)], _ limits: ImportLimits) {
    self.tables = tables
    self.limits = limits
  }

  /// The next part; nil behind the last.
  ///
  /// - Throws: `SpreadsheetError`; ``CommandFailure`` when a row is wrong, which it was not when it was checked.
  func next() throws -> [ImportEntry]? {
    var part: [ImportEntry] = []
    var bytes = 0
    while let entry = try waiting ?? nextEntry() {
      waiting = nil
      if !part.isEmpty, part.count == limits.partRowsMax || bytes + entry.bytes.count > limits.partBytesMax {
        waiting = entry
        break
      }
      bytes += entry.bytes.count
      part.append(entry)
    }
    return part.isEmpty ? nil : part
  }

  private func nextEntry() throws -> ImportEntry? {
    while nextTable < tables.count {
      let (index, table) = tables[nextTable]
      let current = try reader ?? table.reader()
      reader = current
      if let imported = current.next() {
        guard let record = imported.record else {
          throw CommandFailure(
            .refused,
            "\(table.source.path): the file was changed while it was read: import it again"
          )
        }
        return ImportEntry(tableIndex: index, row: imported.row, record: record, bytes: record.encodedBytes())
      }
      reader = nil
      nextTable += 1
    }
    return nil
  }
}
