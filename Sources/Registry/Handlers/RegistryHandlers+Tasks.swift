import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  /// Names the list in page tokens; kinds of record have the numbers below.
  private static var taskListNumber: Int { 1002 }

  func listTasks(
    _ request: CommonV1.ListTasksRequest,
    context: CallContext
  ) async throws -> CommonV1.ListTasksResponse {
    let scope = try RowScope(of: context.caller, through: RegistryV1.RegistryMethods.listTasks.access)
    let query = try TaskQuery(request, asOf: day(request.asOf, "as_of"))
    if !request.producerID.isEmpty, !FieldText.isIdentifier(request.producerID) {
      throw RPCError.invalid(
        field: "producer_id",
        reason: "bad_identifier",
        description: "producer_id names a producer: 1 to 64 characters of A-Z a-z 0-9 - _ ."
      )
    }
    let cursor = try PageCursor(kind: Self.taskListNumber, page: request.page)
    let place = TaskReader.Place(cursor.afterID)
    guard place != nil || cursor.afterID.isEmpty else {
      throw RPCError.invalid(
        field: "page.page_token",
        reason: "bad_page_token",
        description: "page_token is not one that this list returned; start again without it"
      )
    }
    return try await withRPCErrors {
      try await database.read { transaction in
        let asked = try AskedRows(
          resolver.rows(of: scope, in: transaction),
          unitCode: request.unitCode,
          producerID: request.producerID,
          on: query.asOf,
          territories: askedTerritories,
          in: transaction
        )
        let page = try TaskReader(query, asked: asked, units: unitDirectories, in: transaction)
          .page(after: place, limit: cursor.limit)
        var response = CommonV1.ListTasksResponse()
        response.tasks = page.tasks
        response.nextPageToken = page.next.map { cursor.token(after: $0.text) } ?? ""
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }
}
