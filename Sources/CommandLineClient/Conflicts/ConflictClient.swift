import ClientKit
import Messages
import RPC

/// Calls the services that keep queues of conflicts.
struct ConflictClient: Sendable {
  let channel: any Channel
  let options: CallOptions

  /// A service whose conflicts are not told, and why.
  struct Silent: Sendable, Hashable {
    let service: String
    let reason: String
  }

  /// Conflicts of all services, in the order of queueing; a service that has no queue or does not answer is noted.
  ///
  /// - Parameters:
  ///   - request: Which ones. One with a kind goes to the service that keeps it.
  /// - Throws: `RPCError` for a request that a service refuses; ``CommandFailure`` when none answers.
  func list(_ request: CommonV1.ListConflictsRequest) async throws -> (conflicts: [ShownConflict], silent: [Silent]) {
    var conflicts: [ShownConflict] = []
    var silent: [Silent] = []
    let keepers = RecordCollection.all.first { $0.singularName == request.kind }.map { [$0.keeper] }
    let asked = keepers ?? RecordKeeper.allCases
    for keeper in asked {
      do {
        conflicts += try await list(request, from: keeper)
      } catch let error as RPCError where error.code == .unimplemented || error.code == .unavailable {
        silent.append(Silent(service: keeper.rawValue, reason: error.message))
      }
    }
    if silent.count == asked.count, let failure = silent.first {
      throw CommandFailure(.unavailable, "no service tells its conflicts: \(failure.reason)")
    }
    return (conflicts, silent)
  }

  private func list(
    _ request: CommonV1.ListConflictsRequest,
    from keeper: RecordKeeper
  ) async throws -> [ShownConflict] {
    var request = request
    return try await PageReader.all(from: keeper.rawValue) { page in
      request.page = page
      let answer: CommonV1.ListConflictsResponse = try await call(keeper, "ListConflicts", request)
      return (try answer.conflicts.map { try ShownConflict($0) }, answer.nextPageToken)
    }
  }

  /// One conflict. Throws `RPCError` NOT_FOUND when there is none; ``CommandFailure`` for what is no identifier.
  func conflict(_ identifier: String) async throws -> ShownConflict {
    var request = CommonV1.GetConflictRequest()
    request.conflictID = identifier
    let answer: CommonV1.Conflict = try await call(Self.keeper(of: identifier), "GetConflict", request)
    return try ShownConflict(answer)
  }

  /// Decides a conflict. Throws as ``conflict(_:)``, and what the service refuses.
  func resolve(_ request: CommonV1.ResolveConflictRequest) async throws -> CommonV1.ResolveConflictResponse {
    try await call(Self.keeper(of: request.conflictID), "ResolveConflict", request)
  }

  /// Takes a conflict back. Throws as ``conflict(_:)``, and what the service refuses.
  func withdraw(_ identifier: String) async throws -> ShownConflict {
    var request = CommonV1.WithdrawConflictRequest()
    request.conflictID = identifier
    let answer: CommonV1.Conflict = try await call(Self.keeper(of: identifier), "WithdrawConflict", request)
    return try ShownConflict(answer)
  }

  private func call<Answer: Message>(
    _ keeper: RecordKeeper,
    _ method: String,
    _ request: some Message
  ) async throws -> Answer {
    let bytes = try await channel.unaryBytes(
      path: "\(keeper.serviceFullName)/\(method)",
      request: request.encodedBytes(),
      options: options
    )
    return try Answer(decodingBytes: bytes)
  }

  private static func keeper(of identifier: String) throws -> RecordKeeper {
    if let keeper = RecordKeeper.allCases.first(where: { identifier.hasPrefix("\($0.rawValue)-") }) { return keeper }
    throw CommandFailure(
      .usage,
      "\"\(identifier.printable)\" names no conflict: they are called registry-12 or listing-3. "
        + "\"ocop conflicts\" shows them."
    )
  }
}
