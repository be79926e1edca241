import CallerTestSupport
import DomainPrimitives
import Forecasting
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

  private func expectation(_ id: String, stated: String, kg: ClosedRange<Int64>) -> SalesExpectation {
    SalesExpectation(
      id: id,
      productID: "SP-CL-03",
      firstMonth: month("2021-11"),
      lastMonth: month("2021-12"),
      quantityMinThousandths: kg.lowerBound * 1000,
      quantityMaxThousandths: kg.upperBound * 1000,
      statedOn: day(stated)
    )
  }

  @Test("the article's sausage maker: about 100 kg a month is forecast, and three times as much expected beside it")
  func sausageMaker() async throws {
    var request = ReportingV1.GetForecastRequest()
    request.groupBy = .product
    onPostmart(&request)
    let copy = try FilledCopy(today: "2021-11-05")
    var facts = try SampleFolder.facts()
    facts.expectations = [
      expectation("2021", stated: "2021-11-05", kg: 200...300), expectation("later", stated: "2021-11-06", kg: 1...2),
      expectation("earlier", stated: "2021-10-01", kg: 90...100),
    ]
    try await copy.apply(facts, SampleFolder.sales())
    let answer = try await copy.forecast(request)
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
    // The day before, less was expected.
    request.asOf = "2021-11-04"
    let before = try await copy.forecast(request)
    #expect(before.rows.first?.expectations.map(\.quantityThousandthsMax) == [100_000, 100_000])
    // Of one floor she did not speak.
    request.groupBy = .floor
    let byFloor = try await copy.forecast(request)
    #expect(byFloor.rows.count == 1 && byFloor.rows.first?.expectations.isEmpty == true)
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
    scenario.product("Sen", of: "HTX-Na")
    scenario.listing("DB-Sen", of: "Sen", in: "CH-Na", planned: "2021-07-01")
    let copy = try await copy(scenario)
    // A plan that is made later is no listing yet; one that is made has not sold.
    #expect(try await copy.forecast(.product, asOf: "2021-06-30").row("Sen") == nil)
    #expect(try await copy.forecast(.product, asOf: "2021-07-01").row("Sen")?.refusal == .neverSold)
    #expect(try await copy.forecast(asOf: "2021-06-30").quantities("") == [10_000, 10_000, 10_000])
    #expect(try await copy.forecast(asOf: "2021-07-01").quantities("") == [132_500, 132_500, 132_500])
    let one = try await copy.forecast(asOf: "2021-06-02") { $0.months = 1 }
    #expect(one.row("")?.points.map(\.month) == ["2021-06"])
  }

  @Test("months that nobody has reported yet are no months without sales; those that others have are")
  func notReported() async throws {
    var scenario = try Scenario()
    scenario.soldProduct("Na")
    scenario.soldProduct("Miến")
    scenario.soldProduct("Trà", on: "postmart")
    for (id, kg) in [("Na", [10, 10, 10]), ("Miến", [10, 10, 10, 10]), ("Trà", [10, 10, 10])] as [(String, [Int64])] {
      scenario.monthlyOrders(of: "DB-\(id)", from: "2021-03", kg: kg)
    }
    let answer = try await copy(scenario).forecast(.product, asOf: "2021-09-05")
    // Voso is known through June: there Na sold nothing. Of Postmart May is the last.
    #expect(answer.quantities("Na")?.first == 7500)
    #expect(answer.quantities("Miến")?.first == 10_000)
    #expect(answer.quantities("Trà")?.first == 10_000)
    #expect(answer.row("Trà")?.history.map(\.quantityThousandths) == [10_000, 10_000, 10_000, 0, 0, 0])
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
    scenario.monthlyOrders(of: "DB-Na", from: "2020-07", kg: [30, 40, 50, 5, 0, 0, 0, 0, 0, 0, 0, 0, 60, 70])
    scenario.soldProduct("Miến", closed: "2021-08-15")
    scenario.monthlyOrders(of: "DB-Miến", from: "2021-02", kg: [10, 10, 10, 10, 10, 10])
    let copy = try await copy(scenario)
    let answer = try await copy.forecast(.product, asOf: "2021-09-05")
    // A year ago September sold 50; October is out of season, though something was left to sell a year ago.
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

  @Test("where a row has seen too little, its interval is that of single products, if there are enough of them")
  func borrowedInterval() async throws {
    var scenario = try Scenario()
    scenario.soldProduct("Na")
    scenario.monthlyOrders(of: "DB-Na", from: "2021-01", kg: [10, 12, 9, 11, 10, 8, 12, 10, 11, 9])
    let alone = try await copy(scenario).forecast(asOf: "2021-11-05")
    #expect(alone.row("")?.points.allSatisfy { !$0.hasInterval } == true)
    scenario.soldProduct("Miến")
    scenario.monthlyOrders(of: "DB-Miến", from: "2020-07", kg: (0..<16).map { 50 + $0 % 3 })
    let copy = try await copy(scenario)
    let answer = try await copy.forecast(asOf: "2021-11-05") { request in
      request.filter = ReportingV1.ReportFilter()
      request.filter?.productID = "Na"
    }
    #expect(answer.row("")?.points.allSatisfy(\.hasInterval) == true)
  }

  @Test("a sum's interval is that of sums: what one product lacks the other has")
  func intervalOfSums() async throws {
    var scenario = try Scenario()
    let summer = SeasonWindows([try SeasonWindow(firstMonth: 4, lastMonth: 11)])
    let moves: [Int64] = (0..<42).map { ($0 * $0 + 3 * $0) % 7 * 5 }
    for (id, kg) in [("Na", moves.map { 40 + $0 }), ("Miến", moves.map { 80 - $0 })] {
      scenario.soldProduct(id, seasons: summer)
      scenario.monthlyOrders(of: "DB-\(id)", from: "2020-04", kg: kg)
    }
    let copy = try await copy(scenario)
    func width(_ answer: ReportingV1.GetForecastResponse, _ value: String) throws -> Int64 {
      let point = try #require(answer.row(value)?.points.first)
      #expect(point.hasInterval)
      return point.highThousandths - point.lowThousandths
    }
    let sum = try width(await copy.forecast(asOf: "2023-10-05"), "")
    let products = try await copy.forecast(.product, asOf: "2023-10-05")
    #expect(sum < 6000)
    #expect(try width(products, "Na") > 15_000)
    #expect(try width(products, "Miến") > 15_000)
  }

  @Test("revenue is forecast at the mean price of the last twelve months with sales")
  func price() throws {
    // Two months at 900 đồng, which are forgotten; one without sales; twelve at 100 and 300.
    let quantities: [Int64] = [5, 5, 0] + [Int64](repeating: 2, count: 12)
    let prices: [Int64] = [900, 900, 0] + (0..<12).map { $0 % 2 == 0 ? 100 : 300 }
    let series = SalesSeries(
      productIndex: 0,
      floorID: "voso",
      months: try MonthlySeries(
        firstMonth: month("2021-01"),
        values: quantities.map(Double.init),
        seasons: .allYear
      ),
      quantities: quantities,
      revenues: zip(quantities, prices).map { $0 * $1 }
    )
    #expect(series.meanPrice == 200)
  }

  @Test("many are told by some of them, evenly spread")
  func spread() {
    #expect(Array(0..<10).spread(overAtMost: 4) == [0, 2, 5, 7])
    #expect(Array(0..<4).spread(overAtMost: 4) == [0, 1, 2, 3])
    #expect([Int]().spread(overAtMost: 4) == [])
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
