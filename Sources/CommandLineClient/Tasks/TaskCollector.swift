import Messages
import RPC

/// Reads tasks from every service that tells of them.
struct TaskCollector: Sendable {
  /// Tasks asked for at once.
  static let pageSize: UInt32 = 500

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
    var token = ""
    var tasks: [CommonV1.Task] = []
    var revision: UInt64 = 0
    repeat {
      var page = CommonV1.PageRequest()
      page.pageSize = Self.pageSize
      page.pageToken = token
      request.page = page
      let bytes = try await channel.unaryBytes(
        path: keeper.serviceFullName + "/ListTasks",
        request: request.encodedBytes(),
        options: options
      )
      let answer = try CommonV1.ListTasksResponse(decodingBytes: bytes)
      tasks += answer.tasks
      revision = answer.revision
      guard answer.nextPageToken != token || token.isEmpty else {
        throw CommandFailure(.failure, "\(keeper) answers with the same page again and again")
      }
      token = answer.nextPageToken
    } while !token.isEmpty
    list.tasks += tasks
    list.revisions.append(TaskList.Revision(service: keeper.rawValue, revision: revision))
  }

  /// Whether a service is away, or of a version without tasks: then the other's are worth showing.
  private static func isAway(_ code: StatusCode) -> Bool {
    code == .unimplemented || code == .unavailable
  }
}
