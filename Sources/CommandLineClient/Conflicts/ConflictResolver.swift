import ClientKit
import Messages
import RPC
import Spreadsheet

/// Stores what was decided about conflicts, each record by itself.
struct ConflictResolver: Sendable {
  let importer: Importer

  /// What became of a record's conflicts.
  enum Outcome: Sendable, Hashable {
    /// Our values are stored.
    case stored
    /// Everything stays as it is.
    case left
    /// It cannot be stored; why.
    case refused(String)
  }

  /// Reads a file of conflicts, by record.
  ///
  /// - Throws: ``CommandFailure`` when it is none.
  static func conflicts(in path: String) throws -> [[Conflict]] {
    var conflicts: [Conflict] = []
    do {
      let reader = try CSVReader(path: path)
      guard try reader.next()?.cells.map(\.text) == Conflict.columnNames else {
        throw CommandFailure(
          .refused,
          "\(path): this is not a file of conflicts from \"ocop import --queue-conflicts\""
        )
      }
      while let row = try reader.next() { conflicts.append(try Conflict(row, in: path)) }
    } catch let error as SpreadsheetError {
      throw CommandFailure(.refused, "\(path):\(error.line): \(error.message)")
    }
    var groups: [[Conflict]] = []
    for conflict in conflicts {
      if let last = groups.last?.last, last.kind == conflict.kind, last.identifier == conflict.identifier {
        groups[groups.count - 1].append(conflict)
      } else {
        groups.append([conflict])
      }
    }
    return groups
  }

  /// Stores the fields of a record for which ours was chosen, on top of the revision that was shown.
  ///
  /// - Throws: `RPCError`, ``CommandFailure``.
  func resolve(_ conflicts: [Conflict]) async throws -> Outcome {
    let chosen = conflicts.filter { $0.choice == .mine }
    guard let first = chosen.first else { return .left }
    let collection = try RecordCollection.named(first.kind)
    var contents = DynamicMessage(collection.descriptor)
    var names: [String] = []
    for (name, text) in zip(collection.identifierNames, Self.identifierTexts(first.identifier, of: collection)) {
      guard let field = collection.descriptor.field(named: name) else { continue }
      try contents.set(.string(text), for: field)
      names.append(name)
    }
    for conflict in chosen {
      guard let column = collection.columns.first(where: { $0.name == conflict.field }) else {
        throw CommandFailure(.refused, "\(collection.pluralName) have no column \(conflict.field.printable)")
      }
      do {
        try contents.set(try column.value(ofCell: conflict.mine), for: column.field)
      } catch let fault as RecordColumn.Fault {
        return .refused("\(conflict.field): \(fault.reason)")
      }
      names.append(column.field.name)
    }
    guard let descriptor = SchemaCatalog.message(named: collection.keeper.package + ".Record"),
      let fields = descriptor.field(named: "update_fields"), let revision = descriptor.field(named: "revision")
    else { throw CommandFailure(.failure, "the schema of \(collection.keeper) is not the expected one") }
    var record = DynamicMessage(descriptor)
    try record.set(.message(contents), for: collection.recordField)
    try record.set(.repeated(names.map { .string($0) }), for: fields)
    try record.set(.uint64(first.theirRevision), for: revision)
    let row = SheetRow(cells: [], line: 1)
    let entry = ImportEntry(tableIndex: 0, row: row, record: record, bytes: record.encodedBytes())
    let batch = ImportBatch(keeper: collection.keeper, entries: [entry])
    let summary = try await importer.send(
      batch,
      operationID: batch.operationID(kind: "conflict", part: 1),
      isDryRun: false,
      registryRevision: 0
    )
    if summary.applied { return .stored }
    let reasons = summary.violations.map { $0.description.isEmpty ? $0.reason : $0.description }
    return .refused(reasons.joined(separator: "; "))
  }

  /// The parts of an identifier, one for each field that it is made of.
  private static func identifierTexts(_ identifier: String, of collection: RecordCollection) -> [String] {
    collection.identifierNames.count == 1
      ? [identifier] : identifier.split(omittingEmptySubsequences: false) { $0 == "@" || $0 == ">" }.map(String.init)
  }
}
