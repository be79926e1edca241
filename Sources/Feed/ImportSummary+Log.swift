public import Logging
public import Messages

extension CommonV1.ImportSummary {
  /// Notes an import for operators, as information; an applied one of a single record only for who asks for details:
  /// floors send their orders one by one, and a line for each would bury everything else. All are in the audit log.
  ///
  /// - Parameters:
  ///   - logger: The service's.
  ///   - operationID: Names the import.
  public func note(operationID: String, in logger: Logger) {
    let isSingle = applied && queued.isEmpty && UInt64(created) + UInt64(updated) + UInt64(unchanged) <= 1
    logger.log(level: isSingle ? .debug : .info, "import", metadata: metadata(operationID: operationID))
  }

  /// What an operator wants to read of an import. Names no record and no value.
  private func metadata(operationID: String) -> Logger.Metadata {
    [
      "operation_id": "\(operationID)", "applied": "\(applied)", "revision": "\(revision)", "created": "\(created)",
      "updated": "\(updated)", "unchanged": "\(unchanged)", "queued": "\(queued.count)",
      "violations": "\(violationCount)",
    ]
  }
}
