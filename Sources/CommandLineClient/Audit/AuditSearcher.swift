import Messages
import RPC
import Services

/// Searches the audit logs of all services.
struct AuditSearcher: Sendable {
  /// An entry, and whose log it is in.
  struct Found: Sendable {
    let keeper: RecordKeeper
    let entry: AuditV1.AuditEntry
  }

  let channel: any Channel
  let options: CallOptions

  /// Entries of one service at most.
  let limit: Int

  /// Everything that is found, in the order of time; of each service up to `limit` entries.
  ///
  /// - Returns: The entries, and whether a service has more.
  func search(_ request: AuditV1.SearchAuditRequest) async throws -> (found: [Found], hasMore: Bool) {
    var found: [Found] = []
    var hasMore = false
    for keeper in RecordKeeper.allCases {
      var count = 0
      var page = CommonV1.PageRequest()
      repeat {
        var request = request
        page.pageSize = UInt32(min(500, limit - count))
        request.page = page
        let response = try await self.page(of: keeper, request)
        found += response.entries.map { Found(keeper: keeper, entry: $0) }
        count += response.entries.count
        page.pageToken = response.nextPageToken
      } while !page.pageToken.isEmpty && count < limit
      if !page.pageToken.isEmpty { hasMore = true }
    }
    // What has the same time keeps the order of its log.
    found.sort { left, right in
      (left.entry.recordedAtUnixMicroseconds, left.keeper.rawValue, left.entry.sequence)
        < (right.entry.recordedAtUnixMicroseconds, right.keeper.rawValue, right.entry.sequence)
    }
    return (found, hasMore)
  }

  /// Who called the operations that changed a record, by operation; nothing for who may not read the audit log.
  func callers(of keeper: RecordKeeper, record: String) async throws -> [String: String] {
    var callers: [String: String] = [:]
    var request = AuditV1.SearchAuditRequest()
    request.record = record
    var page = CommonV1.PageRequest()
    var count = 0
    repeat {
      page.pageSize = 500
      request.page = page
      let response: AuditV1.SearchAuditResponse
      do {
        response = try await self.page(of: keeper, request)
      } catch let error as RPCError where error.code == .permissionDenied || error.code == .unauthenticated {
        return [:]
      }
      for entry in response.entries where !entry.operationID.isEmpty {
        callers[entry.operationID] = AuditText.who(entry)
      }
      count += response.entries.count
      page.pageToken = response.nextPageToken
    } while !page.pageToken.isEmpty && count < limit
    return callers
  }

  private func page(
    of keeper: RecordKeeper,
    _ request: AuditV1.SearchAuditRequest
  ) async throws -> AuditV1.SearchAuditResponse {
    switch keeper {
    case .registry: try await RegistryV1.RegistryClient(channel: channel).searchAudit(request, options: options)
    case .listing: try await ListingV1.ListingClient(channel: channel).searchAudit(request, options: options)
    }
  }
}
