import Messages
import Spreadsheet

/// Files whose records go to one service in one request.
struct ImportBatch: Sendable {
  /// Largest encoded request, in bytes: what services accept when nothing else is agreed.
  static let requestBytesMax = 4 * 1024 * 1024

  let keeper: RecordKeeper
  let files: [ImportFile]

  /// The request's bytes.
  ///
  /// - Parameter registryRevision: Revision that listing must have followed the registry to; ignored by the registry.
  /// - Throws: ``CommandFailure`` when the files are too large for one request.
  func request(operationID: String, isDryRun: Bool, registryRevision: UInt64) throws -> [UInt8] {
    guard let descriptor = SchemaCatalog.message(named: keeper.package + ".ImportRecordsRequest") else {
      throw CommandFailure(.failure, "the schema lacks \(keeper.package).ImportRecordsRequest")
    }
    var request = DynamicMessage(descriptor)
    let records = files.flatMap(\.records)
    let values: [(String, DynamicValue)] = [
      ("operation_id", .string(operationID)), ("dry_run", .bool(isDryRun)),
      ("records", .repeated(records.map { .message($0) })), ("registry_revision", .uint64(registryRevision)),
    ]
    for (name, value) in values {
      if let field = descriptor.field(named: name) {
        try request.set(value, for: field)
      }
    }
    let bytes = request.encodedBytes()
    if bytes.count > Self.requestBytesMax {
      let names = files.map(\.source.path).joined(separator: ", ")
      let advice = files.count > 1 ? "Check fewer files at a time" : "Split the file"
      throw CommandFailure(
        .refused,
        "\(names): \(bytes.count) bytes in one request of \(records.count) records, and at most "
          + "\(Self.requestBytesMax) are accepted. \(advice)."
      )
    }
    return bytes
  }

  /// The file and the row that a record of the request was made of; nil when there is no such record.
  private func origin(ofRecord index: Int) -> (file: ImportFile, row: SheetRow)? {
    var index = index
    for file in files {
      if index < file.rows.count { return (file, file.rows[index]) }
      index -= file.rows.count
    }
    return nil
  }

  /// What a service said of a record, as an issue of the file that it came from.
  func issue(of violation: CommonV1.RecordViolation) -> ImportIssue {
    guard let (file, row) = origin(ofRecord: Int(violation.recordIndex)) else {
      return ImportIssue(
        file: files.first?.source.path ?? "",
        line: 0,
        column: violation.field,
        value: "",
        reason: violation.description
      )
    }
    // "season_windows[0].first_month" is about the column season_windows.
    let fieldName = violation.field.prefix { $0 != "[" && $0 != "." }
    let column = file.source.collection.columns.first { $0.field.name == fieldName || $0.name == fieldName }
    let cell = column.flatMap { file.columnIndexes[$0.name] }.map { row.cells[$0] }
    return ImportIssue(
      file: file.source.path,
      line: cell?.line ?? row.line,
      column: column?.name ?? violation.field,
      value: cell?.text.trimmed ?? "",
      reason: violation.description.isEmpty ? violation.reason : violation.description
    )
  }
}
