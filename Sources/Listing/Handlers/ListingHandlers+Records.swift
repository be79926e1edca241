import AccessControl
import Feed
import Messages
import RPC
import Services
import Storage

extension ListingHandlers {
  func listRecords(
    _ request: ListingV1.ListRecordsRequest,
    context: CallContext
  ) async throws -> ListingV1.ListRecordsResponse {
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.listRecords.access)
    let kind = try Self.kind(request.kind)
    return try await withRPCErrors {
      try await database.read { transaction in
        let filter = try reached(kind, by: scope, narrowedTo: request.filter, in: transaction)
        var response = ListingV1.ListRecordsResponse()
        if let revision = request.filter?.changedAfterRevision, revision > 0 {
          let page = try ChangedRecords.page(
            of: (kind.rawValue, kind.name),
            after: revision,
            page: request.page,
            in: transaction
          ) { try ListingStore.load(kind, id: $0, reachedBy: filter, in: transaction) }
          response.records = page.records.map { ListingV1.Record($0) }
          response.nextPageToken = page.nextPageToken
        } else {
          let cursor = try PageCursor(kind: kind.rawValue, page: request.page)
          let found = try ListingStore.page(
            kind,
            after: cursor.afterID,
            limit: cursor.limit + 1,
            reachedBy: filter,
            in: transaction
          )
          let page = cursor.page(found.map { ListingV1.Record($0) }) { found[$0].record.id }
          response.records = page.records
          response.nextPageToken = page.nextPageToken
        }
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  func getRecord(_ request: ListingV1.GetRecordRequest, context: CallContext) async throws -> ListingV1.Record {
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.getRecord.access)
    let kind = try Self.kind(request.kind)
    return try await withRPCErrors {
      if scope == .everything, request.atRevision == 0 {
        let found = try await database.readPoint { try ListingStore.load(kind, id: request.id, in: $0) }
        guard let found else { throw RPCError.missing("\(kind)", name: request.id) }
        return ListingV1.Record(found)
      }
      // Of a scope more than a few rows may have to be read, and of the past a chain of events.
      return try await database.read { transaction in
        let now = try reachedRecord(kind, request.id, by: scope, in: transaction)
        guard request.atRevision > 0 else { return ListingV1.Record(now) }
        let event = try RecordHistory.event(
          of: "\(kind)",
          id: request.id,
          newestRevision: now.revision,
          atRevision: request.atRevision,
          in: transaction
        )
        return try Self.record(of: event)
      }
    }
  }

  func listHistory(
    _ request: ListingV1.ListHistoryRequest,
    context: CallContext
  ) async throws -> ListingV1.ListHistoryResponse {
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.listHistory.access)
    let kind = try Self.kind(request.kind)
    return try await withRPCErrors {
      try await database.read { transaction in
        let now = try reachedRecord(kind, request.id, by: scope, in: transaction)
        let page = try RecordHistory.page(
          kind: kind.rawValue,
          subject: "\(kind.name)/\(request.id)",
          newestRevision: now.revision,
          page: request.page,
          in: transaction
        )
        var response = ListingV1.ListHistoryResponse()
        response.versions = try page.events.map { event in
          var version = ListingV1.RecordVersion()
          version.revision = event.revision
          version.recordedAtUnixMicroseconds = event.recordedAtUnixMicroseconds
          version.operationID = event.operationID
          version.isErased = event.isErased
          if !event.isErased { version.record = try Self.record(of: event) }
          return version
        }
        response.nextPageToken = page.nextPageToken
        response.isTruncated = page.isTruncated
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  private static func record(of event: CommonV1.ChangeEvent) throws -> ListingV1.Record {
    var record = try ListingV1.Record(decodingBytes: event.change)
    record.revision = event.revision
    return record
  }

  /// The record with an identifier as it is now. Throws NOT_FOUND when the call does not reach it.
  private func reachedRecord(
    _ kind: RecordKind,
    _ id: String,
    by scope: RowScope,
    in transaction: any ReadTransaction
  ) throws -> StoredRecord<ListingRecord> {
    let filter = try reached(kind, by: scope, narrowedTo: nil, in: transaction)
    guard let found = try ListingStore.load(kind, id: id, reachedBy: filter, in: transaction) else {
      throw RPCError.missing("\(kind)", name: id)
    }
    return found
  }

  /// Which records of a kind a list holds: what the call reaches, and of that what it asks for; nil = all.
  private func reached(
    _ kind: RecordKind,
    by scope: RowScope,
    narrowedTo filter: CommonV1.RecordFilter?,
    in transaction: any ReadTransaction
  ) throws -> RowFilter? {
    let own = try resolver.rows(of: scope, in: transaction).flatMap { ListingRows.filter(kind, $0) }
    guard let filter else { return own }
    let listed = RecordListFilter.Kind(
      name: kind.name,
      rows: { ListingRows.filter(kind, $0) },
      ofProduct: { ListingRows.ofProduct($0, kind) }
    )
    let asked = try RecordListFilter(filter, resolver: resolver)
      .condition(on: listed, in: transaction) { try RegistryProjection.unit(code: $0, on: $1, in: transaction) }
    guard let own, let asked else { return own ?? asked }
    return own.and(asked)
  }
}
