import DomainPrimitives

/// The months of a report's periods of time: which period each whole month lies in, and what is left at the edges.
struct BucketCalendar {
  private let period: SalesPeriod
  private let firstMonth: Int32
  /// Of every whole month of the report's days, from the first one on.
  private let buckets: [Int]
  /// Parts of months at the beginning and the end, each with its period.
  private let edges: [(bucket: Int, part: SalesPeriod)]

  init(_ question: ReportQuestion) {
    period = question.period
    firstMonth = period.firstWholeMonth
    var buckets: [Int] = []
    var place = 0
    if question.time != nil, period.firstWholeMonth <= period.lastWholeMonth {
      for month in period.firstWholeMonth...period.lastWholeMonth {
        let day = MonthSales.month(month).firstDay
        while place < question.buckets.count - 1, question.buckets[place].period.last < day { place += 1 }
        buckets.append(place)
      }
    }
    self.buckets = buckets
    var edges: [(bucket: Int, part: SalesPeriod)] = []
    for month in Set([period.firstMonth, period.lastMonth]).sorted() where !period.holds(month: month) {
      let whole = MonthSales.month(month)
      let part = SalesPeriod(from: max(period.first, whole.firstDay), through: min(period.last, whole.lastDay))
      let bucket = question.buckets.firstIndex { $0.period.first <= part.first && part.last <= $0.period.last }
      if let bucket { edges.append((bucket, part)) }
    }
    self.edges = edges
  }

  /// The first whole month of each period, and the month after the last one.
  var spans: [Int32] {
    let periods = Int(buckets.last ?? -1) + 1
    let starts = (0..<periods).map { period in buckets.firstIndex { $0 >= period } ?? buckets.count }
    return (starts + [buckets.count]).map { firstMonth + Int32($0) }
  }

  /// Hands over what a listing sold in whole months, by period: a month's total for its month, else the month's orders.
  func addMonths(_ listing: Int, _ source: ReportSource, _ body: (Int, SalesSums) -> Void) {
    let totals = source.links.totalsByListing[listing]
    source.sales.forEachMonth(number: source.listingNumbers[listing], totals: totals) { month, sums, _ in
      if period.holds(month: month) { body(buckets[Int(month - firstMonth)], sums) }
    }
  }

  /// Hands over what a listing sold in parts of months, by period.
  func addEdges(_ listing: Int, _ source: ReportSource, _ body: (Int, SalesSums) -> Void) throws {
    for edge in edges { body(edge.bucket, try source.sums(edge.part)[listing]) }
  }
}
