import DomainPrimitives

/// What one indicator about stores asks of a store that is open.
struct StoreMeasure {
  private let indicator: IndicatorID
  private let day: CivilDate
  private let source: ReportSource
  private let silentDays: Int
  private let explains: Bool
  private let rule: LeadingRule?
  /// Of every listing: sold in the window that the indicator looks at.
  private let sums: [SalesSums]

  init(_ indicator: IndicatorID, on day: CivilDate, _ count: ReportCount) throws {
    self.indicator = indicator
    self.day = day
    source = count.source
    silentDays = count.question.silentDays
    explains = count.explains
    let level: LeadingLevel? =
      indicator == .leadingStores ? .leading : indicator == .superLeadingStores ? .superLeading : nil
    let facts = count.source.facts
    let rule = level.flatMap { Self.rule($0, on: day, facts) }
    self.rule = rule
    switch indicator {
    case .leadingStores, .superLeadingStores:
      sums = try rule.map { try count.source.sums(Self.window($0, before: day)) } ?? []
    case .storesSilent:
      sums = try source.sums(SalesPeriod(from: day.adding(days: 1 - count.question.silentDays), through: day))
    default: sums = []
    }
  }

  /// The rule of a level in force on a day; of several the last by identifier.
  static func rule(_ level: LeadingLevel, on day: CivilDate, _ facts: CampaignFacts) -> LeadingRule? {
    facts.leadingRules.last { $0.level == level && $0.isInForce(on: day) }
  }

  /// The whole months before the month of a day.
  private static func window(_ rule: LeadingRule, before day: CivilDate) -> SalesPeriod {
    let month = CivilMonth(containing: day)
    return SalesPeriod(
      from: month.adding(months: -rule.windowMonths).firstDay,
      through: month.adding(months: -1).lastDay
    )
  }

  /// Decides about a store that is open.
  func decide(_ index: Int, _ store: StoreDays, _ status: DayStatus, _ member: inout ReportMember) throws {
    let listings = source.links.listingsByStore[index]
    switch indicator {
    case .leadingStores, .superLeadingStores: decideLeading(listings, &member)
    case .storesSellingInSeason:
      member.reason = sellingSince(listings, store, status) == nil ? .nothingInSeason : nil
    case .storesSilent:
      guard let since = sellingSince(listings, store, status) else {
        member.isInBase = false
        member.reason = .nothingInSeason
        return
      }
      let sold = listings.reduce(0) { $0 + sums[$1].completed }
      member.reason =
        sold > 0 ? .sold : since.days(until: day) >= silentDays ? nil : .sellingTooShortly
      if explains { member.evidence = .words("\(sold) orders sold in \(silentDays) days, selling since \(since)") }
    case .storesReportingLate: decideReporting(listings, store, &member)
    default: break
    }
  }

  /// The first day on which a listing was seen live that is listed, of a product in season; nil without any.
  private func sellingSince(_ listings: [Int], _ store: StoreDays, _ status: DayStatus) -> CivilDate? {
    var first: CivilDate?
    for listing in listings {
      let product = source.links.productOfListing[listing]
      guard product >= 0, status.products[product].isInSeason,
        case .seenLive(let seen) = source.links.listingDays[listing].step(on: day), store.isOpen(on: day)
      else { continue }
      first = min(first ?? seen, seen)
    }
    return first
  }

  private func decideLeading(_ listings: [Int], _ member: inout ReportMember) {
    guard let rule else {
      member.reason = .noRuleInForce
      return
    }
    var all = SalesSums()
    var quantityThousandths: Int64 = 0
    for listing in listings {
      all.add(sums[listing])
      let product = source.links.productOfListing[listing]
      guard product >= 0, source.facts.products[product].unitOfSale == rule.quantityUnit else { continue }
      let (sum, overflow) = quantityThousandths.addingReportingOverflow(sums[listing].quantityThousandths)
      quantityThousandths = overflow ? .max : sum
    }
    let months = monthsWithSales(listings, rule)
    let isReached =
      all.completed >= Int64(clamping: rule.ordersMin) && all.revenueDong >= rule.revenueDongMin
      && months >= rule.monthsWithSalesMin
      && (rule.quantityThousandthsMin == 0 || quantityThousandths >= rule.quantityThousandthsMin)
    member.reason = isReached ? nil : .belowRule
    guard explains else { return }
    member.evidence = .words(
      "rule \(rule.id): \(all.completed) of \(rule.ordersMin) orders, "
        + "\(all.revenueDong) of \(rule.revenueDongMin) đồng, "
        + "\(months) of \(rule.monthsWithSalesMin) months with sales"
    )
  }

  private func monthsWithSales(_ listings: [Int], _ rule: LeadingRule) -> Int {
    let window = Self.window(rule, before: day)
    var months: Set<Int32> = []
    for listing in listings {
      source.sales.forEachMonth(
        number: source.listingNumbers[listing],
        totals: source.links.totalsByListing[listing]
      ) { month, sums, _ in
        if window.holds(month: month), sums.completed > 0 { months.insert(month) }
      }
    }
    return months.count
  }

  /// Whether a store that had something to sell all of the month before has told what it sold in it.
  private func decideReporting(_ listings: [Int], _ store: StoreDays, _ member: inout ReportMember) {
    let month = CivilMonth(containing: day).adding(months: -1)
    let monthIndex = MonthSales.index(month)
    let isOpenAllMonth = store.openedOn <= month.firstDay
    let hadListing = listings.contains { listing in
      let days = source.links.listingDays[listing]
      return days.observedOn.map { $0 < month.firstDay } ?? false && !days.isEnded(by: month.lastDay)
    }
    guard isOpenAllMonth, hadListing else {
      member.reason = .notListedAllMonth
      return
    }
    let hasReported = listings.contains { listing in
      source.links.totalsByListing[listing].contains { $0.monthIndex == monthIndex }
        || source.listingNumbers[listing].flatMap { source.sales.month(monthIndex, number: $0) }?.sums.isEmpty == false
    }
    member.reason = hasReported ? .reported : nil
    if explains { member.evidence = .words("\(hasReported ? "has" : "no") sales on record of \(month)") }
  }
}
