import Messages
import RPC

/// Reads tasks from every service that tells of them.
struct TaskCollector: Sendable {
  let channel: any Channel
  let options: CallOptions

  /// The tasks that a request asks for, of all services; one that has no tasks or does not answer is noted.
  ///
  /// - Throws: `RPCError` for a request that a service refuses; `CommandFailure`.
  func tasks(_ request: CommonV1.ListTasksRequest) async throws -> TaskList {
    var list = TaskList()
    for keeper in RecordKeeper.allCases {
      do {
        try await read(request, from: keeper, into: &list)
      } catch let error as RPCError where Self.isAway(error.code) {
        list.silent.append(TaskList.Silent(service: keeper.rawValue, reason: error.message))
      }
    }
    return list
  }

  private func read(
    _ request: CommonV1.ListTasksRequest,
    from keeper: RecordKeeper,
    into list: inout TaskList
  ) async throws {
    var request = request
    var revision: UInt64 = 0
    let tasks = try await PageReader.all(from: keeper.rawValue) { page in
      request.page = page
      let bytes = try await channel.unaryBytes(
        path: keeper.serviceFullName + "/ListTasks",
        request: request.encodedBytes(),
        options: options
      )
      let answer = try CommonV1.ListTasksResponse(decodingBytes: bytes)
      revision = answer.revision
      return (answer.tasks, answer.nextPageToken)
    }
    list.tasks += tasks
    list.revisions.append(TaskList.Revision(service: keeper.rawValue, revision: revision))
  }

  /// Whether a service is away, or of a version without tasks: then the other's are worth showing.
  private static func isAway(_ code: StatusCode) -> Bool {
    code == .unimplemented || code == .unavailable
  }
}
