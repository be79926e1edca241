import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension RegistryHandlers {
  /// Names the list in page tokens; kinds of record have the numbers below.
  private static var targetListNumber: Int { 1003 }

  func listTargetsInForce(
    _ request: RegistryV1.ListTargetsInForceRequest,
    context: CallContext
  ) async throws -> RegistryV1.ListTargetsInForceResponse {
    // Targets belong to nobody, so nothing is left out; a caller is needed all the same.
    _ = try RowScope(of: context.caller, through: RegistryV1.RegistryMethods.listTargetsInForce.access)
    let query = try targetQuery(request)
    let cursor = try PageCursor(kind: Self.targetListNumber, page: request.page)
    let place = TargetsReader.Place(cursor.afterID)
    guard place != nil || cursor.afterID.isEmpty else {
      throw RPCError.invalid(
        field: "page.page_token",
        reason: "bad_page_token",
        description: "page_token is not one that this list returned; start again without it"
      )
    }
    return try await withRPCErrors {
      try await database.read { transaction in
        try Self.checkKnown(query, in: transaction)
        let page = try TargetsReader(query: query, transaction: transaction).page(after: place, limit: cursor.limit)
        var response = RegistryV1.ListTargetsInForceResponse()
        response.targets = page.targets
        response.nextPageToken = page.next.map { cursor.token(after: $0.text) } ?? ""
        response.revision = try ChangeLog.head(in: transaction).revision
        response.asOf = query.asOf.description
        return response
      }
    }
  }

  private func targetQuery(
    _ request: RegistryV1.ListTargetsInForceRequest
  ) throws(RPCError) -> TargetsReader.Query {
    let number = Int(request.indicator.rawValue)
    let indicator = Indicator(rawValue: number)
    guard indicator != nil || number == 0 else {
      throw .invalid(
        field: "indicator",
        reason: "unknown_value",
        description: "indicator \(number) is not known; use 1 to \(Indicator.allCases.count), or 0 for all"
      )
    }
    return TargetsReader.Query(
      asOf: try day(request.asOf, "as_of"),
      phaseID: request.phaseID.isEmpty ? nil : request.phaseID,
      unitCode: request.unitCode.isEmpty ? nil : request.unitCode,
      indicator: indicator
    )
  }

  /// Refuses names of what there is not: an answer without targets would say that none were set.
  private static func checkKnown(_ query: TargetsReader.Query, in transaction: any ReadTransaction) throws {
    if let phaseID = query.phaseID, try !RegistryTables.phases.contains(phaseID, in: transaction) {
      throw RPCError.invalid(
        field: "phase_id",
        reason: "unknown_phase",
        description: "no campaign phase has the identifier \(FieldText.quoted(phaseID)); correct it or leave it empty "
          + "for all"
      )
    }
    guard let unitCode = query.unitCode else { return }
    if try !transaction.exists("SELECT 1 FROM administrative_unit WHERE code = ?1 LIMIT 1", [.text(unitCode)]) {
      throw RPCError.invalid(
        field: "unit_code",
        reason: "unknown_unit",
        description: "no administrative unit has ever had the code \(FieldText.quoted(unitCode)); give the code that "
          + "the phase names the unit with, or leave it empty for all"
      )
    }
  }
}
