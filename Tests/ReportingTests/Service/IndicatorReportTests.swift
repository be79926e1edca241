import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Testing

@testable import Reporting

@Suite("Reports of any indicators by any dimensions")
struct IndicatorReportTests {
  private func sample() async throws -> FilledCopy {
    let copy = try FilledCopy()
    try await copy.apply(try SampleFolder.facts(), try SampleFolder.sales())
    return copy
  }

  @Test("every indicator has one definition, in Vietnamese and English, and a number of the list")
  func catalogue() {
    #expect(Set(IndicatorCatalogue.all.map(\.id)) == Set(IndicatorID.allCases))
    #expect(IndicatorCatalogue.all.count == IndicatorID.allCases.count)
    for definition in IndicatorCatalogue.all {
      #expect((1...22).contains(definition.number), "\(definition.id)")
      #expect(!definition.name.vietnamese.isEmpty && !definition.words.english.isEmpty, "\(definition.id)")
      #expect((definition.unit == .share) == (definition.denominator != nil), "\(definition.id)")
      #expect(definition.dimensions.contains(.detail) == (definition.detail != nil), "\(definition.id)")
    }
  }

  @Test("the same figures as the progress report, by phase and unit, and in total")
  func sameAsProgress() async throws {
    let copy = try await sample()
    let progress = try await copy.report()
    let report = try await copy.figures(
      ["producers_with_store", "products_recognised", "products_listed_any_floor", "orders", "revenue"],
      by: [.phase, .unit]
    )
    let units = progress.rows.filter { $0.kind == .unit && $0.figures != ReportingV1.Figures() }
    for row in units {
      let found = report.rows.first { $0.keys.map(\.value) == [row.phaseID, row.unitCode] }
      let figures = row.figures ?? ReportingV1.Figures()
      #expect(found?.figures[0].count == figures.producersWithStore?.numerator)
      #expect(found?.figures[0].denominator == figures.producersWithStore?.denominator)
      #expect(found?.figures[1].count == figures.productsRecognised)
      #expect(found?.figures[2].count == figures.productsListedAnyFloor?.numerator)
      #expect(found?.figures[3].count == figures.sales?.orderCount)
      #expect(found?.figures[4].amountDong == figures.sales?.revenueDong)
    }
    #expect(report.total[1].count == 61)
    #expect(report.total[2].count == 40)
    #expect(report.total[2].denominator == 61)
  }

  @Test("all indicators of the sample by unit: the rows' counts add up to the total wherever a record is in one row")
  func rowsAddUp() async throws {
    let report = try await sample().figures([], by: [.unit])
    #expect(report.indicators.count == report.total.count)
    for (place, version) in report.indicators.enumerated() {
      let sum = report.rows.reduce(0) { $0 + $1.figures[place].count }
      #expect(sum == report.total[place].count, "\(version.indicatorID)")
    }
  }

  @Test("a product on two floors is in both rows and once in the total")
  func twoFloors() async throws {
    let report = try await sample().figures(["products_listed_any_floor"], by: [.floor])
    #expect(
      report.rows.map { "\($0.keys[0].value) \($0.figures[0].count)/\($0.figures[0].denominator)" } == [
        "postmart 33/61", "voso 32/61",
      ]
    )
    #expect(report.total[0].count == 40)
  }

  @Test("an office sees the producers of its district by themselves, all others in one row, and the rows add up")
  func producersOfOthers() async throws {
    var copy = try await sample()
    let whole = try await copy.figures(["products_recognised"], by: [.producer])
    copy.caller = .office("187@2020-01-01")
    let seen = try await copy.figures(["products_recognised"], by: [.producer])
    let own = whole.rows.filter { $0.keys[0].value.hasPrefix("CT-CL-") }
    #expect(!own.isEmpty && own.count < whole.rows.count)
    #expect(seen.rows.filter { !$0.keys[0].value.isEmpty } == own)
    let others = seen.rows.filter { $0.keys[0].value.isEmpty }
    #expect(others.count == 1 && others[0].keys[0].label.isEmpty)
    #expect(seen.rows.reduce(0) { $0 + $1.figures[0].count } == 61)
    #expect(seen.total == whole.total)
  }

  @Test("who sees no personal data gets no name of a household, and every other name")
  func names() async throws {
    var copy = try await sample()
    copy.caller = .someone(.auditor)
    let report = try await copy.figures(["producers"], by: [.producer])
    let households = Set(try SampleFolder.facts().producers.filter(\.isPerson).map(\.id))
    for row in report.rows {
      #expect(row.keys[0].label.isEmpty == households.contains(row.keys[0].value), "\(row.keys[0].value)")
    }
  }

  @Test("an inspection of a product that has not arrived has no stars, not its producer's either")
  func inspectionOfUnknownProduct() async throws {
    var scenario = try Scenario()
    scenario.producer("CT-1")
    scenario.product("SP-1", of: "CT-1")
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    let inspections = [("GS-1", "SP-1"), ("GS-2", "SP-2"), ("GS-3", "")].map { id, product in
      var inspection = RegistryV1.Inspection()
      (inspection.inspectionID, inspection.producerID, inspection.productID) = (id, "CT-1", product)
      (inspection.inspectedOn, inspection.subject) = ("2021-10-01", .quality)
      var record = RegistryV1.Record()
      record.record = .inspection(inspection)
      return record
    }
    try await copy.apply(registry: inspections, listing: [])
    let byStars = try await copy.figures(["inspections"], by: [.stars]) { $0.firstDay = "2021-01-01" }
    #expect(byStars.rows.map { $0.keys.map(\.value) } == [["4"], [""]])
    #expect(byStars.rows.map { $0.figures.map(\.count) } == [[2], [1]])
    let ofFourStars = try await copy.figures(["inspections"]) {
      $0.firstDay = "2021-01-01"
      $0.filter = ReportingV1.ReportFilter()
      $0.filter?.stars = [4]
    }
    #expect(ofFourStars.total.map(\.count) == [2])
  }
}
