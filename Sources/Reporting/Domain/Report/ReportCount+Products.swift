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
    let producerOfProduct = source.links.producerOfProduct
    for (index, standing) in status.products.enumerated() {
      var member = ReportMember(subject: .product(index))
      member.product = index
      member.producer = producerOfProduct[index]
      decide(indicator, index, status, &member)
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
        onFloor.reason = status.reason(ofProduct: index, onFloor: floor)
        if indicator == .productsListedInSeason {
          onFloor.isInBase = standing.state.isValid && (standing.isInSeason || standing.anyFloor == nil)
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
        inMonth.reason = standing.recognised ?? (isInSeason ? nil : .outOfSeason)
        inMonth.extent = .rowsOnly
        try visit(inMonth, status, Bucket(code: Int32(month - 1)))
      }
      member.reason = standing.recognised ?? (standing.isInSeason ? nil : .outOfSeason)
      member.extent = .totalOnly
      try visit(member, status, Bucket())
    }
  }

  /// Decides whether a product is in an indicator, whatever was decided for another one.
  func decide(_ indicator: IndicatorID, _ index: Int, _ status: DayStatus, _ member: inout ReportMember) {
    let standing = status.products[index]
    member.isInBase = standing.recognised == nil
    member.reason = nil
    member.days = -1
    member.detail = ""
    switch indicator {
    case .productsRecognised: member.reason = standing.recognised
    case .productsListedAnyFloor: member.reason = listedReason(index, standing, status)
    case .productsListedEveryFloor: member.reason = listedOnAllReason(index, standing, status)
    case .productsListedInSeason:
      member.isInBase = isInSeasonOrListed(index, standing, status)
      member.reason = listedReason(index, standing, status)
    case .productsRecognisedInSeason:
      member.isInBase = isInSeasonOrListed(index, standing, status)
      member.reason = standing.recognised ?? (member.isInBase ? nil : .outOfSeason)
    case .productsInSeason: member.reason = standing.recognised ?? (standing.isInSeason ? nil : .outOfSeason)
    case .productsOutOfSeason:
      member.reason = standing.recognised ?? (standing.anyFloor == .outOfSeason ? nil : .notOutOfSeason)
    case .productsNeverListed: decideNeverListed(index, standing, status, &member)
    case .daysRecognitionToListing: decideDays(index, standing, status, &member)
    default: decideCertificate(indicator, index, standing, status, &member)
    }
  }

  private func isInSeasonOrListed(
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    _ status: DayStatus
  ) -> Bool {
    standing.state.isValid && (standing.isInSeason || listedReason(index, standing, status) == nil)
  }

  private func decideNeverListed(
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    _ status: DayStatus,
    _ member: inout ReportMember
  ) {
    guard standing.state.isValid else {
      member.reason = standing.recognised
      return
    }
    if let first = firstSeenLive(index, on: status.asOf) {
      member.reason = .listedBefore
      if explains { member.evidence = .words("first seen live on \(first)") }
      return
    }
    member.detail = standing.anyFloor?.rawValue ?? ""
  }

  private func decideDays(
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    _ status: DayStatus,
    _ member: inout ReportMember
  ) {
    guard standing.state.isValid else {
      member.reason = standing.recognised
      return
    }
    guard let seen = firstSeenLive(index, on: status.asOf),
      let issued = source.links.recognitionsByProduct[index].map(\.issuedOn).min()
    else {
      member.reason = .neverSeenLive
      return
    }
    member.days = max(0, issued.days(until: seen))
    if explains { member.evidence = .words("recognised on \(issued), first seen live on \(seen)") }
  }

  /// The first day on which a listing of the product was seen live.
  private func firstSeenLive(_ index: Int, on day: CivilDate) -> CivilDate? {
    var first: CivilDate?
    for listing in source.links.listingsByProduct[index] {
      guard let seen = source.links.listingDays[listing].observedOn, seen <= day else { continue }
      first = min(first ?? seen, seen)
    }
    return first
  }

  private func decideCertificate(
    _ indicator: IndicatorID,
    _ index: Int,
    _ standing: DayStatus.ProductStatus,
    _ status: DayStatus,
    _ member: inout ReportMember
  ) {
    let hasRecognition = standing.governing != nil
    switch indicator {
    case .productsRecognisedEver:
      member.isInBase = hasRecognition
      member.reason = hasRecognition ? nil : standing.recognised
    case .productsExpired:
      member.isInBase = hasRecognition
      member.reason = standing.state == .expired ? nil : hasRecognition ? .notExpired : .notYetRecognised
    case .productsRevoked:
      member.isInBase = hasRecognition
      member.reason = standing.state == .revoked ? nil : hasRecognition ? .notRevoked : .notYetRecognised
      if standing.state == .revoked { member.detail = governing(index, standing)?.revocationGround ?? "" }
    case .productsInExtension:
      member.reason = standing.recognised ?? (standing.state == .inExtension ? nil : .notInExtension)
    default:
      if let kind = indicator.missingDocument {
        decideDocument(kind, index, status, &member)
      } else if let within = indicator.expiringWithinDays {
        decideExpiry(within, index, status, &member)
      }
    }
  }

  private func governing(_ index: Int, _ standing: DayStatus.ProductStatus) -> Recognition? {
    standing.governing.map { source.links.recognitionsByProduct[index][$0] }
  }

  private func decideDocument(_ kind: String, _ index: Int, _ status: DayStatus, _ member: inout ReportMember) {
    let day = status.asOf
    guard status.products[index].state.isValid else {
      member.reason = status.products[index].recognised
      return
    }
    let held = source.links.documentsByProduct[index].first { $0.kind == kind && $0.holds(on: day) }
    member.reason = held == nil ? nil : .documentHolds
    guard explains else { return }
    member.evidence = .words(held.map { "\(kind) since \($0.issuedOn)" } ?? "no \(kind) that holds on \(day)")
  }

  private func decideExpiry(_ within: Int, _ index: Int, _ status: DayStatus, _ member: inout ReportMember) {
    let standing = status.products[index]
    guard standing.state.isValid, let governing = governing(index, standing) else {
      member.reason = standing.recognised
      return
    }
    let days = status.asOf.days(until: governing.lastValidDay(under: source.facts.rules))
    member.reason = standing.state == .inExtension ? .inExtension : days <= within ? nil : .expiresLater
  }

  /// On one of the filter's floors; nil when it is listed.
  private func listedReason(_ index: Int, _ standing: DayStatus.ProductStatus, _ status: DayStatus) -> Reason? {
    guard filter.hasFloors else { return standing.anyFloor }
    let reasons = floorsAskedFor.map { status.reason(ofProduct: index, onFloor: $0) }
    return reasons.contains(nil) ? nil : reasons.first ?? .storeWithoutListing
  }

  /// On all of the filter's floors; nil when it is listed.
  private func listedOnAllReason(_ index: Int, _ standing: DayStatus.ProductStatus, _ status: DayStatus) -> Reason? {
    guard filter.hasFloors else { return standing.everyFloor }
    let reasons = floorsAskedFor.map { status.reason(ofProduct: index, onFloor: $0) }
    return reasons.isEmpty ? .notOnEveryFloor : reasons.first { $0 != nil } ?? nil
  }
}
