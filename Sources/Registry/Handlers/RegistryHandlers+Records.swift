import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  func listRecords(
    _ request: RegistryV1.ListRecordsRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListRecordsResponse {
    let view = try CallerView(of: context.caller, through: RegistryV1.RegistryMethods.listRecords.access)
    let kind = try Self.kind(request.kind)
    return try await withRPCErrors {
      try await database.read { transaction in
        let filter = try reached(kind, by: view.scope, narrowedTo: request.filter, in: transaction)
        var response = RegistryV1.ListRecordsResponse()
        if let revision = request.filter?.changedAfterRevision, revision > 0 {
          let page = try ChangedRecords.page(
            of: (kind.rawValue, kind.name),
            after: revision,
            page: request.page,
            in: transaction
          ) { try RegistryStore.load(kind, id: $0, reachedBy: filter, in: transaction) }
          response.records = try page.records.map { try RegistryV1.Record($0, for: view, in: transaction) }
          response.nextPageToken = page.nextPageToken
        } else {
          let cursor = try PageCursor(kind: kind.rawValue, page: request.page)
          let found = try RegistryStore.page(
            kind,
            after: cursor.afterID,
            limit: cursor.limit + 1,
            reachedBy: filter,
            in: transaction
          )
          let shown = try found.map { try RegistryV1.Record($0, for: view, in: transaction) }
          let page = cursor.page(shown) { found[$0].record.id }
          response.records = page.records
          response.nextPageToken = page.nextPageToken
        }
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  func getRecord(_ request: RegistryV1.GetRecordRequest, context: CallContext) async throws -> RegistryV1.Record {
    let view = try CallerView(of: context.caller, through: RegistryV1.RegistryMethods.getRecord.access)
    let kind = try Self.kind(request.kind)
    return try await withRPCErrors {
      if view.scope == .everything, request.atRevision == 0 {
        let found = try await database.readPoint { transaction in
          try RegistryStore.load(kind, id: request.id, in: transaction)
            .map { try RegistryV1.Record($0, for: view, in: transaction) }
        }
        guard let found else { throw RPCError.missing("\(kind)", name: request.id) }
        return found
      }
      // Of a scope more than a few rows may have to be read, and of the past a chain of events.
      return try await database.read { transaction in
        let now = try reachedRecord(kind, request.id, by: view.scope, in: transaction)
        guard request.atRevision > 0 else { return try RegistryV1.Record(now, for: view, in: transaction) }
        let event = try RecordHistory.event(
          of: "\(kind)",
          id: request.id,
          newestRevision: now.revision,
          atRevision: request.atRevision,
          in: transaction
        )
        return try Self.record(of: event, now: now, for: view, in: transaction)
      }
    }
  }

  func listHistory(
    _ request: RegistryV1.ListHistoryRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListHistoryResponse {
    let view = try CallerView(of: context.caller, through: RegistryV1.RegistryMethods.listHistory.access)
    let kind = try Self.kind(request.kind)
    return try await withRPCErrors {
      try await database.read { transaction in
        let now = try reachedRecord(kind, request.id, by: view.scope, in: transaction)
        let page = try RecordHistory.page(
          kind: kind.rawValue,
          subject: "\(kind.name)/\(request.id)",
          newestRevision: now.revision,
          page: request.page,
          in: transaction
        )
        var response = RegistryV1.ListHistoryResponse()
        response.versions = try page.events.map { event in
          var version = RegistryV1.RecordVersion()
          version.revision = event.revision
          version.recordedAtUnixMicroseconds = event.recordedAtUnixMicroseconds
          version.operationID = event.operationID
          version.isErased = event.isErased
          if !event.isErased { version.record = try Self.record(of: event, now: now, for: view, in: transaction) }
          return version
        }
        response.nextPageToken = page.nextPageToken
        response.isTruncated = page.isTruncated
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  /// The record as an event told of it, as the call may see it: whose name is a person's now has always been one.
  private static func record(
    of event: CommonV1.ChangeEvent,
    now: StoredRecord<RegistryRecord>,
    for view: CallerView,
    in transaction: any ReadTransaction
  ) throws -> RegistryV1.Record {
    var record = try RegistryV1.Record(decodingBytes: event.change)
    record.revision = event.revision
    try record.mask(for: view, isOfPerson: RegistryV1.Record(now).isOfPerson, in: transaction)
    return record
  }

  /// The record with an identifier as it is now. Throws NOT_FOUND when the call does not reach it.
  private func reachedRecord(
    _ kind: RecordKind,
    _ id: String,
    by scope: RowScope,
    in transaction: any ReadTransaction
  ) throws -> StoredRecord<RegistryRecord> {
    let filter = try reached(kind, by: scope, narrowedTo: nil, in: transaction)
    guard let found = try RegistryStore.load(kind, id: id, reachedBy: filter, in: transaction) else {
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
    let own = try resolver.rows(of: scope, in: transaction).flatMap { RegistryRows.filter(kind, $0) }
    guard let filter else { return own }
    let listed = RecordListFilter.Kind(
      name: kind.name,
      rows: { RegistryRows.filter(kind, $0) },
      ofProduct: { RegistryRows.ofProduct($0, kind) }
    )
    let asked = try RecordListFilter(filter, resolver: resolver)
      .condition(on: listed, in: transaction) { code, day in
        try RegistryRows.unit(code: code, on: day, in: transaction)
      }
    guard let own, let asked else { return own ?? asked }
    return own.and(asked)
  }
}
