import ClientKit
import Identity
import Messages

/// Records that go to one service in one request, all or none.
struct ImportBatch: Sendable {
  let keeper: RecordKeeper
  let entries: [ImportEntry]

  /// Names the operation after its records, so that the same records sent again, also by another run, are done once.
  ///
  /// - Parameter kind: What the records are, for people who read the audit log.
  func operationID(kind: String, part: Int) -> String {
    var digest = ContentDigest()
    for entry in entries {
      digest.add(Array("\(entry.bytes.count) ".utf8))
      digest.add(entry.bytes)
    }
    return "import-\(kind)-\(digest.text.prefix(32))-\(part)"
  }

  /// The request's bytes.
  ///
  /// - Parameters:
  ///   - registryRevision: Revision that listing must have followed the registry to; ignored by the registry.
  ///   - queuesConflicts: Whether records that others have changed since go into the service's queue.
  /// - Throws: ``CommandFailure`` when the schema is not the expected one.
  func request(operationID: String, isDryRun: Bool, registryRevision: UInt64, queuesConflicts: Bool) throws -> [UInt8] {
    guard let descriptor = SchemaCatalog.message(named: keeper.package + ".ImportRecordsRequest") else {
      throw CommandFailure(.failure, "the schema lacks \(keeper.package).ImportRecordsRequest")
    }
    var request = DynamicMessage(descriptor)
    let values: [(String, DynamicValue)] = [
      ("operation_id", .string(operationID)), ("dry_run", .bool(isDryRun)),
      ("records", .repeated(entries.map { .message($0.record) })), ("registry_revision", .uint64(registryRevision)),
      ("queue_conflicts", .bool(queuesConflicts)),
    ]
    for (name, value) in values {
      if let field = descriptor.field(named: name) {
        try request.set(value, for: field)
      }
    }
    return request.encodedBytes()
  }
}
