import AccessControl
import DomainPrimitives
import Messages

extension ReportReader {
  /// A report of any indicators; everything but the watermarks.
  /// Throws `RequestError`, `FigureOverflow` or `DatabaseError`.
  func report(
    _ request: ReportingV1.GetReportRequest,
    _ scope: ReportScope,
    sight: (TerritoryMap) -> RowSight
  ) throws -> ReportingV1.Report {
    let (source, question) = try asked(request, scope)
    let count = ReportCount(source, question)
    let table = try count.table()
    let messages = ReportTableMessages(count: count, sight: sight(snapshot.territories))
    var report = ReportingV1.Report()
    report.asOf = scope.asOf.description
    report.firstDay = question.period.first.description
    report.lastDay = question.period.last.description
    report.edition = scope.editionMessage
    report.groupBy = request.groupBy
    report.filter = request.filter
    report.indicators = question.indicators.map { indicator in
      var version = ReportingV1.IndicatorVersion()
      version.indicatorID = indicator.rawValue
      version.version = IndicatorCatalogue.definition(of: indicator).version
      return version
    }
    let limit = request.rowLimit == 0 ? ReportQuestionReader.rowsMax : Int(request.rowLimit)
    let rows = messages.rows(table, sortedBy: IndicatorID(rawValue: request.sortByIndicatorID), limit: limit)
    report.rows = rows.rows
    report.rowsLeftOut = UInt32(clamping: rows.leftOut)
    report.total = messages.figures(table.total)
    report.silentDays = UInt32(clamping: question.silentDays)
    report.leadingRuleIDs = leadingRules(question)
    let isOfCampaign = question.filter == ReportFilter() && Set(question.groupBy).isSubset(of: [.unit, .phase])
    report.targets = isOfCampaign ? try targets(on: scope.asOf) : []
    report.knownAt = knownAt
    report.registryEpoch = snapshot.revisions[.registry]?.epoch ?? ""
    report.listingEpoch = snapshot.revisions[.listing]?.epoch ?? ""
    return report
  }

  /// The records behind one cell. Throws `RequestError`, `FigureOverflow` or `DatabaseError`.
  func explanation(
    _ request: ReportingV1.ExplainReportRequest,
    _ scope: ReportScope,
    sight: (TerritoryMap) -> RowSight
  ) throws -> ReportingV1.ExplainReportResponse {
    guard let indicator = IndicatorID(rawValue: request.indicatorID) else {
      throw RequestError(
        kind: .invalidArgument,
        field: "indicator_id",
        reason: "unknown_indicator",
        description: "'\(request.indicatorID)' is not known; ListIndicators names them all"
      )
    }
    var asked = request.report ?? ReportingV1.GetReportRequest()
    asked.indicatorIDs = [indicator.rawValue]
    asked.sortByIndicatorID = ""
    let (source, question) = try self.asked(asked, scope)
    let sight = sight(snapshot.territories)
    let count = ReportCount(source, question, explains: true)
    let cell = try ReportCell(request.keys, count: count, sight: sight)
    let opened = OpenedCell(
      count: count,
      cell: cell,
      indicator: indicator,
      sales: SalesReader(orders: orders, snapshot: snapshot),
      mask: ExplanationMask(sight)
    )
    var response = try opened.response(maximum: Self.explainedRecordsMax)
    response.knownAt = knownAt
    return response
  }

  /// The revisions that figures come from.
  private var knownAt: ReportingV1.KnownAt {
    var message = ReportingV1.KnownAt()
    message.registryRevision = snapshot.revisions[.registry]?.revision ?? 0
    message.listingRevision = snapshot.revisions[.listing]?.revision ?? 0
    return message
  }

  private func asked(
    _ request: ReportingV1.GetReportRequest,
    _ scope: ReportScope
  ) throws -> (ReportSource, ReportQuestion) {
    let source = source(scope.edition)
    let reader = ReportQuestionReader(facts: snapshot.facts, placer: source.placer, scope: scope)
    return (source, try reader.question(request))
  }

  /// What is counted from, on a map.
  func source(_ edition: GeographyEdition) -> ReportSource {
    let map = snapshot.map(edition)
    let snapshot = snapshot
    let orders = orders
    return ReportSource(
      facts: snapshot.facts,
      links: snapshot.links,
      placer: map.placer,
      rows: map.rows,
      unitCodes: map.unitCodes,
      sales: snapshot.sales,
      listingNumbers: snapshot.listingNumbers,
      status: { snapshot.status(on: $0) },
      sums: { try snapshot.sums(in: $0, edges: orders) },
      outliers: { snapshot.outliers(through: $0) },
      orders: { period, body in try orders.forEach(period, body) }
    )
  }

  private func leadingRules(_ question: ReportQuestion) -> [String] {
    var levels: [LeadingLevel] = []
    if question.indicators.contains(.leadingStores) { levels.append(.leading) }
    if question.indicators.contains(.superLeadingStores) { levels.append(.superLeading) }
    return levels.compactMap { StoreMeasure.rule($0, on: question.asOf, snapshot.facts)?.id }
  }

  private func targets(on asOf: CivilDate) throws -> [ReportingV1.TargetComparison] {
    try TargetReport(facts: snapshot.facts, asOf: asOf) { edition in source(edition) }.comparisons()
  }
}
