import DomainPrimitives
import Messages
import Reporting

#if canImport(Glibc)
  import Glibc
#endif

/// Times reports from a filled copy.
struct Reports {
  let database: String
  let rounds: Int
  /// Only reports with them in their names are asked for; empty = all.
  let words: String

  private var today: CivilDate { .latest }

  func run() async throws {
    let copy = try ReportingBenchmark.open(database)
    let clock = ContinuousClock()
    let start = clock.now
    _ = try await copy.progress(on: day("2026-10-31"), .edition2021)
    print("reading the copy into memory, and the first report: \(clock.now - start)")
    try await time("progress, 2026-10-31") { _ in _ = try await copy.progress(on: day("2026-10-31"), .edition2021) }
    try await time("progress, every commune of the country, 2026-10-31") { _ in
      _ = try await copy.progress(on: day("2026-10-31"), .edition2025)
    }
    try await time("progress, last days of months in turn") { round in
      let month = CivilMonth(containing: day("2022-01-01")).adding(months: round % 50)
      _ = try await copy.progress(on: month.lastDay, .edition2021)
    }
    try await time("progress, days within months in turn") { round in
      _ = try await copy.progress(on: day("2022-01-10").adding(days: round * 7 % 1700), .edition2021)
    }
    for (name, request) in questions {
      try await time(name) { _ in _ = try await copy.report(request, today: today) }
    }
    try await time("explain products listed, one province") { _ in
      var request = ReportingV1.ExplainReportRequest()
      request.indicatorID = "products_listed_any_floor"
      var report = ReportingV1.GetReportRequest()
      report.asOf = "2026-10-31"
      report.edition = .edition2021
      var filter = ReportingV1.ReportFilter()
      filter.unitCode = "20"
      report.filter = filter
      request.report = report
      _ = try await copy.explanation(request, today: today)
    }
    try await whileOrdersArrive(copy)
    try await whileFactsChange(copy)
    try await forecast(copy)
  }

  /// Named as the list of figures names them.
  private var questions: [(String, ReportingV1.GetReportRequest)] {
    func question(
      _ indicators: [String],
      _ groupBy: [ReportingV1.Dimension],
      first: String = "2021-11-01"
    ) -> ReportingV1.GetReportRequest {
      var request = ReportingV1.GetReportRequest()
      request.indicatorIDs = indicators
      request.groupBy = groupBy
      (request.asOf, request.firstDay) = ("2026-10-31", first)
      request.edition = .edition2021
      return request
    }
    return [
      (
        "stores and accounts by province",
        question(["producers_with_store", "producers_with_payment_account"], [.province])
      ),
      ("products listed by district", question(["products_listed_any_floor", "products_listed_every_floor"], [.unit])),
      ("sales by province, 5 years", question(["orders", "quantity", "revenue"], [.province])),
      ("sales by month, 5 years", question(["orders", "revenue"], [.month])),
      ("sales by district, one month", question(["orders", "revenue"], [.unit], first: "2026-10-01")),
      (
        "certificates by province", question(["certificates_expiring_within_90_days", "products_expired"], [.province])
      ),
      ("silent stores by province", question(["stores_silent"], [.province])),
      ("best products", question(["revenue", "revenue_growth"], [.product], first: "2026-10-01")),
      ("outliers, one year", question(["sales_outliers"], [.province], first: "2025-11-01")),
    ]
  }

  /// A hundred orders between two reports: 2,000 a second with twenty reports a second.
  private func whileOrdersArrive(_ copy: ReportingCopy) async throws {
    try await time("progress, 100 orders since the last one") { round in
      _ = try await copy.progress(on: day("2026-10-31"), .edition2021)
    } between: { round in
      try await arrive(100, at: copy) { number, revision in
        var order = ListingV1.Order()
        order.orderID = "arriving-\(revision)"
        order.productListingID = "DB-1\(String(10_000 + (round * 100 + number) * 7 % 4999).dropFirst())-voso"
        (order.orderedOn, order.quantityThousandths, order.revenueDong) = ("2026-10-15", 1000, 100_000)
        order.state = .completed
        var record = ListingV1.Record()
        record.record = .order(order)
        return record
      }
    }
  }

  /// A store that is renamed between two reports: what is counted from facts is made anew.
  private func whileFactsChange(_ copy: ReportingCopy) async throws {
    try await time("progress, a store renamed since the last one") { round in
      _ = try await copy.progress(on: day("2026-10-31"), .edition2021)
    } between: { round in
      try await arrive(1, at: copy) { _, revision in
        var store = ListingV1.Store()
        (store.storeID, store.producerID, store.floorID) = ("CH-00001-voso", "CT-00001", "voso")
        (store.name, store.openedOn) = ("Cửa hàng \(revision)", "2022-11-28")
        var record = ListingV1.Record()
        record.record = .store(store)
        return record
      }
    }
  }

  /// Records of the listing service, which a follower takes in.
  private func arrive(
    _ count: Int,
    at copy: ReportingCopy,
    _ record: (Int, UInt64) -> ListingV1.Record
  ) async throws {
    var question = ReportingV1.GetReportRequest()
    question.indicatorIDs = ["stores_open"]
    let revision = try await copy.report(question, today: today).knownAt?.listingRevision ?? 0
    let events = (0..<count).map { number in
      var event = CommonV1.ChangeEvent()
      event.revision = revision + 1 + UInt64(number)
      event.changeType = ListingV1.Record.fullName
      event.change = record(number, event.revision).encodedBytes()
      return event
    }
    try await copy.apply(events, from: "listing")
  }

  /// The forecast of all products, and reports that are asked for meanwhile.
  private func forecast(_ copy: ReportingCopy) async throws {
    let name = "progress, while everything is forecast"
    guard words.isEmpty || name.contains(words) else { return }
    var request = ReportingV1.GetForecastRequest()
    request.asOf = "2026-10-31"
    request.edition = .edition2021
    let clock = ContinuousClock()
    let start = clock.now
    let forecast = Task { [request] in
      _ = try await copy.forecast(request, today: today)
      return clock.now
    }
    try await time(name) { _ in _ = try await copy.progress(on: day("2026-10-31"), .edition2021) }
    print("forecast of everything: \(milliseconds((try await forecast.value - start) / .milliseconds(1))) ms")
  }

  private func time(
    _ name: String,
    _ body: (Int) async throws -> Void,
    between: (Int) async throws -> Void = { _ in }
  ) async throws {
    guard words.isEmpty || name.contains(words) else { return }
    let clock = ContinuousClock()
    var times: [Double] = []
    var workTimes: [Double] = []
    for round in 0...rounds {
      try await between(round)
      let start = clock.now
      let workStart = workMilliseconds
      try await body(round)
      times.append((clock.now - start) / .milliseconds(1))
      workTimes.append(workMilliseconds - workStart)
    }
    let first = times.removeFirst()
    times.sort()
    workTimes.removeFirst()
    workTimes.sort()
    func at(_ share: Double, of times: [Double]) -> String {
      milliseconds(times[min(times.count - 1, Int(Double(times.count) * share))])
    }
    let clockTimes = "first \(milliseconds(first)), p50 \(at(0.5, of: times)), p99 \(at(0.99, of: times)) ms"
    print("\(name): \(clockTimes); processor p50 \(at(0.5, of: workTimes)), p99 \(at(0.99, of: workTimes)) ms")
  }

  /// What this process has taken of the processors: other processes do not add to it as they do to the time it takes.
  private var workMilliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }

  private func milliseconds(_ time: Double) -> String {
    String(Double(Int(time * 100)) / 100)
  }

  private func day(_ text: String) -> CivilDate {
    (try? CivilDate(parsing: text)) ?? .earliest
  }
}
