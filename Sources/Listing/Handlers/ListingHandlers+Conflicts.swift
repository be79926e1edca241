import AccessControl
import Audit
import Feed
import Messages
import RPC
import Services
import Storage

extension ListingHandlers {
  /// Records that wait for an officer.
  static let conflictQueue = ConflictQueue(
    service: "listing",
    kinds: RecordKind.allCases.map { ($0.rawValue, $0.name) }
  )

  func listConflicts(
    _ request: CommonV1.ListConflictsRequest,
    context: CallContext
  ) async throws -> CommonV1.ListConflictsResponse {
    let view = try CallerView(of: context.caller, through: ListingV1.ListingMethods.listConflicts.access)
    return try await withRPCErrors {
      try await database.read { transaction in
        let own = try resolver.rows(of: view.scope, in: transaction)
        let asked =
          request.unitCode.isEmpty
          ? nil
          : try resolver.rows(ofUnit: request.unitCode, field: "unit_code", in: transaction) { code, day in
            try RegistryProjection.unit(code: code, on: day, in: transaction)
          }
        return try conflicts(for: view) { reference, transaction in
          let isReached = try Self.reaches(reference, own, orNobodys: true, in: transaction)
          return try isReached && Self.reaches(reference, asked, orNobodys: false, in: transaction)
        }.list(request, in: transaction)
      }
    }
  }

  func getConflict(
    _ request: CommonV1.GetConflictRequest,
    context: CallContext
  ) async throws -> CommonV1.Conflict {
    let view = try CallerView(of: context.caller, through: ListingV1.ListingMethods.getConflict.access)
    return try await conflict(request.conflictID, for: view)
  }

  func resolveConflict(
    _ request: CommonV1.ResolveConflictRequest,
    context: CallContext
  ) async throws -> CommonV1.ResolveConflictResponse {
    let origin = try AuditOrigin(context)
    let view = try CallerView(of: context.caller, through: ListingV1.ListingMethods.resolveConflict.access)
    let resolver = resolver
    let summary = try await refusals.noting(context) {
      try await Self.refusingOverflow {
        try await importer.resolve(
          request,
          requestDigest: view.scope.bound(SHA256.digest(ofMessages: [request])),
          by: context.caller?.key ?? "",
          in: Self.conflictQueue,
          records: ListingRecords(scope: view.scope, resolver: resolver),
          reaches: { reference, transaction in
            let own = try resolver.rows(of: view.scope, in: transaction, isCommitted: false)
            return try Self.reaches(reference, own, orNobodys: true, in: transaction)
          },
          onStored: { [nowUnixMicroseconds] conflict, stored, transaction in
            let note = AuditNote.resolved(
              conflict,
              in: Self.conflictQueue,
              stored,
              origin: origin,
              operationID: request.operationID
            )
            try AuditLog.append(note, at: nowUnixMicroseconds(), in: transaction)
          }
        )
      }
    }
    refusals.noteOutOfScope(summary, context)
    var response = CommonV1.ResolveConflictResponse()
    response.summary = summary
    do {
      response.conflict = try await conflict(request.conflictID, for: view)
    } catch let error as RPCError where error.code == .notFound {
      // A decision that is repeated after a long time: its conflict is forgotten, or the record is another office's.
    }
    return response
  }

  func withdrawConflict(
    _ request: CommonV1.WithdrawConflictRequest,
    context: CallContext
  ) async throws -> CommonV1.Conflict {
    let origin = try AuditOrigin(context)
    let view = try CallerView(of: context.caller, through: ListingV1.ListingMethods.withdrawConflict.access)
    var isOfProducer = false
    if case .producer = view.scope { isOfProducer = true }
    let now = nowUnixMicroseconds()
    let caller = context.caller?.key ?? ""
    return try await refusals.noting(context) { [isOfProducer] in
      try await withRPCErrors {
        try await database.write { transaction in
          let own = try resolver.rows(of: view.scope, in: transaction, isCommitted: false)
          let conflicts = conflicts(for: view) { reference, transaction in
            try Self.reaches(reference, own, orNobodys: true, in: transaction)
          }
          let (conflict, withdrawn) = try conflicts.withdraw(
            request.conflictID,
            by: caller,
            decides: { reference, transaction in
              try !isOfProducer && Self.reaches(reference, own, orNobodys: false, in: transaction)
            },
            at: now,
            in: transaction
          )
          if let withdrawn {
            let note = AuditNote.withdrawn(withdrawn, in: Self.conflictQueue, origin: origin)
            try AuditLog.append(note, at: now, in: transaction)
          }
          return conflict
        }
      }
    }
  }

  private func conflict(_ identifier: String, for view: CallerView) async throws -> CommonV1.Conflict {
    try await withRPCErrors {
      try await database.read { transaction in
        let own = try resolver.rows(of: view.scope, in: transaction)
        return try conflicts(for: view) { reference, transaction in
          try Self.reaches(reference, own, orNobodys: true, in: transaction)
        }.conflict(identifier, in: transaction)
      }
    }
  }

  private func conflicts(
    for view: CallerView,
    reaches: @escaping (RecordReference, any ReadTransaction) throws -> Bool
  ) -> ConflictReader<ListingRecords> {
    ConflictReader(
      of: Self.conflictQueue,
      records: ListingRecords(scope: view.scope, resolver: resolver),
      reaches: reaches
    )
  }

  /// Whether a record is one of some rows; nil = all of them.
  ///
  /// - Parameter orNobodys: Whether records that belong to nobody count as such.
  private static func reaches(
    _ reference: RecordReference,
    _ rows: ReachedRows?,
    orNobodys: Bool,
    in transaction: any ReadTransaction
  ) throws -> Bool {
    guard let kind = RecordKind(rawValue: reference.kind) else { return false }
    guard let rows else { return true }
    guard let filter = ListingRows.filter(kind, rows) else { return orNobodys }
    return try ListingStore.contains(kind, id: reference.id, reachedBy: filter, in: transaction)
  }
}
