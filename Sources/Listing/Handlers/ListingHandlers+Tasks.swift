import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension ListingHandlers {
  func listTasks(
    _ request: CommonV1.ListTasksRequest,
    context: CallContext
  ) async throws -> CommonV1.ListTasksResponse {
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.listTasks.access)
    let question = try DatedQuestion(
      asOf: request.asOf,
      unitCode: request.unitCode,
      nowUnixMicroseconds: nowUnixMicroseconds()
    )
    let cursor = try PageCursor(kind: PageKind.tasks.rawValue, page: request.page)
    let kinds = Set(request.kinds.compactMap { NudgeKind(rawValue: Int($0.rawValue)) })
    // Kinds of other services' tasks are asked for with the same request; so are assignees, which no task here has.
    let isForOthers = !request.kinds.isEmpty && kinds.isEmpty || !request.assignee.isEmpty
    return try await withRPCErrors {
      try await database.read { transaction in
        var response = CommonV1.ListTasksResponse()
        response.revision = try ChangeLog.head(in: transaction).revision
        let rows = try question.rows(of: scope, resolver: resolver, cache: unitTerritories, in: transaction)
        if isForOthers { return response }
        let reader = try NudgeReader(on: question.day, in: transaction)
        let scan = TaskScan(
          cursor: cursor,
          kinds: kinds,
          read: { kind, after, limit in
            try Self.rows(kind, after, limit, reachedBy: rows, of: request.producerID, in: transaction)
          },
          tasks: { kind, row in
            try reader.nudges(kind, about: row, holds: rows.holds)
              .map { CommonV1.Task($0.nudge, $0.producer, on: question.day) }
              .filter { task in
                (request.actor == .unspecified || task.actor == request.actor)
                  && (!request.overdueOnly || task.urgency == .overdue)
              }
          }
        )
        let page = try scan.page()
        response.tasks = page.tasks
        response.nextPageToken = page.nextPageToken
        return response
      }
    }
  }

  /// Identifiers of the products, or stores, that tasks of a kind are about.
  private static func rows(
    _ kind: NudgeKind,
    _ after: String,
    _ limit: Int,
    reachedBy rows: DatedQuestion.Rows,
    of producerID: String,
    in transaction: any ReadTransaction
  ) throws -> [String] {
    let isOfStores = kind == .wakeSilentStore
    return try IdentifierPage.read(
      isOfStores ? "store" : "registry_product",
      key: isOfStores ? "store_id" : "product_id",
      after: after,
      limit: limit,
      reachedBy: rows.reached.flatMap { isOfStores ? ListingRows.filter(.store, $0) : ListingRows.products($0) },
      holding: producerID.isEmpty ? [] : [("producer_id", .text(producerID))],
      in: transaction
    )
  }
}

extension CommonV1.Task {
  /// The message of a task.
  fileprivate init(_ nudge: Nudge, _ producer: KnownProducer?, on day: CivilDate) {
    self.init()
    taskID = nudge.id
    kind = CommonV1.TaskKind(rawValue: Int32(nudge.kind.rawValue))
    actor = CommonV1.Actor(nudge.advice.party)
    producerID = nudge.producerID
    productID = nudge.productID
    unitCode = producer?.unitCode ?? ""
    openedOn = nudge.openedOn.description
    dueOn = nudge.dueOn.description
    urgency = CommonV1.TaskUrgency(rawValue: Int32(nudge.urgency(on: day).rawValue))
    whatVietnamese = nudge.advice.vietnamese
    whatEnglish = nudge.advice.english
  }
}
