import AccessControl
import Messages
import RPC
import Services
import Storage

extension ReportingHandler {
  func digestCopy(
    _ request: ReportingV1.DigestCopyRequest,
    context: CallContext
  ) async throws -> ReportingV1.DigestCopyResponse {
    try RowScope.requireEverything(of: context.caller, through: ReportingV1.ReportingMethods.digestCopy.access)
    return try await answering {
      guard request.table.isEmpty || CopyDigest.tables.contains(request.table) else {
        throw RequestError(
          kind: .notFound,
          field: "table",
          reason: "unknown_table",
          description: "'\(request.table)' is not known; there are: " + CopyDigest.tables.joined(separator: ", ")
        )
      }
      let (response, progress) = try await database.read { transaction in
        let digest = CopyDigest(transaction: transaction)
        var response = ReportingV1.DigestCopyResponse()
        response.isLast = true
        if request.withRows, !request.table.isEmpty {
          response.rows = try digest.rows(of: request.table, after: request.afterRowID)
          response.isLast = response.rows.count < CopyDigest.rowsMax
        } else {
          let tables = request.table.isEmpty ? CopyDigest.tables : [request.table]
          response.tables = try tables.map(digest.table)
        }
        return (response, try CopyReader(transaction: transaction).revisions())
      }
      var answer = response
      answer.watermarks = watermarks(progress)
      return answer
    }
  }
}
