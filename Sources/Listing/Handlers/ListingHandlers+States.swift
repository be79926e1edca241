import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension ListingHandlers {
  func listListingStates(
    _ request: ListingV1.ListListingStatesRequest,
    context: CallContext
  ) async throws -> ListingV1.ListListingStatesResponse {
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.listListingStates.access)
    let question = try DatedQuestion(
      asOf: request.asOf,
      unitCode: request.unitCode,
      nowUnixMicroseconds: nowUnixMicroseconds()
    )
    let states = try Self.states(request.states)
    let cursor = try PageCursor(kind: PageKind.listingStates.rawValue, page: request.page)
    return try await withRPCErrors {
      try await database.read { transaction in
        let rows = try question.rows(of: scope, resolver: resolver, cache: unitTerritories, in: transaction)
        let reader = StandingReader(on: question.day, in: transaction)
        var holding: [(column: String, value: DatabaseValue)] = []
        if !request.productID.isEmpty { holding.append(("product_id", .text(request.productID))) }
        if !request.storeID.isEmpty { holding.append(("store_id", .text(request.storeID))) }
        let page = try cursor.scan(rowsMax: PageCursor.workedOutRowsMax) { after, limit in
          try IdentifierPage.read(
            "product_listing",
            key: "product_listing_id",
            after: after,
            limit: limit,
            reachedBy: rows.reached.flatMap { ListingRows.filter(.productListing, $0) },
            holding: holding,
            in: transaction
          )
        } record: { id -> ListingV1.ListingStanding? in
          guard let placed = try reader.listing(id), let standing = placed.standing,
            request.floorID.isEmpty || placed.store.floorID == request.floorID,
            states.isEmpty || states.contains(standing.state), rows.holds(placed.producer)
          else { return nil }
          return ListingV1.ListingStanding(placed, standing)
        }
        var response = ListingV1.ListListingStatesResponse()
        response.listings = page.records
        response.nextPageToken = page.nextPageToken
        response.revision = try ChangeLog.head(in: transaction).revision
        return response
      }
    }
  }

  private static func states(_ messages: [ListingV1.ListingState]) throws(RPCError) -> Set<ListingState> {
    var states: Set<ListingState> = []
    for message in messages {
      guard let state = ListingState(rawValue: Int(message.rawValue)) else {
        throw .invalid(
          field: "states",
          reason: "unknown_value",
          description: "\(message.rawValue) is no state of a listing; use 1 to \(ListingState.allCases.count)"
        )
      }
      states.insert(state)
    }
    return states
  }
}
