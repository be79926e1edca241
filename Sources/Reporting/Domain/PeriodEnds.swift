import DomainPrimitives

/// What listings sold in the parts of months at the ends of a period. Read when the first listing asks, since most
/// periods are of whole months.
struct PeriodEnds {
  let period: SalesPeriod
  private let read: (SalesPeriod) throws -> [SalesSums]
  private var first: [SalesSums]?
  private var last: [SalesSums]?

  /// - Parameter read: Sums of the orders of a part of a month, by the numbers of listings, as far as there are any.
  init(_ period: SalesPeriod, read: @escaping (SalesPeriod) throws -> [SalesSums]) {
    self.period = period
    self.read = read
  }

  /// What the listing with a number sold in one of the parts. Throws what reading throws.
  mutating func sums(number: Int, _ end: SalesPeriod.End) throws -> SalesSums {
    let sums = try sums(end)
    return number < sums.count ? sums[number] : SalesSums()
  }

  /// What listings sold in one of the parts, by their numbers, as far as there is anything. Throws what reading throws.
  mutating func sums(_ end: SalesPeriod.End) throws -> [SalesSums] {
    if let known = end == .first ? first : last { return known }
    let sums = try read(period.part(end))
    if end == .first { first = sums } else { last = sums }
    return sums
  }
}
