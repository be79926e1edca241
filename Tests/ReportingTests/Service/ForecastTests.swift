import CallerTestSupport
import DomainPrimitives
import Messages
import RPC
import Testing

@testable import Reporting

@Suite("Forecasts of sales")
struct ForecastTests {
  private func copy(_ scenario: Scenario) async throws -> FilledCopy {
    let copy = try FilledCopy()
    try await copy.apply(scenario.facts, scenario.sales)
    return copy
  }

  private func onPostmart(_ request: inout ReportingV1.GetForecastRequest) {
    var filter = ReportingV1.ReportFilter()
    filter.floorIDs = ["postmart"]
    filter.productID = "SP-CL-03"
    request.filter = filter
  }

  @Test("the article's sausage maker: about 100 kg a month is forecast, and three times as much expected beside it")
  func sausageMaker() throws {
    var request = ReportingV1.GetForecastRequest()
    request.groupBy = .product
    onPostmart(&request)
    var facts = try SampleFolder.facts()
    facts.expectations = [
      SalesExpectation(
        id: "KV-CL-03-2021",
        productID: "SP-CL-03",
        firstMonth: month("2021-11"),
        lastMonth: month("2021-12"),
        quantityMin: 200_000,
        quantityMax: 300_000,
        statedOn: day("2021-11-05")
      )
    ]
    let scope = try ForecastScope(request, today: day("2021-11-05"))
    let sums = MonthlySeriesReader.sums(of: try SampleFolder.sales(), through: scope.lastMonth)
    let answer = try ReportingHandler.forecast(request, scope, facts: facts) { sums }
    let row = try #require(answer.rows.first)
    #expect(answer.rows.count == 1 && row.keys.first?.label == "Lạp sườn Bích Trâm")
    #expect(answer.lastMonth == "2021-10")
    #expect(row.history.map(\.quantityThousandths) == [98_500, 104_000, 101_500])
    #expect(row.points.map(\.month) == ["2021-11", "2021-12", "2022-01"])
    for point in row.points {
      #expect(point.quantityThousandths == 101_333)
      // 220,000 đồng a kilogram.
      #expect(point.revenueDong == 22_293_260)
    }
    #expect(row.method == .inSeasonMean && row.refusal == .unspecified && row.refusalWordsEnglish.isEmpty)
    #expect(row.expectations.map(\.month) == ["2021-11", "2021-12"])
    #expect(
      row.expectations.allSatisfy { $0.quantityThousandthsMin == 200_000 && $0.quantityThousandthsMax == 300_000 }
    )
    // The day before, nobody had said so.
    request.asOf = "2021-11-04"
    let before = try ReportingHandler.forecast(request, ForecastScope(request, today: day("2021-11-05")), facts: facts)
    {
      sums
    }
    #expect(before.rows.first?.expectations.isEmpty == true)
  }

  @Test("on the other floor she has not sold a whole month yet: never sold, in words, and no number")
  func refusals() async throws {
    let copy = try FilledCopy()
    try await copy.apply(SampleFolder.facts(), SampleFolder.sales())
    let answer = try await copy.forecast(.floor, asOf: "2021-11-05") { request in
      request.filter = ReportingV1.ReportFilter()
      request.filter?.productID = "SP-CL-03"
    }
    let voso = try #require(answer.row("voso"))
    #expect(voso.points.isEmpty && voso.refusal == .neverSold && voso.refusedCount == 1)
    #expect(voso.refusalWordsEnglish == "not forecast: never sold on the floor yet")
    #expect(voso.refusalWordsVietnamese == "chưa dự báo: chưa từng bán được trên sàn")
    let whole = try await copy.forecast(.product, asOf: "2021-11-05") { request in
      request.filter = ReportingV1.ReportFilter()
      request.filter?.productID = "SP-CL-03"
    }
    #expect(whole.rows.first?.seriesCount == 2 && whole.rows.first?.refusedCount == 1)
    #expect(whole.quantities("SP-CL-03") == [101_333, 101_333, 101_333])
    let early = try await copy.forecast(.floor, asOf: "2021-10-31") { onPostmart(&$0) }
    #expect(early.row("postmart")?.refusal == .seriesTooShort && early.row("postmart")?.points.isEmpty == true)
    #expect(early.row("postmart")?.refusalWordsEnglish.contains("at least 3 months in season") == true)
    #expect(early.row("postmart")?.history.count == 2)
  }

  @Test("a forecast knows nothing of sales after its day, nor of the month that has not ended")
  func asOf() async throws {
    var scenario = try Scenario()
    scenario.soldProduct("Na")
    scenario.monthlyOrders(of: "DB-Na", from: "2021-03", kg: [10, 10, 10, 500])
    let copy = try await copy(scenario)
    #expect(try await copy.forecast(asOf: "2021-06-30").quantities("") == [10_000, 10_000, 10_000])
    #expect(try await copy.forecast(asOf: "2021-07-01").quantities("") == [132_500, 132_500, 132_500])
    let one = try await copy.forecast(asOf: "2021-06-02") { $0.months = 1 }
    #expect(one.row("")?.points.map(\.month) == ["2021-06"])
  }

  @Test("a month's total stands for its orders; cancelled and returned ones are not sold")
  func whatIsSold() async throws {
    var scenario = try Scenario()
    scenario.soldProduct("Na")
    scenario.monthlyOrders(of: "DB-Na", from: "2021-03", kg: [10, 10, 10])
    scenario.total("T", of: "DB-Na", in: "2021-04", orders: 5, kg: 40)
    scenario.order("c", of: "DB-Na", on: "2021-05-20", kg: 900, .cancelled)
    scenario.order("r", of: "DB-Na", on: "2021-05-21", kg: 900, .returned)
    scenario.order("x", of: "DB-elsewhere", on: "2021-05-21", kg: 900)
    let answer = try await copy(scenario).forecast(asOf: "2021-06-15")
    #expect(answer.row("")?.history.map(\.quantityThousandths) == [10_000, 40_000, 10_000])
    #expect(answer.quantities("") == [20_000, 20_000, 20_000])
  }

  @Test("nothing is forecast out of season, nor of what is offered no more")
  func notOffered() async throws {
    var scenario = try Scenario()
    let autumn = SeasonWindows([try SeasonWindow(firstMonth: 7, lastMonth: 9)])
    scenario.soldProduct("Na", seasons: autumn)
    scenario.monthlyOrders(of: "DB-Na", from: "2020-07", kg: [30, 40, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 60, 70])
    scenario.soldProduct("Miến", closed: "2021-08-15")
    scenario.monthlyOrders(of: "DB-Miến", from: "2021-02", kg: [10, 10, 10, 10, 10, 10])
    let copy = try await copy(scenario)
    let answer = try await copy.forecast(.product, asOf: "2021-09-05")
    // A year ago September sold 50; October is over.
    #expect(answer.quantities("Na") == [50_000, 0, 0])
    #expect(answer.quantities("Miến") == [0, 0, 0])
    // That the store closes was not known a month earlier.
    #expect(try await copy.forecast(.product, asOf: "2021-08-05").quantities("Miến") == [10_000, 10_000, 10_000])
  }

  @Test("in the month before Tết more is forecast, and after it not")
  func festival() async throws {
    var scenario = try Scenario()
    // Twice as much again while people buy for Tết: January 2022 wholly, 2021 from 15 January to 11 February.
    // One of the products is sold no more since May 2022.
    for (id, months) in [("Na", 27), ("Miến", 27), ("Trà", 27), ("Rượu", 20)] {
      scenario.soldProduct(id)
      scenario.monthlyOrders(
        of: "DB-\(id)",
        from: "2020-09",
        kg: (0..<months).map { $0 == 4 ? 221 : $0 == 5 ? 179 : $0 == 16 ? 300 : 100 }
      )
    }
    scenario.soldProduct("Mật ong")
    scenario.monthlyOrders(of: "DB-Mật ong", from: "2022-07", kg: [10, 10, 10, 10, 10])
    // Tết 2023 is 22 January: 25 December to 21 January.
    let answer = try await copy(scenario).forecast(.product, asOf: "2022-12-05")
    let honey = try #require(answer.quantities("Mật ong"))
    #expect(abs(honey[0] - 15_000) < 200, "\(honey)")
    #expect(abs(honey[1] - 25_000) < 300, "\(honey)")
    #expect(abs(honey[2] - 10_000) < 100, "\(honey)")
  }

  @Test("a series of its own says how its method did beside seasonal naive; a sum does not")
  func accuracies() async throws {
    var scenario = try Scenario()
    scenario.soldProduct("Na")
    let noise: [Int64] = (0..<40).map { ($0 * 7) % 5 }
    scenario.monthlyOrders(of: "DB-Na", from: "2020-06", kg: noise.enumerated().map { ($0 < 24 ? 10 : 100) + $1 })
    scenario.soldProduct("Miến", on: "postmart")
    scenario.monthlyOrders(of: "DB-Miến", from: "2020-06", kg: noise.map { 50 + $0 })
    let copy = try await copy(scenario)
    let answer = try await copy.forecast(.product, asOf: "2023-10-05")
    let row = try #require(answer.row("Na"))
    #expect(row.method == .exponentialSmoothing && !row.isBaselineBest)
    #expect(row.accuracies.map(\.method) == [.exponentialSmoothing, .seasonalNaive])
    #expect(row.accuracies[0].maseMillionths < row.accuracies[1].maseMillionths)
    #expect(row.accuracies.allSatisfy { $0.comparisonCount == 33 })
    #expect(row.points.allSatisfy { $0.hasInterval && $0.lowThousandths <= $0.highThousandths })
    let sum = try await copy.forecast(asOf: "2023-10-05")
    #expect(sum.row("")?.method == .unspecified && sum.row("")?.accuracies.isEmpty == true)
    // 33 forecasts of the sum are enough for an interval of its own.
    #expect(sum.row("")?.points.allSatisfy(\.hasInterval) == true)
    let short = try await copy.forecast(asOf: "2020-12-05")
    #expect(short.row("")?.points.allSatisfy { !$0.hasInterval && $0.highThousandths == 0 } == true)
    #expect(sum.row("")?.history.count == 24)
    #expect(sum.row("")?.history.last?.month == "2023-09")
  }

  @Test("forecasts are for those who see all figures, and nobody else")
  func access() async throws {
    for caller in [nil, Caller.producer("HTX"), .someone(.service)] {
      var copy = try FilledCopy()
      copy.caller = caller
      let error = await #expect(throws: RPCError.self) { try await copy.forecast(asOf: "2021-11-05") }
      #expect(error?.code == .permissionDenied || error?.code == .unauthenticated, "\(String(describing: caller))")
    }
    for caller in [Caller.office("187@2020-01-01"), .someone(.province), .someone(.auditor)] {
      var copy = try FilledCopy()
      copy.caller = caller
      #expect(try await copy.forecast(asOf: "2021-11-05").rows.isEmpty)
    }
  }
}
