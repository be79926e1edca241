import DomainPrimitives

extension ReportCount {
  /// Products, each once, but by floor where a breakdown asks for that.
  func forEachProduct(
    _ indicator: IndicatorID,
    on day: CivilDate,
    _ status: DayStatus,
    _ visit: (ReportMember) throws -> Void
  ) throws {
    let isByFloor = question.groupBy.contains(.floor)
    for (index, standing) in status.products.enumerated() {
      var member = ReportMember(subject: .product(index))
      member.product = index
      member.producer = source.links.producerOfProduct[index]
      decide(indicator, index, standing, on: day, &member)
      guard explains || member.isInBase || member.reason == nil else { continue }
      guard isByFloor else {
        try visit(member)
        continue
      }
      member.extent = .totalOnly
      try visit(member)
      for floor in floorsAskedFor {
        var onFloor = member
        onFloor.extent = .rowsOnly
        onFloor.floor = floor
        let verdict = listedVerdict(standing, floors: [floor])
        onFloor.reason = verdict.reason
        onFloor.evidence = explains ? verdict.evidence : nil
        if indicator == .productsListedInSeason {
          onFloor.isInBase = standing.state.isValid && (standing.isInSeason || standing.listing.anyFloor.isCounted)
        }
        try visit(onFloor)
      }
    }
  }

  /// The season calendar: products by the months of the day's year.
  func forEachSeasonMember(_ visit: Visit) throws {
    let status = source.status(question.asOf)
    let year = CivilMonth(containing: question.asOf)
    for (index, standing) in status.products.enumerated() where explains || standing.state.isValid {
      var member = ReportMember(subject: .product(index))
      member.product = index
      member.producer = source.links.producerOfProduct[index]
      member.isInBase = standing.state.isValid
      guard filter.admits(member, status) else { continue }
      for month in 1...12 {
        var inMonth = member
        let isInSeason = source.facts.products[index].seasons.contains(year.adding(months: month - year.month))
        inMonth.reason = standing.listing.recognised.reason ?? (isInSeason ? nil : .outOfSeason)
        inMonth.extent = .rowsOnly
        inMonth.evidence = explains ? standing.listing.recognised.evidence : nil
        try visit(inMonth, status, Bucket(code: Int32(month - 1)))
      }
      member.reason = standing.listing.recognised.reason ?? (standing.isInSeason ? nil : .outOfSeason)
      member.extent = .totalOnly
      try visit(member, status, Bucket())
    }
  }

  private func decide(
    _ indicator: IndicatorID,
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    on day: CivilDate,
    _ member: inout ReportMember
  ) {
    let recognised = standing.listing.recognised
    member.isInBase = recognised.isCounted
    var evidence = recognised.evidence
    switch indicator {
    case .productsRecognised: member.reason = recognised.reason
    case .productsListedAnyFloor, .productsListedEveryFloor, .productsListedInSeason:
      let verdict =
        indicator == .productsListedEveryFloor ? listedOnAllVerdict(standing) : listedVerdict(standing, floors: nil)
      (member.reason, evidence) = (verdict.reason, verdict.evidence)
      if indicator == .productsListedInSeason { member.isInBase = isInSeasonOrListed(standing) }
    case .productsRecognisedInSeason:
      member.isInBase = isInSeasonOrListed(standing)
      member.reason = recognised.reason ?? (member.isInBase ? nil : .outOfSeason)
    case .productsInSeason: member.reason = recognised.reason ?? (standing.isInSeason ? nil : .outOfSeason)
    case .productsOutOfSeason:
      let any = standing.listing.anyFloor
      evidence = any.evidence
      member.reason = recognised.reason ?? (any.reason == .outOfSeason ? nil : .notOutOfSeason)
    case .productsNeverListed: decideNeverListed(index, standing, on: day, &member, &evidence)
    case .daysRecognitionToListing: decideDays(index, standing, on: day, &member, &evidence)
    default: decideCertificate(indicator, index, standing, on: day, &member, &evidence)
    }
    if explains { member.evidence = evidence }
  }

  private func isInSeasonOrListed(_ standing: DayStatus.ProductStatus) -> Bool {
    standing.state.isValid && (standing.isInSeason || listedVerdict(standing, floors: nil).isCounted)
  }

  private func decideNeverListed(
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    on day: CivilDate,
    _ member: inout ReportMember,
    _ evidence: inout Evidence
  ) {
    guard standing.state.isValid else {
      member.reason = standing.listing.recognised.reason
      return
    }
    if let first = firstSeenLive(index, on: day) {
      member.reason = .listedBefore
      if explains { evidence = .words("first seen live on \(first)") }
      return
    }
    member.detail = standing.listing.anyFloor.reason?.rawValue ?? ""
    evidence = standing.listing.anyFloor.evidence
  }

  private func decideDays(
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    on day: CivilDate,
    _ member: inout ReportMember,
    _ evidence: inout Evidence
  ) {
    guard standing.state.isValid else {
      member.reason = standing.listing.recognised.reason
      return
    }
    guard let seen = firstSeenLive(index, on: day),
      let issued = source.links.recognitionsByProduct[index].map(\.issuedOn).min()
    else {
      member.reason = .neverSeenLive
      return
    }
    member.days = max(0, issued.days(until: seen))
    if explains { evidence = .words("recognised on \(issued), first seen live on \(seen)") }
  }

  /// The first day on which a listing of the product was seen live.
  private func firstSeenLive(_ index: Int, on day: CivilDate) -> CivilDate? {
    source.links.listingsByProduct[index].compactMap { $0.listing.observedOn }.filter { $0 <= day }.min()
  }

  private func decideCertificate(
    _ indicator: IndicatorID,
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    on day: CivilDate,
    _ member: inout ReportMember,
    _ evidence: inout Evidence
  ) {
    let hasRecognition = standing.governing != nil
    switch indicator {
    case .productsRecognisedEver:
      member.isInBase = hasRecognition
      member.reason = hasRecognition ? nil : standing.listing.recognised.reason
    case .productsExpired:
      member.isInBase = hasRecognition
      member.reason = standing.state == .expired ? nil : hasRecognition ? .notExpired : .notYetRecognised
    case .productsRevoked:
      member.isInBase = hasRecognition
      member.reason = standing.state == .revoked ? nil : hasRecognition ? .notRevoked : .notYetRecognised
      member.detail = standing.state == .revoked ? standing.governing?.revocationGround ?? "" : ""
    case .productsInExtension:
      member.reason =
        standing.listing.recognised.reason ?? (standing.state == .inExtension ? nil : .notInExtension)
    default:
      if let kind = indicator.missingDocument {
        decideDocument(kind, index, standing, on: day, &member, &evidence)
      } else if let within = indicator.expiringWithinDays {
        decideExpiry(within, standing, on: day, &member)
      }
    }
  }

  private func decideDocument(
    _ kind: String,
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    on day: CivilDate,
    _ member: inout ReportMember,
    _ evidence: inout Evidence
  ) {
    guard standing.state.isValid else {
      member.reason = standing.listing.recognised.reason
      return
    }
    let held = source.links.documentsByProduct[index].first { $0.kind == kind && $0.holds(on: day) }
    member.reason = held == nil ? nil : .documentHolds
    guard explains else { return }
    evidence = .words(held.map { "\(kind) since \($0.issuedOn)" } ?? "no \(kind) that holds on \(day)")
  }

  private func decideExpiry(
    _ within: Int,
    _ standing: DayStatus.ProductStatus,
    on day: CivilDate,
    _ member: inout ReportMember
  ) {
    guard standing.state.isValid, let governing = standing.governing else {
      member.reason = standing.listing.recognised.reason
      return
    }
    let days = day.days(until: governing.lastValidDay(under: source.facts.rules))
    member.reason = standing.state == .inExtension ? .inExtension : days <= within ? nil : .expiresLater
  }

  /// On one of the floors; nil = those of the filter.
  private func listedVerdict(_ standing: DayStatus.ProductStatus, floors: [Int]?) -> Verdict {
    guard floors != nil || filter.hasFloors else { return standing.listing.anyFloor }
    let verdicts = (floors ?? floorsAskedFor).map { standing.listing.byFloor[$0] }
    return verdicts.first(where: \.isCounted) ?? verdicts.first ?? .leftOut(.storeWithoutListing, .noFloorKnown)
  }

  /// On all of the filter's floors.
  private func listedOnAllVerdict(_ standing: DayStatus.ProductStatus) -> Verdict {
    guard filter.hasFloors else { return standing.listing.everyFloor }
    let verdicts = floorsAskedFor.map { standing.listing.byFloor[$0] }
    return verdicts.first { !$0.isCounted } ?? verdicts.first ?? .leftOut(.notOnEveryFloor, .noFloorKnown)
  }
}
