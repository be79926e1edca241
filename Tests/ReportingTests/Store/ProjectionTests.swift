import DomainPrimitives
import Messages
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import Reporting

@Suite("The copy of registry and listing")
struct ProjectionTests {
  @Test("what is read back is what was counted from, whatever the order and repetition of events", arguments: 1...4)
  func roundTrip(seed: Int) async throws {
    var history = RandomHistory(seed: UInt64(seed), geography: try SampleFolder.geography())
    let asOf = history.someDay().description
    let straight = try FilledCopy()
    try await straight.apply(history.facts, history.sales)
    var generator = SeededGenerator(seed: UInt64(seed))
    let registry = FactMessages.registry(history.facts)
    let listing = FactMessages.listing(history.facts, history.sales)
    let shuffled = try FilledCopy()
    try await shuffled.apply(
      registry: (registry + registry.prefix(50)).shuffled(using: &generator),
      listing: (listing + listing.suffix(50)).shuffled(using: &generator)
    )
    let report = try await straight.report(asOf, .edition2024)
    let again = try await shuffled.report(asOf, .edition2024)
    #expect(again.rows == report.rows && again.claims == report.claims, "seed \(seed), \(asOf)")

    let count = ProgressCount(facts: history.facts, sales: history.sales, asOf: day(asOf), edition: .edition2024)
    let phases = count.placer.phases
    let rows = try count.rows().map { ReportMessages.row($0, phases: phases, floors: history.facts.floors) }
    #expect(report.rows == rows, "seed \(seed), \(asOf)")
  }

  @Test("a change replaces the record: a late revocation, another season, a phase with fewer units")
  func changes() async throws {
    var scenario = try Scenario()
    scenario.producer("HTX")
    scenario.product("Na", of: "HTX")
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, [])
    #expect(try await copy.report("2021-11-05").rows.last?.figures?.productsRecognised == 1)

    var changed = try Scenario()
    changed.facts.phases.removeLast()
    changed.facts.phases[0] = CampaignPhase(
      id: "phase-1",
      name: "Một",
      startsOn: day("2021-07-20"),
      unitCodes: ["187"]
    )
    changed.producer("HTX")
    changed.product("Na", of: "HTX", revoked: "2021-10-01")
    try await copy.apply(changed.facts, [])
    let report = try await copy.report("2021-11-05")
    #expect(report.rows.last?.figures?.productsRecognised == 0)
    #expect(report.rows.filter { $0.phaseID == "phase-1" }.map(\.unitCode) == ["187", ""])
    #expect(report.rows.first?.phaseName == "Một")
  }

  @Test("orders of the campaign's first day and of the report's own day are summed, those around them are not")
  func periodOfSums() async throws {
    var scenario = try Scenario()
    scenario.producer("HTX")
    scenario.store("S", of: "HTX", on: "voso", from: "2021-07-01")
    scenario.product("Na", of: "HTX")
    scenario.listing("L", of: "Na", in: "S", observed: "2021-07-05")
    for (index, date) in ["2021-07-19", "2021-07-20", "2021-11-05", "2021-11-06"].enumerated() {
      scenario.order("order-\(index)", of: "L", on: date, kg: Int64(1) << index)
    }
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    #expect(try await copy.report("2021-11-05").rows.last?.figures?.sales?.quantities.map(\.thousandths) == [6000])
  }

  @Test("kinds of record that this program does not know are passed over")
  func unknownRecords() async throws {
    let copy = try FilledCopy()
    var unknown = CommonV1.ChangeEvent()
    unknown.revision = 1
    unknown.changeType = RegistryV1.Record.fullName
    // Field 99, a message with nothing in it.
    unknown.change = [0x9A, 0x06, 0x00]
    var other = unknown
    other.changeType = "ocop.registry.v2.Something"
    other.change = [0xFF]
    let events = [unknown, other]
    try await copy.database.write { transaction in
      try FollowedSource.registry.apply(events, in: transaction)
    }
    #expect(try await copy.report("2021-11-05").rows.count == 1)
  }

  @Test("a record that cannot be kept stops following, and names the record and the field")
  func unreadableRecord() async throws {
    let copy = try FilledCopy()
    var producer = RegistryV1.Producer()
    producer.producerID = "CT-1"
    producer.registeredOn = "yesterday"
    let error = await #expect(throws: FeedRecordError.self) {
      try await copy.apply(registry: [FactMessages.record(.producer(producer))], listing: [])
    }
    #expect(error?.place == "producer CT-1, registered_on")
    #expect(error?.revision == 1)
  }

  @Test("sums beyond 64 bits refuse the report with a reason")
  func overflow() async throws {
    var scenario = try Scenario()
    scenario.producer("HTX")
    scenario.store("S", of: "HTX", on: "voso", from: "2021-07-01")
    scenario.product("Na", of: "HTX")
    scenario.listing("L", of: "Na", in: "S", observed: "2021-07-05")
    let huge = SaleRecord(
      id: "",
      listingID: "L",
      month: month("2021-08"),
      content: .orders(state: .completed, first: day("2021-08-01"), last: day("2021-08-01")),
      orderCount: 1,
      quantityThousandths: 1,
      revenueDong: .max
    )
    for id in ["a", "b"] {
      scenario.sales.append(
        SaleRecord(
          id: id,
          listingID: huge.listingID,
          month: huge.month,
          content: huge.content,
          orderCount: 1,
          quantityThousandths: 1,
          revenueDong: .max
        )
      )
    }
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    let error = await #expect(throws: RPCErrorMatch.self) {
      do { _ = try await copy.report("2021-11-05") } catch { throw RPCErrorMatch(error) }
    }
    #expect(error?.text.contains("too large") == true)
  }
}
