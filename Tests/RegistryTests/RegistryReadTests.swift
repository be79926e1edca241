import Feed
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

@Suite("Reading from the registry")
struct RegistryReadTests {
  /// One record of every kind beside units, in an order without forward references.
  private static let oneOfEach: [RegistryV1.Record] = [
    Sample.producer("CT-1"), Sample.product("SP-1", of: "CT-1"), Sample.recognition("CN-1", of: "SP-1"),
    Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187", "180"]),
    Sample.target("MT-1", phase: "phase-1", unit: "187"),
    Sample.training("TH-1", unit: "06463", attended: ["CT-1"]), Sample.supportRequest("DN-1", of: "CT-1"),
    Sample.claim("CB-1", phase: "phase-1"), Sample.document("TL-1", of: "SP-1"), Sample.ruleSet("qd-1489"),
    Sample.inspection("GS-1", of: "CT-1", product: "SP-1"), Sample.finding("PH-1", of: "GS-1"),
  ]

  @Test("every kind of record comes back as it was sent, by its identifier and in its list")
  func roundTrip() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(try await registry.importing(Self.oneOfEach).applied)
    let identifiers: [(RegistryV1.RecordKind, String)] = [
      (.producer, "CT-1"), (.product, "SP-1"), (.recognition, "CN-1"), (.campaignPhase, "phase-1"),
      (.campaignTarget, "MT-1"), (.training, "TH-1"), (.supportRequest, "DN-1"), (.publishedClaim, "CB-1"),
      (.productDocument, "TL-1"),
      (.ruleSet, "qd-1489"), (.inspection, "GS-1"), (.inspectionFinding, "PH-1"),
    ]
    for ((kind, id), sent) in zip(identifiers, Self.oneOfEach) {
      #expect(try await registry.getWithoutRevision(kind, id) == sent)
      #expect(try await registry.list(kind).records == [sent])
    }
    let township = Sample.unit(
      "06040",
      "Thị trấn Thất Khê",
      .township,
      parent: "180",
      from: "2024-12-01",
      to: "2025-07-01"
    )
    #expect(try await registry.getWithoutRevision(.administrativeUnit, "06040@2024-12-01") == township)
    let edge = try await registry.getWithoutRevision(.unitSuccession, "06040@2024-12-01>06040@2025-07-01")
    #expect(try Sample.successions().contains(edge))
  }

  @Test("a product that a program from before seasons were in its row has stored shows the seasons that it has stored")
  func seasonsBesideTheRow() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let product = Sample.product("SP-1", of: "CT-1", exceptions: [("2022-10", "2022-11", true)])
    #expect(try await registry.importing([Sample.producer("CT-1"), product]).applied)
    try await registry.database.write { transaction in
      try transaction.execute("UPDATE product SET revision = revision + 1, name = 'Na' WHERE product_id = 'SP-1'", [])
      try transaction.execute("DELETE FROM product_season_exception WHERE product_id = 'SP-1'", [])
      try transaction.execute("DELETE FROM product_season WHERE product_id = 'SP-1'", [])
      try transaction.execute("INSERT INTO product_season VALUES ('SP-1', 0, 11, 2)", [])
    }
    var expected = Sample.product("SP-1", of: "CT-1")
    if case .product(var product) = expected.record {
      var window = RegistryV1.SeasonWindow()
      (window.firstMonth, window.lastMonth) = (11, 2)
      (product.name, product.seasonWindows) = ("Na", [window])
      expected.record = .product(product)
    }
    #expect(try await registry.getWithoutRevision(.product, "SP-1") == expected)
    #expect(try await registry.list(.product).records == [expected])
  }

  @Test("numbers, a merge and season exceptions come back as they were sent, and are gone when they are cleared")
  func numbersAndMerges() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let merged = Sample.producer("CT-2", number: "0100047516-001", mergedInto: "CT-1")
    let exceptions = [("2022-10", "2022-11", true), ("2023-07", "2023-07", false)]
    let product = Sample.product("SP-1", of: "CT-1", exceptions: exceptions, gtin: "8938505974194")
    #expect(try await registry.importing([Sample.producer("CT-1"), merged, product]).applied)
    #expect(try await registry.getWithoutRevision(.producer, "CT-2") == merged)
    #expect(try await registry.getWithoutRevision(.product, "SP-1") == product)
    let plain = [Sample.producer("CT-2"), Sample.product("SP-1", of: "CT-1")]
    #expect(try await registry.importing(plain).applied)
    #expect(try await registry.getWithoutRevision(.producer, "CT-2") == plain[0])
    #expect(try await registry.getWithoutRevision(.product, "SP-1") == plain[1])
  }

  @Test("every choice that the protocol knows is one that the registry knows")
  func choices() {
    #expect(RegistryV1.RecordKind.allCases.dropFirst().allSatisfy { RecordKind(rawValue: Int($0.rawValue)) != nil })
    #expect(RegistryV1.ProducerType.allCases.count == ProducerType.allCases.count + 1)
    #expect(RegistryV1.ProductGroup.allCases.count == ProductGroup.allCases.count + 1)
    #expect(RegistryV1.DocumentKind.allCases.count == DocumentKind.allCases.count + 1)
    #expect(RegistryV1.Indicator.allCases.count == Indicator.allCases.count + 1)
    #expect(RegistryV1.SupportKind.allCases.count == SupportKind.allCases.count + 1)
    #expect(RegistryV1.RevocationGround.allCases.count == RevocationGround.allCases.count + 1)
    #expect(RegistryV1.CertifyingAuthority.allCases.count == CertifyingAuthority.allCases.count + 1)
    #expect(RegistryV1.InspectionSubject.allCases.count == InspectionSubject.allCases.count + 1)
    #expect(RegistryV1.FindingSeverity.allCases.count == FindingSeverity.allCases.count + 1)
  }

  @Test("what is not there is NOT_FOUND, and a kind that is not known is refused")
  func notFound() async throws {
    let registry = try RegistryUnderTest()
    let missing = await #expect(throws: RPCError.self) { try await registry.get(.producer, "CT-1") }
    #expect(missing?.code == .notFound)
    let unknown = await #expect(throws: RPCError.self) { try await registry.get(.init(rawValue: 99), "CT-1") }
    #expect(unknown?.code == .invalidArgument)
    let unset = await #expect(throws: RPCError.self) { try await registry.list(.unspecified) }
    #expect(unset?.code == .invalidArgument)
  }

  @Test("pages come by identifier, hold no record twice, miss none, and end with an empty token")
  func paging() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let identifiers = ["A-1", "A-10", "A-2", "B", "a", "b.1", "b_1"]
    _ = try await registry.importing(identifiers.reversed().map { Sample.producer($0) })
    var found: [String] = []
    var sizes: [Int] = []
    var token = ""
    repeat {
      let page = try await registry.list(.producer, size: 3, token: token)
      #expect(page.revision == (try await registry.revision()))
      sizes.append(page.records.count)
      for record in page.records {
        if case .producer(let producer) = record.record { found.append(producer.producerID) }
      }
      token = page.nextPageToken
    } while !token.isEmpty
    #expect(found == identifiers)
    #expect(sizes == [3, 3, 1])
    // A page that ends exactly at the last record is the last.
    #expect(try await registry.list(.producer, size: 7).nextPageToken.isEmpty)
  }

  @Test("a page holds 200 records unless another number is asked for, and at most 1000")
  func pageSizes() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    #expect(try await registry.list(.administrativeUnit).records.count == 200)
    #expect(try await registry.list(.administrativeUnit, size: 1000).records.count == 278)
    let error = await #expect(throws: RPCError.self) { try await registry.list(.administrativeUnit, size: 1001) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("a token that is made up, or is of a list of another kind, is refused")
  func badTokens() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let token = try await registry.list(.administrativeUnit, size: 1).nextPageToken
    #expect(!token.isEmpty)
    for bad in ["x", "zz", "00", token + "0", String(repeating: "a", count: 5000)] {
      let error = await #expect(throws: RPCError.self, "\(bad)") {
        try await registry.list(.administrativeUnit, token: bad)
      }
      #expect(error?.code == .invalidArgument)
    }
    let error = await #expect(throws: RPCError.self) { try await registry.list(.producer, token: token) }
    #expect(error?.code == .invalidArgument)
  }

  @Test("a watch starts with a bookmark and carries every record, in order, with its operation")
  func watch() async throws {
    let registry = try await RegistryUnderTest.withUnits()
    let start = try await registry.revision()
    _ = try await registry.importing(Self.oneOfEach, operationID: "pack")
    var request = CommonV1.WatchRequest()
    request.epoch = try await registry.service.head().epoch
    request.afterRevision = start
    var events: [CommonV1.ChangeEvent] = []
    var bookmarks = 0
    for try await response in try await registry.client.watch(request) {
      switch response.item {
      case .event(let event): events.append(event)
      case .bookmark(let bookmark):
        bookmarks += 1
        if bookmarks == 1 { #expect(events.isEmpty && bookmark.revision == start) }
      case nil: Issue.record("an empty item")
      }
      if events.count == Self.oneOfEach.count { break }
    }
    #expect(bookmarks >= 1)
    #expect(events.map(\.revision) == Self.oneOfEach.indices.map { start + UInt64($0) + 1 })
    #expect(events.allSatisfy { $0.operationID == "pack" && $0.changeType == "ocop.registry.v1.Record" })
    #expect(events.allSatisfy { $0.recordedAtUnixMicroseconds == 1_636_070_400_000_000 })
    #expect(try events.map { try RegistryV1.Record(decodingBytes: $0.change) } == Self.oneOfEach)
  }
}
