import CallerTestSupport
import Messages
import RPC
import Services
import Testing

@testable import Listing

/// A listing service over the map of `ScopeScenario`, with products that are recognised, and questions about days.
/// Producer DM (office 187) has SP-DM, sold by kg all year; TT (187 as well) has SP-TT, in season September to
/// November; BV (182) has SP-BV. Each has a store on voso.
struct DatedScenario {
  let scope: ScopeScenario

  var listing: ListingUnderTest { scope.listing }

  static func following(
    on day: String = "2021-11-05",
    _ body: (DatedScenario) async throws -> Void
  ) async throws {
    try await ScopeScenario.following(on: day) { scope async throws in
      let known = try await scope.listing.registry.append([
        product("SP-DM", of: "DM"), product("SP-TT", of: "TT", season: (9, 11)), product("SP-BV", of: "BV"),
        recognition("CN-DM", of: "SP-DM"), recognition("CN-TT", of: "SP-TT"), recognition("CN-BV", of: "SP-BV"),
        recognition("CN-unreadable", of: "SP-BX", issued: "soon"),
      ])
      let checked = try await scope.listing.importing([], dryRun: true, registryRevision: known)
      #expect(checked.violationCount == 0)
      try await body(DatedScenario(scope: scope))
    }
  }

  func states(
    as caller: Caller,
    size: UInt32 = 0,
    _ change: (inout ListingV1.ListListingStatesRequest) -> Void = { _ in }
  ) async throws -> [ListingV1.ListingStanding] {
    var request = ListingV1.ListListingStatesRequest()
    change(&request)
    var found: [ListingV1.ListingStanding] = []
    repeat {
      request.page = Self.page(size, request.page?.pageToken ?? "")
      let answer = try await listing.called(by: caller).client.listListingStates(request)
      found += answer.listings
      request.page?.pageToken = answer.nextPageToken
    } while request.page?.pageToken != ""
    return found
  }

  func tasks(
    as caller: Caller,
    size: UInt32 = 0,
    _ change: (inout CommonV1.ListTasksRequest) -> Void = { _ in }
  ) async throws -> [CommonV1.Task] {
    var request = CommonV1.ListTasksRequest()
    change(&request)
    var found: [CommonV1.Task] = []
    repeat {
      request.page = Self.page(size, request.page?.pageToken ?? "")
      let answer = try await listing.called(by: caller).client.listTasks(request)
      #expect(size == 0 || answer.tasks.count <= Int(size))
      found += answer.tasks
      request.page?.pageToken = answer.nextPageToken
    } while request.page?.pageToken != ""
    return found
  }

  func leading(
    as caller: Caller,
    size: UInt32 = 0,
    _ change: (inout ListingV1.ListLeadingStoresRequest) -> Void = { _ in }
  ) async throws -> ListingV1.ListLeadingStoresResponse {
    var request = ListingV1.ListLeadingStoresRequest()
    change(&request)
    var stores: [ListingV1.LeadingStore] = []
    while true {
      request.page = Self.page(size, request.page?.pageToken ?? "")
      var answer = try await listing.called(by: caller).client.listLeadingStores(request)
      stores += answer.stores
      if answer.nextPageToken.isEmpty {
        answer.stores = stores
        return answer
      }
      request.page?.pageToken = answer.nextPageToken
    }
  }

  func readiness(
    of productID: String,
    as caller: Caller,
    on day: String = ""
  ) async throws -> ListingV1.GetReadinessResponse {
    var request = ListingV1.GetReadinessRequest()
    request.productID = productID
    request.asOf = day
    return try await listing.called(by: caller).client.getReadiness(request)
  }

  private static func page(_ size: UInt32, _ token: String) -> CommonV1.PageRequest {
    var page = CommonV1.PageRequest()
    page.pageSize = size
    page.pageToken = token
    return page
  }

  static func product(_ id: String, of producerID: String, season: (UInt32, UInt32)? = nil) -> RegistryV1.Record {
    var product = RegistryV1.Product()
    product.productID = id
    product.producerID = producerID
    product.name = "Na \(id)"
    product.unitOfSale = "kg"
    if let season {
      var window = RegistryV1.SeasonWindow()
      window.firstMonth = season.0
      window.lastMonth = season.1
      product.seasonWindows = [window]
    }
    var record = RegistryV1.Record()
    record.record = .product(product)
    return record
  }

  static func recognition(
    _ id: String,
    of productID: String,
    issued: String = "2021-06-01"
  ) -> RegistryV1.Record {
    var recognition = RegistryV1.Recognition()
    recognition.recognitionID = id
    recognition.productID = productID
    recognition.issuedOn = issued
    var record = RegistryV1.Record()
    record.record = .recognition(recognition)
    return record
  }
}
