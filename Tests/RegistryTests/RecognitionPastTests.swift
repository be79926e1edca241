import AccessControl
import CallerTestSupport
import DomainPrimitives
import Feed
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

/// Goal: what the registry knew of recognitions at a revision is told as far as it can be, to those alone who reach it
/// now, and what cannot be told is said. Method: one story, on the real map.
@Suite("What was known of recognitions at a revision")
struct RecognitionPastTests {
  private let registry: RegistryUnderTest
  /// The log's head after each chapter.
  private let revisions: [UInt64]

  /// Chapters: 0 a product with 4 stars in 187; 1 another one with 4 stars in 182; 2 the first gets 5 stars; 3 the
  /// second is revoked; 4 the 5 stars were the second's; 5 the producer of the first turns out to be in 182.
  init() async throws {
    registry = try await RegistryUnderTest.withUnits()
    var revisions: [UInt64] = []
    let chapters: [[RegistryV1.Record]] = [
      [
        Sample.household("CT-1", name: "Bà Bích Trâm"), Sample.product("SP-1", of: "CT-1"),
        Self.recognition("CN-1", of: "SP-1"),
      ],
      [
        Sample.producer("CT-2", unit: "06154"), Sample.product("SP-2", of: "CT-2"),
        Self.recognition("CN-2", of: "SP-2"),
      ],
      [Self.recognition("CN-3", of: "SP-1", stars: 5, on: "2021-03-01")],
      [Self.recognition("CN-2", of: "SP-2", revoked: "2021-06-01")],
      [Self.recognition("CN-3", of: "SP-2", stars: 5, on: "2021-03-01")],
      [Sample.household("CT-1", name: "Bà Bích Trâm", unit: "06154")],
    ]
    for chapter in chapters {
      let summary = try await registry.importing(chapter)
      try #require(summary.applied, "\(summary.violations.first?.description ?? "")")
      revisions.append(try await registry.revision())
    }
    self.revisions = revisions
  }

  private static func recognition(
    _ id: String,
    of productID: String,
    stars: UInt32 = 4,
    on day: String = "2020-03-01",
    revoked: String = ""
  ) -> RegistryV1.Record {
    var record = Sample.recognition(id, of: productID)
    guard case .recognition(var recognition) = record.record else { return record }
    recognition.stars = stars
    recognition.points = stars == 5 ? 95 : 75
    recognition.issuedOn = day
    recognition.authority = .unspecified
    recognition.revokedOn = revoked
    recognition.revocationGround = revoked.isEmpty ? .unspecified : .productionStopped
    record.record = .recognition(recognition)
    return record
  }

  private func answer(
    _ revision: UInt64,
    of registry: RegistryUnderTest? = nil,
    unit: String = "",
    product: String = "",
    every: Bool = false
  ) async throws -> RegistryV1.ListRecognitionStatusesResponse {
    var request = RegistryV1.ListRecognitionStatusesRequest()
    request.asOf = "2021-11-05"
    request.unitCode = unit
    request.productID = product
    request.everyRecognition = every
    request.atRevision = revision
    return try await (registry ?? self.registry).client.listRecognitionStatuses(request)
  }

  private func found(
    _ revision: UInt64,
    of registry: RegistryUnderTest? = nil,
    unit: String = "",
    product: String = "",
    every: Bool = false
  ) async throws -> [String] {
    try await answer(revision, of: registry, unit: unit, product: product, every: every).statuses.map {
      "\($0.productID) \($0.recognitionID) \(ScenarioPlayer.name($0.state)) of \($0.producerID)"
    }
  }

  private func failure(_ body: () async throws -> Void) async -> RPCError? {
    do {
      try await body()
      return nil
    } catch { return error as? RPCError }
  }

  private func compact() async throws {
    try await registry.database.write { transaction in
      while try ChangeLogCompaction.compact(recordedBefore: .max, in: transaction) > 0 {}
    }
  }

  @Test("all products are as they were known, before and after each change")
  func story() async throws {
    #expect(try await found(revisions[0] - 3) == [])
    #expect(try await found(revisions[0]) == ["SP-1 CN-1 valid of CT-1"])
    #expect(try await found(revisions[1]) == ["SP-1 CN-1 valid of CT-1", "SP-2 CN-2 valid of CT-2"])
    #expect(try await found(revisions[2]) == ["SP-1 CN-3 valid of CT-1", "SP-2 CN-2 valid of CT-2"])
    #expect(try await found(revisions[3]) == ["SP-1 CN-3 valid of CT-1", "SP-2 CN-2 revoked of CT-2"])
    #expect(try await found(revisions[4]) == ["SP-1 CN-1 valid of CT-1", "SP-2 CN-3 valid of CT-2"])
    let every = try await found(revisions[3], every: true)
    #expect(every == ["SP-1 CN-1 superseded of CT-1", "SP-1 CN-3 valid of CT-1", "SP-2 CN-2 revoked of CT-2"])
    let answer = try await answer(revisions[3])
    #expect(answer.revision == revisions[3])
    #expect(answer.counts?.recognisedEver == 2 && answer.counts?.valid == 1 && answer.counts?.revoked == 1)
    #expect(try await found(revisions[2], product: "SP-1") == ["SP-1 CN-3 valid of CT-1"], "CN-3 is another's now")
    #expect(try await found(revisions[2], product: "SP-2") == ["SP-2 CN-2 valid of CT-2"])
  }

  @Test("a unit has what lay in it as far as was known, not what lies in it now")
  func units() async throws {
    #expect(try await found(0, unit: "187") == [])
    #expect(try await found(revisions[4], unit: "187") == ["SP-1 CN-1 valid of CT-1"])
    #expect(try await found(revisions[4], unit: "182") == ["SP-2 CN-3 valid of CT-2"])
    #expect(try await found(revisions[5], unit: "182").count == 2)
    let error = await failure { _ = try await answer(1, unit: "182") }
    #expect(error?.code == .invalidArgument, "the map had one unit at revision 1")
  }

  @Test("who does not reach a record now is told nothing of it at a revision, and who reaches it now is")
  func scopes() async throws {
    let before = registry.called(by: .office("187@2020-01-01"))
    #expect(try await found(revisions[4], of: before) == [], "its producer turned out to be in 182")
    #expect(try await found(revisions[4], of: before, product: "SP-1") == [])
    let now = registry.called(by: .office("182@2020-01-01"))
    #expect(try await found(revisions[4], of: now) == ["SP-1 CN-1 valid of CT-1", "SP-2 CN-3 valid of CT-2"])
    #expect(try await found(revisions[4], of: now, unit: "187") == ["SP-1 CN-1 valid of CT-1"])
    let producer = registry.called(by: .producer("CT-1"))
    #expect(try await found(revisions[2], of: producer) == ["SP-1 CN-1 valid of CT-1"], "CN-3 is CT-2's now")
    await #expect(throws: RPCError.self) { try await found(revisions[4], of: registry.called(by: nil)) }
  }

  @Test("what was compacted away is said to be, with the revision from which the log is whole, never left out")
  func compaction() async throws {
    try await compact()
    for (unit, product) in [("", ""), ("187", ""), ("", "SP-1"), ("", "SP-2")] {
      let error = await failure { _ = try await answer(revisions[1], unit: unit, product: product) }
      #expect(error?.code == .outOfRange && error?.message.contains("\(revisions[5])") == true, "\(unit) \(product)")
    }
    #expect(try await found(revisions[1], product: "SP-0") == [])
    #expect(try await found(revisions[5]).count == 2)
    #expect(try await registry.importing([Self.recognition("CN-1", of: "SP-1", revoked: "2021-07-01")]).applied)
    #expect(try await found(revisions[5]) == ["SP-1 CN-1 valid of CT-1", "SP-2 CN-3 valid of CT-2"])
  }

  @Test("a producer whose past was erased is taken as lying where it is now, and that is said")
  func erasure() async throws {
    var request = RegistryV1.ErasePersonalDataRequest()
    request.producerID = "CT-1"
    request.operationID = "erase"
    request.ground = .request
    _ = try await registry.client.erasePersonalData(request)
    #expect(try await found(revisions[4], unit: "187") == [])
    let answer = try await answer(revisions[4], unit: "182")
    #expect(answer.statuses.map(\.productID) == ["SP-1", "SP-2"])
    #expect(answer.productsOfErasedUnit == 1)
    #expect(try await self.answer(revisions[4]).productsOfErasedUnit == 0)
    #expect(try await found(revisions[2]).count == 2, "without a unit nobody asks where it was")
  }

  @Test("what an older version had stored is read in the log first, and until then the past is not told")
  func olderVersion() async throws {
    func forget() async throws {
      try await registry.database.write { transaction in
        try transaction.execute("DELETE FROM past_owner", [])
        try transaction.execute(
          "UPDATE past_owner_progress SET after_id = '', is_done = 0, known_from_revision = 0",
          []
        )
      }
    }
    try await forget()
    #expect(await failure { _ = try await answer(revisions[2]) }?.code == .unavailable)
    #expect(try await found(0).count == 2, "what is known now is told")
    while try await registry.service.pastOwnerIndexing.step() {}
    #expect(try await found(revisions[2]) == ["SP-1 CN-3 valid of CT-1", "SP-2 CN-2 valid of CT-2"])
    try await compact()
    try await forget()
    while try await registry.service.pastOwnerIndexing.step() {}
    let error = await failure { _ = try await answer(revisions[2], product: "SP-1") }
    #expect(error?.code == .outOfRange && error?.message.contains("\(revisions[5])") == true)
    #expect(try await found(revisions[5]).count == 2)
  }

  @Test("a page of the past ends when it has looked at many events, and the next one goes on there")
  func bounds() async throws {
    let day = try CivilDate(parsing: "2021-11-05")
    let pages = try await registry.database.read { [revisions] transaction in
      var pages: [[String]] = []
      var after: String? = ""
      while let id = after {
        let past = try RegistryPast(atRevision: revisions[2], in: transaction)
        let caches = (TerritoryCache(), TerritoryCache())
        let asked = try AskedRows(
          nil,
          unitCode: "",
          on: day,
          at: past,
          territories: caches.0,
          pastTerritories: caches.1
        )
        let query = RecognitionStatusQuery(
          asOf: day,
          productID: nil,
          states: [],
          expiringWithinDays: nil,
          everyRecognition: false
        )
        var reader = try RecognitionStatusReader(query, asked: asked, past: past, in: transaction)
        reader.walkedEventsMax = 1
        let page = try reader.page(after: id, limit: 200)
        pages.append(page.statuses.map(\.recognitionID))
        after = page.nextAfterID
      }
      return pages
    }
    #expect(pages == [["CN-3"], ["CN-2"]])
  }
}
