import ClientKit
import Messages
import RPC
import Spreadsheet
import Synchronization

/// Where an import puts records that others have changed since they were exported.
final class ConflictFile: Sendable {
  /// Most records of one import that are put aside.
  static let recordsMax = 10_000
  /// What its name ends with.
  static let ending = ".conflicts.csv"

  /// The file.
  let path: String
  private let reader: RecordReader
  private let waiting = Mutex<[(entry: ImportEntry, collection: RecordCollection, columns: [RecordColumn])]>([])

  /// - Parameter paths: Files of the import; the conflicts go beside the first.
  init(reader: RecordReader, besides paths: [String]) {
    self.reader = reader
    let first = paths.first ?? "import"
    let trimmed = first.hasSuffix("/") ? String(first.dropLast()) : first
    let ending = [".csv", ".xlsx"].first { trimmed.lowercased().hasSuffix($0) } ?? ""
    path = trimmed.dropLast(ending.count) + Self.ending
  }

  /// Puts a record aside.
  ///
  /// - Throws: ``CommandFailure`` when there are too many.
  func add(_ entry: ImportEntry, _ table: ImportTable) throws {
    let columns = table.layout.columns.map(\.column)
    let count = waiting.withLock { waiting in
      waiting.append((entry, table.source.collection, columns))
      return waiting.count
    }
    if count > Self.recordsMax {
      throw CommandFailure(.refused, "more than \(Self.recordsMax) records were changed since: export them again")
    }
  }

  /// Asks for what others have stored, and writes the file.
  ///
  /// - Returns: The file; nil when there is nothing to decide.
  /// - Throws: `RPCError`; ``CommandFailure`` when it cannot be written.
  func finish() async throws -> String? {
    let waiting = waiting.withLock { $0 }
    var conflicts: [Conflict] = []
    for (entry, collection, columns) in waiting {
      conflicts += try await self.conflicts(of: entry, collection, columns)
    }
    guard !conflicts.isEmpty else { return nil }
    try Self.write(conflicts, to: path)
    return path
  }

  /// Writes a file of conflicts.
  static func write(_ conflicts: [Conflict], to path: String) throws {
    let file = try WholeFile(path: path)
    try file.write(CSVWriter.byteOrderMark + CSVWriter.line(Conflict.columnNames))
    for conflict in conflicts { try file.write(CSVWriter.line(conflict.cells)) }
    try file.finish()
  }

  private func conflicts(
    of entry: ImportEntry,
    _ collection: RecordCollection,
    _ columns: [RecordColumn]
  ) async throws -> [Conflict] {
    guard let mine = collection.contents(of: entry.record), let identifier = collection.identifier(ofContents: mine),
      case .uint64(let baseRevision) = entry.record[named: "revision"]
    else { return [] }
    let stored: ShownRecord
    do {
      stored = try await reader.record(of: collection, identifier: identifier)
    } catch let error as RPCError where error.code == .notFound {
      return []
    }
    let base = try await reader.record(of: collection, identifier: identifier, at: baseRevision)
    return columns.compactMap { column in
      guard !stored.maskedFields.contains(column.field.name) else { return nil }
      let (ours, theirs) = (column.text(of: mine[column.field]), stored.text(of: column))
      guard ours != theirs else { return nil }
      let before = base?.text(of: column) ?? ""
      // What only the others have changed is theirs; there is nothing to decide.
      if base != nil, before == ours { return nil }
      return Conflict(
        kind: collection.singularName,
        identifier: identifier,
        baseRevision: baseRevision,
        theirRevision: stored.revision,
        field: column.name,
        base: before,
        theirs: theirs,
        mine: ours
      )
    }
  }
}
