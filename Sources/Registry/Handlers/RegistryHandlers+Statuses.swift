import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  /// Names the list in page tokens; kinds of record have the numbers below.
  private static var statusListNumber: Int { 1001 }
  /// Days ahead that certificates running out may be asked for.
  private static var expiringDaysMax: UInt32 { 3650 }

  func listRecognitionStatuses(
    _ request: RegistryV1.ListRecognitionStatusesRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListRecognitionStatusesResponse {
    let access = RegistryV1.RegistryMethods.listRecognitionStatuses.access
    let scope = try RowScope(of: context.caller, through: access)
    let query = try statusQuery(request)
    let cursor = try PageCursor(kind: Self.statusListNumber, page: request.page)
    return try await withRPCErrors {
      try await database.read { transaction in
        let head = try ChangeLog.head(in: transaction).revision
        let past = request.atRevision > 0 ? try RegistryPast(atRevision: request.atRevision, in: transaction) : nil
        let asked = try askedRows(of: request, by: scope, on: query.asOf, at: past, in: transaction)
        let page = try RecognitionStatusReader(query, asked: asked, past: past, in: transaction)
          .page(after: cursor.afterID, limit: cursor.limit)
        var response = RegistryV1.ListRecognitionStatusesResponse()
        response.asOf = query.asOf.description
        response.revision = past?.revision ?? head
        response.statuses = page.statuses
        response.counts = page.counts
        response.productsOfErasedUnit = UInt32(page.erasedUnitCount)
        response.nextPageToken = page.nextAfterID.map { cursor.token(after: $0) } ?? ""
        return response
      }
    }
  }

  private func askedRows(
    of request: RegistryV1.ListRecognitionStatusesRequest,
    by scope: RowScope,
    on day: CivilDate,
    at past: RegistryPast?,
    in transaction: any ReadTransaction
  ) throws -> AskedRows {
    let rows = try resolver.rows(of: scope, in: transaction)
    if let past {
      return try AskedRows(
        rows,
        unitCode: request.unitCode,
        on: day,
        at: past,
        territories: askedTerritories,
        pastTerritories: pastTerritories
      )
    }
    return try AskedRows(
      rows,
      unitCode: request.unitCode,
      producerID: "",
      on: day,
      territories: askedTerritories,
      in: transaction
    )
  }

  /// The day of a list: as it was sent, or today in Vietnam.
  func day(_ text: String, _ field: String) throws(RPCError) -> CivilDate {
    var rules = RuleChecker()
    let day = rules.optionalDate(text, field)
    if let fault = rules.violations.first {
      throw .invalid(field: field, reason: fault.reason, description: fault.description)
    }
    return day ?? CivilDate(inVietnamAtUnixMicroseconds: nowUnixMicroseconds())
  }

  private func statusQuery(
    _ request: RegistryV1.ListRecognitionStatusesRequest
  ) throws(RPCError) -> RecognitionStatusQuery {
    var states: Set<RecognitionState> = []
    for state in request.states {
      guard let known = RecognitionState(rawValue: Int(state.rawValue)) else {
        throw .invalid(
          field: "states",
          reason: "unknown_value",
          description: "state \(state.rawValue) is not known; use 1 to \(RecognitionState.allCases.count)"
        )
      }
      states.insert(known)
    }
    guard request.expiringWithinDays <= Self.expiringDaysMax else {
      throw .invalid(
        field: "expiring_within_days",
        reason: "out_of_range",
        description: "expiring_within_days must be 1 to \(Self.expiringDaysMax), or 0 for all"
      )
    }
    if !request.productID.isEmpty, !FieldText.isIdentifier(request.productID) {
      throw .invalid(
        field: "product_id",
        reason: "bad_identifier",
        description: "product_id names a product: 1 to 64 characters of A-Z a-z 0-9 - _ ."
      )
    }
    return RecognitionStatusQuery(
      asOf: try day(request.asOf, "as_of"),
      productID: request.productID.isEmpty ? nil : request.productID,
      states: states,
      expiringWithinDays: request.expiringWithinDays == 0 ? nil : Int(request.expiringWithinDays),
      everyRecognition: request.everyRecognition
    )
  }
}
