import DomainPrimitives
import Messages

/// The records behind one cell of a report, as messages.
struct OpenedCell {
  let count: ReportCount
  let cell: ReportCell
  let indicator: IndicatorID
  let sales: SalesReader
  let mask: ExplanationMask

  /// Records in the figure, and those of the same row that are left out of it.
  /// Throws `RequestError` when there are more than `maximum` in all.
  func response(maximum: Int) throws -> ReportingV1.ExplainReportResponse {
    var response = ReportingV1.ExplainReportResponse()
    var sum = FigureSum()
    var listings: [Int] = []
    let isOfSales = IndicatorCatalogue.definition(of: indicator).subject == "sale"
    func add(_ record: ReportingV1.ExplainedRecord) throws {
      guard response.counted.count + response.leftOut.count < maximum else { throw Self.tooLarge(maximum) }
      if record.reason.isEmpty { response.counted.append(record) } else { response.leftOut.append(record) }
    }
    try count.forEachMember(of: indicator) { member, status, bucket in
      guard cell.holds(member, status, bucket) else { return }
      let unitOfSale = indicator == .quantity ? count.source.facts.products[member.product].unitOfSale : nil
      try sum.add(member, unitOfSale: unitOfSale)
      guard !isOfSales else {
        if case .listing(let index) = member.subject { listings.append(index) }
        return
      }
      try add(record(member, status))
    }
    if isOfSales {
      var seen: Set<Int> = []
      for listing in listings where seen.insert(listing).inserted {
        for record in try saleRecords(ofListing: listing) { try add(record) }
      }
    }
    response.figure = ReportTableMessages.figure(indicator, sum)
    return response
  }

  private static func tooLarge(_ maximum: Int) -> RequestError {
    RequestError(
      kind: .tooLarge,
      field: "keys",
      reason: "too_many_records",
      description: "more than \(maximum) records are behind this cell; ask for a smaller one, by unit, product or month"
    )
  }

  private func record(_ member: ReportMember, _ status: DayStatus) -> ReportingV1.ExplainedRecord {
    let facts = count.source.facts
    var message = ReportingV1.ExplainedRecord()
    switch member.subject {
    case .producer(let index):
      (message.kind, message.id, message.name) = ("producer", facts.producers[index].id, facts.producers[index].name)
    case .product(let index):
      (message.kind, message.id, message.name) = ("product", facts.products[index].id, facts.products[index].name)
    case .store(let index):
      (message.kind, message.id, message.name) = ("store", facts.stores[index].id, facts.stores[index].floorID)
    case .listing(let index):
      (message.kind, message.id, message.name) = ("listing", facts.listings[index].id, productName(member))
    case .listingMonth(let index, let month):
      message.kind = "listing_month"
      message.id = "\(facts.listings[index].id)@\(MonthSales.month(month))"
      message.name = productName(member)
    case .training(let index):
      (message.kind, message.id, message.name) = ("training", facts.trainings[index].id, facts.trainings[index].topic)
    case .attendance(let training, let producer):
      message.kind = "attendance"
      message.id = "\(facts.trainings[training].id)@\(facts.producers[producer].id)"
      message.name = facts.producers[producer].name
    case .supportRequest(let index):
      let request = facts.supportRequests[index]
      (message.kind, message.id, message.name) = ("support_request", request.id, request.kind)
    case .inspection(let index):
      let inspection = facts.inspections[index]
      (message.kind, message.id, message.name) = ("inspection", inspection.id, inspection.subject)
    case .finding(let index):
      (message.kind, message.id, message.name) = ("finding", facts.findings[index].id, facts.findings[index].severity)
    }
    message.count = 1
    message.reason = member.reason?.rawValue ?? ""
    message.evidence = count.evidence(indicator, member, status)?.text() ?? ""
    finish(&message, producer: producer(member))
    return message
  }

  private func finish(_ message: inout ReportingV1.ExplainedRecord, producer: Producer?) {
    message.unit = producer.map { count.source.placer.unit(of: $0)?.description ?? $0.unitCode } ?? ""
    if message.kind == "training" { return }
    mask.apply(to: &message, of: producer)
  }

  /// Whose record it is; of a producer that was merged itself.
  private func producer(_ member: ReportMember) -> Producer? {
    if case .producer(let index) = member.subject { return count.source.facts.producers[index] }
    return member.producer < 0 ? nil : count.source.facts.producers[member.producer]
  }

  private func productName(_ member: ReportMember) -> String {
    member.product < 0 ? "" : count.source.facts.products[member.product].name
  }

  /// The sales of a listing in the cell's days, one by one.
  private func saleRecords(ofListing index: Int) throws -> [ReportingV1.ExplainedRecord] {
    let facts = count.source.facts
    let period = cell.period
    let records = try sales.sales(ofListing: facts.listings[index].id, in: period)
    let rule = SaleRule(start: period.first, asOf: period.last, sales: records)
    let product = facts.products[count.source.links.productOfListing[index]]
    let place = count.source.links.producerOfProduct[count.source.links.productOfListing[index]]
    return records.map { sale in
      let verdict = rule.verdict(sale)
      var message = ReportingV1.ExplainedRecord()
      message.kind = if case .monthlyTotal = sale.content { "monthly_sales" } else { "order" }
      message.id = sale.id
      message.name = product.name
      let reason: Reason?
      (message.count, reason) = figure(sale, verdict)
      message.reason = (reason == .beforeCampaign ? .beforePeriod : reason)?.rawValue ?? ""
      message.evidence = verdict.evidence.text(unitOfSale: product.unitOfSale)
      finish(&message, producer: place < 0 ? nil : facts.producers[place])
      return message
    }
  }

  /// What a sale adds to the indicator, or why it adds nothing.
  private func figure(_ sale: SaleRecord, _ verdict: Verdict) -> (count: UInt64, reason: Reason?) {
    let apart: (state: OrderState, inTotal: UInt64)?
    switch (indicator, sale.content) {
    case (.ordersCancelled, .monthlyTotal(let cancelled, _)): apart = (.cancelled, cancelled)
    case (.ordersReturned, .monthlyTotal(_, let returned)): apart = (.returned, returned)
    case (.ordersCancelled, .orders): apart = (.cancelled, 0)
    case (.ordersReturned, .orders): apart = (.returned, 0)
    default: apart = nil
    }
    if let apart {
      if case .monthlyTotal = sale.content { return (apart.inTotal, verdict.reason) }
      let wanted: Reason = apart.state == .cancelled ? .cancelled : .returned
      if verdict.reason == wanted { return (sale.orderCount, nil) }
      return (sale.orderCount, verdict.reason ?? .notCancelledOrReturned)
    }
    guard verdict.isCounted else { return (sale.orderCount, verdict.reason) }
    let grade: EvidenceGrade? =
      switch indicator {
      case .ordersEvidenced: .floorExport
      case .ordersDeclared: .declared
      case .ordersEstimated: .estimated
      default: nil
      }
    return (sale.orderCount, grade.map { $0 == sale.evidence } ?? true ? nil : .otherEvidence)
  }
}
