import Messages
import RPC

/// What the fake listing service answers about states, readiness and leading stores.
struct FakeListingAnswers: Sendable {
  var states: @Sendable (ListingV1.ListListingStatesRequest) -> ListingV1.ListListingStatesResponse = { _ in
    ListingV1.ListListingStatesResponse()
  }
  var readiness: @Sendable (ListingV1.GetReadinessRequest) throws -> ListingV1.GetReadinessResponse = { _ in
    throw RPCError(.notFound, "nothing is kept here")
  }
  var leading: @Sendable (ListingV1.ListLeadingStoresRequest) -> ListingV1.ListLeadingStoresResponse = { _ in
    ListingV1.ListLeadingStoresResponse()
  }
}
