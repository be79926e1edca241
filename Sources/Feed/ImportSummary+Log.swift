public import Logging
public import Messages

extension CommonV1.ImportSummary {
  /// What an operator wants to read of an import. Names no record and no value.
  public func logMetadata(operationID: String) -> Logger.Metadata {
    [
      "operation_id": "\(operationID)", "applied": "\(applied)", "revision": "\(revision)", "created": "\(created)",
      "updated": "\(updated)", "unchanged": "\(unchanged)", "violations": "\(violationCount)",
    ]
  }
}
