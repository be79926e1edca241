import DomainPrimitives

/// What a product lacks before it can be sold on a floor, from dated facts alone.
struct ReadinessChecklist: Sendable {
  let product: ProductProfile
  let rules: CertificateRules
  let floor: Floor
  /// Of the product's producer, on any floor.
  let stores: [Store]
  /// Of the product's producer.
  let accounts: [PaymentAccount]

  /// Every line on a day, in the order of the kinds.
  func items(on day: CivilDate) -> [ReadinessItem] {
    ReadinessKind.allCases.map { kind in
      let isRequired = kind.requirement.map(floor.requirements.contains) ?? true
      var item = ReadinessItem(kind: kind, isRequired: isRequired)
      switch kind {
      case .recognition: fillRecognition(&item, day)
      case .season: fillSeason(&item, day)
      case .store: fillStore(&item, day)
      case .paymentAccount: fillAccount(&item, day)
      case .gtin:
        item.advice = product.gtin.isEmpty ? ReadinessAdvice.missing(kind) : nil
      default: fillDocument(&item, day)
      }
      return item
    }
  }

  private func fillRecognition(_ item: inout ReadinessItem, _ day: CivilDate) {
    let valid = product.validRecognitions(on: day, under: rules)
    guard let best = valid.max(by: { $0.lastValidDay(under: rules) < $1.lastValidDay(under: rules) }) else {
      let issued = product.recognitions.filter { $0.issuedOn <= day }
      item.advice = issued.isEmpty ? ReadinessAdvice.missing(.recognition) : ReadinessAdvice.lapsed(.recognition)
      item.expiresOn = issued.map { lastDay(of: $0) }.max()
      return
    }
    item.since = valid.first?.issuedOn
    item.expiresOn = lastDay(of: best)
  }

  /// The last valid day, or the one before a revocation.
  private func lastDay(of recognition: KnownRecognition) -> CivilDate {
    let last = recognition.lastValidDay(under: rules)
    return recognition.revokedOn.map { min(last, $0.adding(days: -1)) } ?? last
  }

  private func fillSeason(_ item: inout ReadinessItem, _ day: CivilDate) {
    if product.seasons.contains(day) {
      item.since = product.seasons.opening(containing: day)
      item.expiresOn = product.seasons.closing(containing: day)
    } else {
      item.opensOn = product.seasons.nextOpening(after: day)
      item.advice = ReadinessAdvice.missing(.season)
    }
  }

  private func fillStore(_ item: inout ReadinessItem, _ day: CivilDate) {
    let open = stores.filter { $0.floorID == floor.id && $0.isOpen(on: day) }
    item.since = open.map(\.openedOn).min()
    if open.isEmpty { item.advice = ReadinessAdvice.missing(.store) }
  }

  private func fillAccount(_ item: inout ReadinessItem, _ day: CivilDate) {
    let open = accounts.filter { $0.openedOn <= day && ($0.closedOn.map { day < $0 } ?? true) }
    item.since = open.map(\.openedOn).min()
    if open.isEmpty { item.advice = ReadinessAdvice.missing(.paymentAccount) }
  }

  private func fillDocument(_ item: inout ReadinessItem, _ day: CivilDate) {
    let papers = product.documents.filter { $0.kind == item.kind.document && $0.issuedOn <= day }
    let valid = papers.filter { $0.isValid(on: day) }
    guard !valid.isEmpty else {
      item.expiresOn = papers.compactMap(\.lastValidDay).max()
      item.advice = papers.isEmpty ? ReadinessAdvice.missing(item.kind) : ReadinessAdvice.lapsed(item.kind)
      return
    }
    item.since = valid.map(\.issuedOn).min()
    // One that does not run out holds for good.
    let ends = valid.map(\.lastValidDay)
    item.expiresOn = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
  }
}
