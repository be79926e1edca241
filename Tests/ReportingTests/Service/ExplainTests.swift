import AccessControl
import DomainPrimitives
import Messages
import RPC
import Testing

@testable import Reporting

@Suite("The records behind a cell")
struct ExplainTests {
  private func sample() async throws -> FilledCopy {
    let copy = try FilledCopy()
    try await copy.apply(SampleFolder.facts(), SampleFolder.sales())
    return copy
  }

  private func violation(_ body: () async throws -> ReportingV1.ExplainProgressResponse) async -> (
    code: StatusCode, field: String, reason: String, text: String
  )? {
    do {
      _ = try await body()
      return nil
    } catch let error as RPCError {
      guard case .fieldViolation(let violation) = error.details.first?.detail else { return nil }
      return (error.code, violation.field, violation.reason, violation.description)
    } catch {
      return nil
    }
  }

  @Test("what does not exist is refused with a list of what does")
  func refusals() async throws {
    let copy = try await sample()
    let phase = await violation { try await copy.explain(.producers, phase: "phase-9") }
    #expect(phase?.code == .notFound && phase?.reason == "unknown_phase")
    #expect(phase?.text.contains("phase-1, phase-2") == true)
    let unit = await violation { try await copy.explain(.producers, unit: "06463") }
    #expect(unit?.code == .notFound && unit?.field == "unit_code")
    #expect(unit?.text.contains("187") == true)
    let elsewhere = await violation { try await copy.explain(.producers, phase: "phase-2", unit: "187") }
    #expect(elsewhere?.text.contains("178, 181") == true)
    let floor = await violation { try await copy.explain(.productsListedEachFloor, floor: "shopee") }
    #expect(floor?.code == .notFound && floor?.text.contains("postmart, voso") == true)
    let noFloor = await violation { try await copy.explain(.productsListedEachFloor) }
    #expect(noFloor?.code == .invalidArgument && noFloor?.field == "floor_id")
    let needless = await violation { try await copy.explain(.producers, floor: "voso") }
    #expect(needless?.code == .invalidArgument && needless?.field == "floor_id")
    let indicator = await violation { try await copy.explain(RegistryV1.Indicator(rawValue: 99)) }
    #expect(indicator?.code == .invalidArgument && indicator?.text.contains("INDICATOR_PRODUCERS") == true)
    let date = await violation { try await copy.explain(.producers, asOf: "5/11/2021") }
    #expect(date?.code == .invalidArgument && date?.field == "as_of")
    let both = await violation { try await copy.explain(.producers, unit: "187", undetermined: true) }
    #expect(both?.code == .invalidArgument)
    let edition = await violation {
      try await copy.explain(.producers, ReportingV1.GeographyEdition(rawValue: 7))
    }
    #expect(edition?.code == .invalidArgument && edition?.field == "edition")
  }

  @Test("a unit named without its phase is found, unless it is a row of two")
  func unitWithoutPhase() async throws {
    let copy = try await sample()
    #expect(try await copy.explain(.productsRecognised, unit: "187").counted.count == 11)
    let straddling = await violation {
      try await copy.explain(.productsRecognised, unit: "06286", .edition2025)
    }
    #expect(straddling?.reason == "ambiguous_unit")
    #expect(straddling?.text.contains("phase-1, phase-2") == true)
  }

  @Test("records that cannot be placed are explained with the units they may lie in")
  func undetermined() async throws {
    let copy = try await sample()
    let answer = try await copy.explain(.producers, phase: "phase-2", undetermined: true, .edition2025)
    #expect(answer.counted.map(\.id) == ["CT-DL-03"])
    #expect(answer.counted.first?.unit == "06622@2020-01-01")
    #expect(answer.counted.first?.evidence.contains("(06613)") == true)
    #expect(answer.counted.first?.evidence.contains("(06625)") == true)
  }

  @Test("an explanation of too many records is refused, and says what to do")
  func tooMany() throws {
    var scenario = try Scenario()
    for index in 0..<5 { scenario.producer("P\(index)") }
    let count = scenario.count("2021-11-05")
    var request = ReportingV1.ExplainProgressRequest()
    request.indicator = .producers
    let cell = try CellRequest(request, facts: scenario.facts, placer: count.placer)
    let view = try CallerView(of: .unrestricted, through: .nobody)
    let sight = RowSight(view, on: day("2021-11-05"), TerritoryMap(scenario.facts.geography))
    let mask = ExplanationMask(sight)
    let messages = ExplanationMessages(count, cell: cell, mask: mask)
    #expect(try messages.response(maximum: 5).counted.count == 5)
    #expect(throws: RequestError.self) { try messages.response(maximum: 4) }
  }

  @Test("every cell of a report has as many records as its figure says", arguments: 1...3)
  func everyCell(seed: Int) async throws {
    var history = RandomHistory(seed: UInt64(seed), geography: try SampleFolder.geography())
    let asOf = history.someDay().description
    let edition: ReportingV1.GeographyEdition = [.edition2021, .edition2024, .edition2025][seed % 3]
    let copy = try FilledCopy()
    try await copy.apply(history.facts, history.sales)
    let report = try await copy.report(asOf, edition)
    for row in report.rows {
      let figures = try #require(row.figures)
      if row.kind == .unit, figures.producers == 0, figures.productsRecognised == 0 { continue }
      let isUndetermined = row.kind == .undetermined
      func explained(_ indicator: RegistryV1.Indicator, _ floor: String = "") async throws -> Int {
        // A unit outside of all phases cannot be told from a unit within one by an empty phase alone.
        try await copy.explain(
          indicator,
          phase: row.phaseID,
          unit: row.unitCode,
          floor: floor,
          undetermined: isUndetermined,
          asOf: asOf,
          edition
        ).counted.count
      }
      let cell = "seed \(seed), \(asOf), \(edition.name ?? ""), \(row.phaseID) \(row.unitCode)"
      #expect(try await explained(.productsRecognised) == Int(figures.productsRecognised), "\(cell)")
      #expect(try await explained(.producersWithStore) == Int(figures.producersWithStore?.numerator ?? 0), "\(cell)")
      #expect(
        try await explained(.productsListedBothFloors) == Int(figures.productsListedBothFloors?.numerator ?? 0),
        "\(cell)"
      )
      for floor in figures.productsListedByFloor {
        let count = try await explained(.productsListedEachFloor, floor.floorID)
        #expect(count == Int(floor.listed?.numerator ?? 0), "\(cell), \(floor.floorID)")
      }
      let orders = try await copy.explain(
        .orders,
        phase: row.phaseID,
        unit: row.unitCode,
        undetermined: isUndetermined,
        asOf: asOf,
        edition
      )
      let sales = Dictionary(uniqueKeysWithValues: history.sales.map { ($0.id, $0) })
      let counted = orders.counted.compactMap { sales[$0.id] }
      #expect(orders.counted.reduce(0) { $0 + $1.count } == figures.sales?.orderCount, "\(cell)")
      #expect(counted.reduce(0) { $0 + $1.revenueDong } == figures.sales?.revenueDong, "\(cell)")
      var cancelled = UInt64(orders.leftOut.count { $0.reason == "cancelled" })
      for sale in counted {
        if case .monthlyTotal(let apart, _) = sale.content { cancelled += apart }
      }
      #expect(cancelled == figures.sales?.cancelledCount, "\(cell)")
    }
  }
}
