import DomainPrimitives

/// Which sales count: completed orders placed from the campaign's start to the report's date, and a listing's total
/// of a month that lies wholly in between. Where such a total counts, it stands for all of that month's sales of the
/// listing, and the month's single orders are left out. A month that has not ended by the date, or that began before
/// the campaign, has no exact total for the period: then its single orders count, and the total does not.
struct SaleRule: Sendable {
  /// First day that counts; nil = from the beginning.
  let start: CivilDate?
  /// Last day that counts.
  let asOf: CivilDate
  /// Months of listings with a total that counts, each with that total's identifier.
  private let totals: [ListingMonth: String]

  /// The rule for a period, given all the monthly totals there are (other sales among them are passed over).
  init(start: CivilDate?, asOf: CivilDate, sales: [SaleRecord]) {
    self.start = start
    self.asOf = asOf
    var totals: [ListingMonth: String] = [:]
    for sale in sales {
      guard case .monthlyTotal = sale.content, Self.reasonOutside(sale, start: start, asOf: asOf) == nil else {
        continue
      }
      // Two totals of one month would count its sales twice: the first by identifier counts.
      totals[sale.listingMonth] = min(totals[sale.listingMonth] ?? sale.id, sale.id)
    }
    self.totals = totals
  }

  /// Decides about a sale; an order that is cancelled or returned is left out with that reason, and counted apart.
  func verdict(_ sale: SaleRecord) -> Verdict {
    let evidence: Evidence
    var reason = Self.reasonOutside(sale, start: start, asOf: asOf)
    switch sale.content {
    case .monthlyTotal:
      evidence = .monthlyTotal(sale)
      if reason == nil, totals[sale.listingMonth] != sale.id { reason = .duplicateMonthlyTotal }
    case .orders(let state, _, _):
      evidence = .orders(sale)
      reason = reason ?? (totals[sale.listingMonth] == nil ? Self.reason(of: state) : .coveredByMonthlyTotal)
    }
    return Verdict(reason: reason, evidence: evidence)
  }

  private static func reasonOutside(_ sale: SaleRecord, start: CivilDate?, asOf: CivilDate) -> Reason? {
    switch sale.content {
    case .orders(_, let first, let last):
      if last > asOf { return .afterAsOf }
      if let start, first < start { return .beforeCampaign }
    case .monthlyTotal:
      if sale.month.lastDay > asOf { return .monthNotEnded }
      if let start, sale.month.firstDay < start { return .beforeCampaign }
    }
    return nil
  }

  private static func reason(of state: OrderState) -> Reason? {
    switch state {
    case .completed: nil
    case .cancelled: .cancelled
    case .returned: .returned
    case .unknown: .notCompleted
    }
  }
}
