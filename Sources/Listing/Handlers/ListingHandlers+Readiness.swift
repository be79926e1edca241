import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage

extension ListingHandlers {
  func getReadiness(
    _ request: ListingV1.GetReadinessRequest,
    context: CallContext
  ) async throws -> ListingV1.GetReadinessResponse {
    let scope = try RowScope(of: context.caller, through: ListingV1.ListingMethods.getReadiness.access)
    let question = try DatedQuestion(asOf: request.asOf, nowUnixMicroseconds: nowUnixMicroseconds())
    let found = try await withRPCErrors {
      try await database.read { transaction -> ListingV1.GetReadinessResponse? in
        if let rows = try resolver.rows(of: scope, in: transaction),
          try !RegistryProjection.hasProduct(request.productID, reachedBy: ListingRows.products(rows), in: transaction)
        {
          return nil
        }
        guard let product = try RegistryProjection.profile(request.productID, in: transaction) else { return nil }
        return try Self.readiness(of: product, on: question.day, in: transaction)
      }
    }
    guard let found else { throw RPCError.missing("product", name: request.productID) }
    return found
  }

  private static func readiness(
    of product: ProductProfile,
    on day: CivilDate,
    in transaction: any ReadTransaction
  ) throws -> ListingV1.GetReadinessResponse {
    let ofProducer: [DatabaseValue] = [.text(product.producerID)]
    let stores = try ListingTables.stores.select(
      "WHERE producer_id = ?1 ORDER BY store_id",
      ofProducer,
      in: transaction
    )
    let accounts = try ListingTables.accounts.select(
      "WHERE producer_id = ?1 ORDER BY payment_account_id",
      ofProducer,
      in: transaction
    )
    let rules = try RegistryProjection.recognitionRules(in: transaction)
    let listings = try StandingReader(on: day, in: transaction).listings(ofProduct: product.id)
    var response = ListingV1.GetReadinessResponse()
    response.productID = product.id
    response.producerID = product.producerID
    response.asOf = day.description
    response.floors = try ListingTables.floors.select("ORDER BY floor_id", [], in: transaction).map { floor in
      let checklist = ReadinessChecklist(
        product: product,
        rules: rules,
        floor: floor,
        stores: stores,
        accounts: accounts
      )
      return ListingV1.FloorReadiness(
        floor,
        items: checklist.items(on: day),
        listings: listings.filter { $0.store.floorID == floor.id }
      )
    }
    response.revision = try ChangeLog.head(in: transaction).revision
    response.registryRevision = try FollowerCursor.load(source: "registry", in: transaction).revision
    return response
  }
}

extension ListingV1.FloorReadiness {
  /// The message of a product on a floor.
  fileprivate init(_ floor: Floor, items: [ReadinessItem], listings: [PlacedListing]) {
    self.init()
    floorID = floor.id
    floorName = floor.name
    ready = items.allSatisfy { $0.isSatisfied || !$0.isRequired }
    self.items = items.map(ListingV1.ReadinessItem.init)
    let standings = listings.compactMap { placed in placed.standing.map { (placed, $0) } }
    self.listings = standings.sorted { $0.1.state.preference < $1.1.state.preference }
      .map { ListingV1.ListingStanding($0.0, $0.1) }
  }
}

extension ListingState {
  /// Of several listings of a product on a floor the lowest comes first.
  fileprivate var preference: Int {
    switch self {
    case .live: 0
    case .unverified: 1
    case .accepted: 2
    case .declared: 3
    case .planned: 4
    case .paused: 5
    case .notFound: 6
    case .notListed: 7
    case .ended: 8
    }
  }
}

extension ListingV1.ReadinessItem {
  /// The message of a line of the checklist.
  fileprivate init(_ item: ReadinessItem) {
    self.init()
    what = ListingV1.ReadinessKind(rawValue: Int32(item.kind.rawValue))
    required = item.isRequired
    satisfied = item.isSatisfied
    since = item.since?.description ?? ""
    expiresOn = item.expiresOn?.description ?? ""
    opensOn = item.opensOn?.description ?? ""
    actor = CommonV1.Actor(item.advice?.party)
    adviceVietnamese = item.advice?.vietnamese ?? ""
    adviceEnglish = item.advice?.english ?? ""
  }
}
