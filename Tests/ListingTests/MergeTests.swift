import CallerTestSupport
import Messages
import Testing

@testable import Listing

@Suite("Merged producers in the listing service")
struct MergeTests {
  private func merging(_ id: String, into survivor: String, in scenario: ScopeScenario) async throws {
    var producer = RegistryV1.Producer()
    producer.producerID = id
    producer.unitCode = "06466"
    producer.registeredOn = "2021-01-01"
    producer.mergedIntoProducerID = survivor
    var record = RegistryV1.Record()
    record.record = .producer(producer)
    let known = try await scenario.listing.registry.append([record])
    // A record of no change waits for the registry to be followed.
    let summary = try await scenario.listing.importing([Sample.floor("voso")], registryRevision: known)
    try #require(summary.applied)
  }

  @Test("a store takes the products of every producer that counts as its own, until the merge is undone")
  func products() async throws {
    try await ScopeScenario.following { scenario in
      let listing = scenario.listing
      let crossed = [Sample.listing("DB-9", in: "CH-DM", of: "SP-TT")]
      #expect(try await listing.faults(crossed) == ["0 product_id product_of_another_producer"])
      try await merging("TT", into: "DM", in: scenario)
      #expect(try await listing.faults(crossed) == [])
      #expect(try await listing.faults([Sample.listing("DB-8", in: "CH-TT", of: "SP-DM")]) == [])
      #expect(try await listing.faults([Sample.store("CH-DM", of: "TT")]) == [])
      try await merging("TT", into: "", in: scenario)
      #expect(
        try await listing.faults([Sample.listing("DB-7", in: "CH-TT", of: "SP-BV")])
          == ["0 product_id product_of_another_producer"]
      )
      #expect(
        try await listing.faults([Sample.listing("DB-6", in: "CH-TT", of: "SP-DM")])
          == ["0 product_id product_of_another_producer"]
      )
    }
  }

  @Test("a producer reaches and lists what the producers merged into it have")
  func ownRows() async throws {
    try await ScopeScenario.following { scenario in
      #expect(try await scenario.ids(.store, for: .producer("DM"), size: 1) == ["CH-DM"])
      try await merging("TT", into: "DM", in: scenario)
      for (kind, prefix) in [
        (ListingV1.RecordKind.store, "CH-"), (.paymentAccount, "TK-"), (.productListing, "DB-"), (.order, "DH-"),
        (.monthlySales, "BT-"),
      ] {
        #expect(try await scenario.ids(kind, for: .producer("DM"), size: 1) == [prefix + "DM", prefix + "TT"])
        #expect(try await scenario.ids(kind, for: .producer("TT")) == [prefix + "TT"])
      }
      let own = scenario.listing.called(by: .producer("DM"))
      #expect(try await own.faults([Sample.order("DH-9", through: "DB-TT")]) == [])
      #expect(try await own.faults([Sample.order("DH-8", through: "DB-BV")]) == ["0 product_listing_id out_of_scope"])
    }
  }
}
