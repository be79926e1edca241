import DomainPrimitives
import Messages
import RPC
import Testing

@testable import Reporting

/// One forecast adds up, however it is broken down.
@Suite("Forecasts, broken down")
struct ForecastBreakdownTests {
  private static let editions: [ReportingV1.GeographyEdition] = [.edition2021, .edition2024, .edition2025]
  private static let groupings: [ReportingV1.Dimension] = [.unspecified, .product, .floor, .unit, .province]

  @Test("products, floors, units of every edition and provinces add up to the same", arguments: 1...6)
  func addsUp(seed: Int) async throws {
    var history = RandomHistory(seed: UInt64(seed), geography: try SampleFolder.geography())
    let copy = try FilledCopy()
    try await copy.apply(history.facts, history.sales)
    let asOf = seed % 2 == 0 ? history.someDay().description : "2021-12-31"
    let whole = try await copy.forecast(asOf: asOf).sums()
    for grouping in Self.groupings {
      for edition in Self.editions {
        let answer = try await copy.forecast(grouping, asOf: asOf, edition)
        #expect(answer.sums() == whole, "seed \(seed), \(asOf), \(grouping.name ?? ""), \(edition.name ?? "")")
        for row in answer.rows {
          for point in row.points {
            #expect(point.quantityThousandths >= 0 && point.revenueDong >= 0 && point.lowThousandths >= 0)
            #expect(point.lowThousandths <= point.highThousandths)
          }
          #expect((row.refusedCount == row.seriesCount) == row.points.isEmpty)
          #expect(row.points.isEmpty == !row.refusalWordsVietnamese.isEmpty)
        }
      }
    }
  }

  private func scenario() throws -> Scenario {
    var scenario = try Scenario()
    // Đồng Mỏ in Chi Lăng; a commune of Đình Lập that was split in 2025.
    scenario.soldProduct("Na")
    scenario.soldProduct("Chè", unit: "06622")
    scenario.soldProduct("Rượu", on: "postmart", unitOfSale: "box")
    for id in ["Na", "Chè", "Rượu"] { scenario.monthlyOrders(of: "DB-\(id)", from: "2021-05", kg: [10, 10, 10]) }
    return scenario
  }

  @Test("units are those of the edition, what cannot be placed has a row, and units of sale are never added")
  func units() async throws {
    let scenario = try scenario()
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    let rows = { (edition: ReportingV1.GeographyEdition) in
      try await copy.forecast(.unit, asOf: "2021-08-05", edition).rows
        .map { "\($0.keys[0].value) \($0.keys[0].label) \($0.unitOfSale) \($0.points[0].quantityThousandths)" }
    }
    #expect(
      try await rows(.edition2021) == [
        "187 Huyện Chi Lăng box 10000", "187 Huyện Chi Lăng kg 10000", "189 Huyện Đình Lập kg 10000",
      ]
    )
    let later = try await rows(.edition2025)
    #expect(later.first == "  kg 10000")
    #expect(later.count == 3)
    let provinces = try await copy.forecast(.province, asOf: "2021-08-05", .edition2021).rows
    #expect(provinces.map { "\($0.keys[0].value) \($0.unitOfSale) \($0.seriesCount)" } == ["20 box 1", "20 kg 2"])
  }

  @Test("what a merged producer sells is the other one's")
  func mergedProducer() async throws {
    var scenario = try scenario()
    let merged = try #require(scenario.facts.producers.firstIndex { $0.id == "HTX-Chè" })
    scenario.facts.producers[merged].mergedIntoProducerID = "HTX-Na"
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    let units = try await copy.forecast(.unit, asOf: "2021-08-05", .edition2021)
    #expect(units.rows.map { "\($0.keys[0].value) \($0.unitOfSale) \($0.seriesCount)" } == ["187 box 1", "187 kg 2"])
    for producer in ["HTX-Na", "HTX-Chè"] {
      let products = try await copy.forecast(.product, asOf: "2021-08-05", .edition2021) { request in
        request.filter = ReportingV1.ReportFilter()
        request.filter?.producerID = producer
      }
      #expect(products.rows.map { $0.keys[0].value } == (producer == "HTX-Na" ? ["Chè", "Na"] : ["Chè"]))
    }
  }

  @Test("a filter admits what it names, and rows beyond the limit are counted")
  func filters() async throws {
    let scenario = try scenario()
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    func products(_ change: (inout ReportingV1.ReportFilter) -> Void) async throws -> [String] {
      try await copy.forecast(.product, asOf: "2021-08-05", .edition2021) { request in
        var filter = ReportingV1.ReportFilter()
        change(&filter)
        request.filter = filter
      }.rows.map { $0.keys[0].value }
    }
    #expect(try await products { _ in } == ["Chè", "Na", "Rượu"])
    #expect(try await products { $0.unitCode = "187" } == ["Na", "Rượu"])
    #expect(try await products { $0.unitCode = "20" } == ["Chè", "Na", "Rượu"])
    #expect(try await products { $0.phaseID = "phase-2" } == ["Chè"])
    #expect(try await products { $0.floorIDs = ["postmart"] } == ["Rượu"])
    #expect(try await products { $0.producerID = "HTX-Na" } == ["Na"])
    #expect(try await products { $0.productID = "Chè" } == ["Chè"])
    #expect(try await products { $0.stars = [4] } == ["Chè", "Na", "Rượu"])
    #expect(try await products { $0.stars = [0, 5] } == [])
    let limited = try await copy.forecast(.product, asOf: "2021-08-05") { $0.rowLimit = 2 }
    #expect(limited.rows.count == 2 && limited.rowsLeftOut == 1)
  }

  @Test("what makes no sense is refused by the name of its field")
  func refusals() async throws {
    let scenario = try scenario()
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    func violation(_ change: (inout ReportingV1.GetForecastRequest) -> Void) async -> RpcV1.FieldViolation? {
      do {
        _ = try await copy.forecast(asOf: "2021-08-05", .edition2021) { request in
          request.filter = ReportingV1.ReportFilter()
          change(&request)
        }
      } catch let error as RPCError where error.code == .invalidArgument {
        if case .fieldViolation(let violation) = error.details.first?.detail { return violation }
      } catch {}
      return nil
    }
    #expect(await violation { $0.asOf = "5/11/2021" }?.field == "as_of")
    #expect(await violation { $0.edition = ReportingV1.GeographyEdition(rawValue: 7) }?.field == "edition")
    #expect(await violation { $0.rowLimit = 10_001 }?.field == "row_limit")
    let months = await violation { $0.months = 4 }
    #expect(months?.field == "months" && months?.description.contains("1 to 3") == true)
    let grouping = await violation { $0.groupBy = .stars }
    #expect(grouping?.field == "group_by" && grouping?.description.contains("DIMENSION_PRODUCT") == true)
    let unit = await violation { $0.filter?.unitCode = "06463" }
    #expect(unit?.field == "filter.unit_code" && unit?.description.contains("187") == true)
    let phase = await violation { $0.filter?.phaseID = "phase-9" }
    #expect(phase?.field == "filter.phase_id" && phase?.description.contains("phase-1, phase-2") == true)
    let floor = await violation { $0.filter?.floorIDs = ["voso", "shopee"] }
    #expect(floor?.field == "filter.floor_ids" && floor?.description.contains("postmart, voso") == true)
    #expect(await violation { $0.filter?.stars = [6] }?.field == "filter.stars")
    #expect(await violation { $0.filter?.producerID = "HTX" }?.field == "filter.producer_id")
    #expect(await violation { $0.filter?.productID = "SP" }?.field == "filter.product_id")
    #expect(await violation { $0.filter?.producerTypes = [.unspecified] }?.field == "filter.producer_types")
    #expect(await violation { $0.filter?.productGroups = [.unspecified] }?.field == "filter.product_groups")
  }
}
