import DomainPrimitives

/// One record behind an indicator: in it, in its denominator only, or left out, and where it belongs.
struct ReportMember {
  /// The record, by its place in the facts.
  enum Subject: Hashable {
    case producer(Int)
    case product(Int)
    case store(Int)
    case listing(Int)
    /// A month of a listing.
    case listingMonth(Int, Int32)
    case training(Int)
    case attendance(training: Int, producer: Int)
    case supportRequest(Int)
    case inspection(Int)
    case finding(Int)
  }

  /// In which figures it is: a product that is listed on two floors is in two rows, and once in the total.
  enum Extent {
    case everywhere, rowsOnly, totalOnly
  }

  var subject: Subject
  /// Place of the producer that it counts as; -1 without one.
  var producer = -1
  var product = -1
  /// Whether it names a product that has not arrived.
  var isOfUnknownProduct = false
  var floor = -1
  /// Its own day, of what is counted over a period.
  var day: CivilDate?
  /// Where it is, if not where its producer is.
  var row: RowKey?
  /// Nil when it is counted.
  var reason: Reason?
  /// Whether it is in the denominator.
  var isInBase = true
  var detail = ""
  var extent = Extent.everywhere
  /// What it adds.
  var count: UInt64 = 1
  var base: UInt64 = 1
  var quantityThousandths: Int64 = 0
  var amountDong: Int64 = 0
  var previousAmountDong: Int64 = 0
  /// -1 where it is not measured in days.
  var days = -1
  /// The facts that decided, where a figure is opened and they are not those of a day (`ReportCount.evidence`).
  var evidence: Evidence?

  /// Its product's stars on a day, or its producer's where it is of no product; nil where they are not known.
  func stars(_ status: DayStatus) -> Int? {
    if product >= 0 { return status.products[product].stars }
    return producer < 0 || isOfUnknownProduct ? nil : status.producers[producer].stars
  }
}
