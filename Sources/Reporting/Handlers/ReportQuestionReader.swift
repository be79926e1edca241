import DomainPrimitives
import Messages

/// Reads a request for a report, so that an error names the field and what there is instead.
struct ReportQuestionReader {
  static let rowsMax = 10_000
  private static let dimensionsMax = 3
  private static let silentDaysRange: ClosedRange<UInt32> = 1...3650
  private static let silentDaysUsually: UInt32 = 60

  let facts: CampaignFacts
  let placer: RowPlacer
  let scope: ReportScope

  /// Throws `RequestError`.
  func question(_ request: ReportingV1.GetReportRequest) throws(RequestError) -> ReportQuestion {
    let groupBy = try dimensions(request.groupBy)
    var question = ReportQuestion(
      indicators: try indicators(request.indicatorIDs, groupBy),
      groupBy: groupBy,
      filter: try filter(request.filter ?? ReportingV1.ReportFilter()),
      asOf: scope.asOf,
      period: try period(request)
    )
    let silentDays = request.silentDays == 0 ? Self.silentDaysUsually : request.silentDays
    guard Self.silentDaysRange.contains(silentDays) else {
      throw Self.invalid("silent_days", "out_of_range", "silent_days \(silentDays) must be between 1 and 3650")
    }
    question.silentDays = Int(silentDays)
    guard request.rowLimit <= Self.rowsMax else {
      throw Self.invalid("row_limit", "out_of_range", "row_limit \(request.rowLimit) must be at most \(Self.rowsMax)")
    }
    let sort = request.sortByIndicatorID
    guard sort.isEmpty || question.indicators.contains(where: { $0.rawValue == sort }) else {
      throw Self.invalid("sort_by_indicator_id", "not_in_report", "'\(sort)' is not one of the report's indicators")
    }
    if let time = question.time {
      guard let buckets = TimeBucket.all(time, in: question.period, maximum: ReportQuestion.bucketsMax) else {
        throw Self.invalid(
          "group_by",
          "too_many_periods",
          "\(question.period.first) to \(question.period.last) has more than \(ReportQuestion.bucketsMax) periods by "
            + "\(time.name); give first_day and last_day, or take a longer period"
        )
      }
      question.buckets = buckets
    }
    return question
  }

  private func dimensions(_ messages: [ReportingV1.Dimension]) throws(RequestError) -> [Dimension] {
    var dimensions: [Dimension] = []
    for message in messages {
      guard let dimension = Dimension(rawValue: message.rawValue) else {
        let known = Dimension.allCases.map(\.name).joined(separator: ", ")
        throw Self.invalid(
          "group_by",
          "unknown_dimension",
          "dimension \(message.rawValue) is not known; there are \(known)"
        )
      }
      guard !dimensions.contains(dimension) else {
        throw Self.invalid("group_by", "repeated_dimension", "\(dimension.name) is named twice")
      }
      dimensions.append(dimension)
    }
    guard dimensions.count <= Self.dimensionsMax else {
      throw Self.invalid("group_by", "too_many_dimensions", "a report has at most \(Self.dimensionsMax) dimensions")
    }
    // The season calendar has months of its own: those of the year.
    guard dimensions.count(where: { $0.isTime || $0 == .seasonMonth }) <= 1 else {
      throw Self.invalid(
        "group_by",
        "two_periods",
        "a report is broken down by one period of time; leave the others out"
      )
    }
    return dimensions
  }

  private func indicators(_ names: [String], _ groupBy: [Dimension]) throws(RequestError) -> [IndicatorID] {
    guard !names.isEmpty else {
      let all = IndicatorCatalogue.all.filter { definition in groupBy.allSatisfy(definition.dimensions.contains) }
      guard !all.isEmpty else {
        let named = groupBy.map(\.name).joined(separator: ", ")
        throw Self.invalid("group_by", "no_indicator", "no indicator has the dimensions \(named) together")
      }
      return all.map(\.id)
    }
    var indicators: [IndicatorID] = []
    for name in names {
      guard let indicator = IndicatorID(rawValue: name) else {
        throw Self.invalid(
          "indicator_ids",
          "unknown_indicator",
          "'\(name)' is not known; ListIndicators names them all"
        )
      }
      guard !indicators.contains(indicator) else {
        throw Self.invalid("indicator_ids", "repeated_indicator", "'\(name)' is named twice")
      }
      let definition = IndicatorCatalogue.definition(of: indicator)
      if let missing = groupBy.first(where: { !definition.dimensions.contains($0) }) {
        let known = definition.dimensions.map(\.name).joined(separator: ", ")
        throw Self.invalid(
          "group_by",
          "not_of_this_indicator",
          "\(name) cannot be broken down by \(missing.name); it can by \(known)"
        )
      }
      indicators.append(indicator)
    }
    return indicators
  }

  private func period(_ request: ReportingV1.GetReportRequest) throws(RequestError) -> SalesPeriod {
    let last = try day(request.lastDay, "last_day") ?? scope.asOf
    guard last <= scope.asOf else {
      throw Self.invalid("last_day", "after_as_of", "last_day \(last) is after as_of \(scope.asOf)")
    }
    let start = facts.campaignStart ?? .earliest
    let first = try day(request.firstDay, "first_day") ?? min(start, last)
    guard first <= last else {
      throw Self.invalid("first_day", "after_last_day", "first_day \(first) is after the last day, \(last)")
    }
    return SalesPeriod(from: first, through: last)
  }

  private func day(_ text: String, _ field: String) throws(RequestError) -> CivilDate? {
    guard !text.isEmpty else { return nil }
    do throws(CalendarError) {
      return try CivilDate(parsing: text)
    } catch {
      throw Self.invalid(field, error.code.rawValue, error.message)
    }
  }

  private func filter(_ message: ReportingV1.ReportFilter) throws(RequestError) -> ReportFilter {
    var filter = ReportFilter()
    filter.unitCode = try unit(message.unitCode)
    filter.phaseID = try known(message.phaseID, "phase_id", placer.phases.map(\.id))
    filter.producerTypes = try words(
      message.producerTypes.map { ($0.name, $0.rawValue) },
      "producer_types",
      "PRODUCER_TYPE_"
    )
    filter.productGroups = try words(
      message.productGroups.map { ($0.name, $0.rawValue) },
      "product_groups",
      "PRODUCT_GROUP_"
    )
    for stars in message.stars {
      guard stars <= 5 else { throw Self.invalid("stars", "out_of_range", "\(stars) stars: there are 0 to 5") }
      filter.stars.insert(Int(stars))
    }
    for floor in message.floorIDs {
      filter.floorIDs.insert(try known(floor, "floor_ids", facts.floors.map(\.id)))
    }
    filter.producerID = message.producerID
    filter.productID = message.productID
    if !message.producerID.isEmpty, !facts.producers.contains(where: { $0.id == message.producerID }) {
      throw Self.missing("producer_id", "unknown_producer", "producer '\(message.producerID)' is not known")
    }
    if !message.productID.isEmpty, !facts.products.contains(where: { $0.id == message.productID }) {
      throw Self.missing("product_id", "unknown_product", "product '\(message.productID)' is not known")
    }
    return filter
  }

  private func unit(_ code: String) throws(RequestError) -> String {
    guard !code.isEmpty else { return "" }
    let day = scope.edition.referenceDate
    guard let unit = facts.geography.unit(code: code, on: day) else {
      throw Self.missing("unit_code", "unknown_unit", "no unit of the map of \(day) has the code '\(code)'")
    }
    let level = scope.edition.rowLevel
    if unit.kind.level == .commune, level == .district {
      let above = facts.geography.unit(containing: unit.key, at: .district, on: day)?.key.code ?? ""
      throw Self.invalid(
        "unit_code",
        "below_rows",
        "the rows of this map are districts, and '\(code)' (\(unit.name)) is a commune; ask for district '\(above)'"
      )
    }
    return code
  }

  private func known(_ name: String, _ field: String, _ names: [String]) throws(RequestError) -> String {
    guard name.isEmpty || names.contains(name) else {
      let there = names.isEmpty ? "none yet" : names.joined(separator: ", ")
      throw Self.missing(field, "unknown", "'\(name)' is not known; there are: \(there)")
    }
    return name
  }

  private func words(
    _ values: [(name: String?, number: Int32)],
    _ field: String,
    _ prefix: String
  ) throws(RequestError) -> Set<String> {
    var words: Set<String> = []
    for value in values {
      let word = EnumWord.word(value.name, after: prefix)
      guard !word.isEmpty else {
        throw Self.invalid(field, "unknown", "\(field) has \(value.number), which is not known")
      }
      words.insert(word)
    }
    return words
  }

  private static func invalid(_ field: String, _ reason: String, _ description: String) -> RequestError {
    RequestError(kind: .invalidArgument, field: field, reason: reason, description: description)
  }

  private static func missing(_ field: String, _ reason: String, _ description: String) -> RequestError {
    RequestError(kind: .notFound, field: field, reason: reason, description: description)
  }
}
