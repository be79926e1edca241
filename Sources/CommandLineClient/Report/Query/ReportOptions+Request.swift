import ClientKit
import DomainPrimitives
import Messages

extension ReportOptions {
  /// What is asked of the service.
  ///
  /// - Parameters:
  ///   - indicators: Names, as people give them; none = every one that has the dimensions.
  ///   - today: Today in Vietnam.
  /// - Throws: ``CommandFailure`` that names the option, and what to write instead.
  func request(
    _ indicators: [String],
    _ catalogue: IndicatorCatalogue,
    today: CivilDate
  ) throws(CommandFailure) -> ReportingV1.GetReportRequest {
    var request = ReportingV1.GetReportRequest()
    request.indicatorIDs = try catalogue.ids(named: indicators)
    if let by { request.groupBy = try DimensionArgument.dimensions(by) }
    if let sort {
      let ids = try catalogue.ids(named: [sort])
      guard ids.count == 1, let id = ids.first else {
        throw CommandFailure(.usage, "--sort \(sort): name one indicator: \(ids.joined(separator: ", "))")
      }
      request.sortByIndicatorID = id
    }
    request.filter = try filter()
    try setDays(of: &request, today: today)
    request.edition = GeographyArgument.edition(geo)
    request.knownAt = try knownAt()
    request.registryRevision = waitRevision?.registry ?? 0
    request.listingRevision = waitRevision?.listing ?? 0
    request.rowLimit = limit ?? 0
    request.silentDays = silentDays ?? 0
    return request
  }

  private func setDays(of request: inout ReportingV1.GetReportRequest, today: CivilDate) throws(CommandFailure) {
    if let asOf { request.asOf = try Self.day(asOf, "--as-of") }
    if let period = try period() {
      // A period that is not over on the report's day is counted up to it; without a day the state is that of its last.
      let limit = (try? CivilDate(parsing: request.asOf)) ?? today
      let last = max(period.lowerBound, min(period.upperBound, limit))
      request.firstDay = period.lowerBound.description
      request.lastDay = last.description
      if asOf == nil { request.asOf = last.description }
      return
    }
    if let from { request.firstDay = try Self.day(from, "--from") }
    if let through { request.lastDay = try Self.day(through, "--through") }
    if !request.firstDay.isEmpty, !request.lastDay.isEmpty, request.firstDay > request.lastDay {
      throw CommandFailure(.usage, "--from \(request.firstDay) is after --through \(request.lastDay)")
    }
  }

  /// The days of `--month`, `--quarter` or `--year`.
  private func period() throws(CommandFailure) -> ClosedRange<CivilDate>? {
    if let month {
      guard let found = try? CivilMonth(parsing: month) else {
        throw CommandFailure(.usage, "--month \(month) is no month: write 2021-11")
      }
      return found.firstDay...found.lastDay
    }
    if let quarter {
      let parts = quarter.uppercased().split(separator: "-Q")
      guard parts.count == 2, let number = Int(parts[1]), (1...4).contains(number),
        let first = try? CivilMonth(parsing: "\(parts[0])-\(number < 4 ? "0" : "")\(number * 3 - 2)")
      else { throw CommandFailure(.usage, "--quarter \(quarter) is no quarter: write 2021-Q4") }
      return first.firstDay...first.adding(months: 2).lastDay
    }
    guard let year else { return nil }
    guard let first = try? CivilMonth(parsing: "\(year)-01") else {
      throw CommandFailure(.usage, "--year \(year) is no year: write 2021")
    }
    return first.firstDay...first.adding(months: 11).lastDay
  }

  private func knownAt() throws(CommandFailure) -> ReportingV1.KnownAt? {
    var known = ReportingV1.KnownAt()
    if let knownOn {
      known.day = try Self.day(knownOn, "--known-on")
    } else if let atRevision {
      (known.registryRevision, known.listingRevision) = (atRevision.registry, atRevision.listing)
    } else {
      return nil
    }
    return known
  }

  private func filter() throws(CommandFailure) -> ReportingV1.ReportFilter? {
    var filter = ReportingV1.ReportFilter()
    filter.unitCode = unit ?? ""
    filter.phaseID = phase ?? ""
    for name in CommaList.parts(type ?? "") {
      let number = try ChoiceArgument.number(name, of: RegistryV1.ProducerType.descriptor, called: "type of producer")
      filter.producerTypes.append(RegistryV1.ProducerType(rawValue: number))
    }
    for name in CommaList.parts(group ?? "") {
      let number = try ChoiceArgument.number(name, of: RegistryV1.ProductGroup.descriptor, called: "group of products")
      filter.productGroups.append(RegistryV1.ProductGroup(rawValue: number))
    }
    for text in CommaList.parts(stars ?? "") {
      guard let number = UInt32(text), number <= 5 else {
        throw CommandFailure(.usage, "--stars \(text): a rating is 0 to 5, 0 for no valid recognition")
      }
      filter.stars.append(number)
    }
    filter.floorIDs = CommaList.parts(floor ?? "")
    filter.producerID = producer ?? ""
    filter.productID = product ?? ""
    return filter == ReportingV1.ReportFilter() ? nil : filter
  }

  /// A day of an option, in its usual form.
  static func day(_ text: String, _ option: String) throws(CommandFailure) -> String {
    do throws(CalendarError) {
      return try CivilDate(parsing: text).description
    } catch {
      throw CommandFailure(.usage, "\(option) \(text): \(error)")
    }
  }
}
