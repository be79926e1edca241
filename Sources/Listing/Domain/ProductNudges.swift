import DomainPrimitives

/// What somebody has to do about a product: list it on every floor, and prepare its next season.
struct ProductNudges: Sendable {
  /// Days from the recognition, or from the season's opening when that comes later, within which a product is to be
  /// listed on every floor.
  static let listingDays = 30
  /// Days before a season in which it is to be prepared.
  static let seasonDays = 30

  let product: ProductProfile
  let rules: CertificateRules
  /// All there are, by identifier.
  let floors: [Floor]
  /// Of the product's producer.
  let stores: [Store]
  /// Of the product, as they stand on the day.
  let listings: [PlacedListing]

  /// Whether a product may have a task of a kind, as far as its listings do not tell. Most have none: then their
  /// listings are not read.
  static func mayCall(
    for kind: NudgeKind,
    _ product: ProductProfile,
    on day: CivilDate,
    under rules: CertificateRules
  ) -> Bool {
    switch kind {
    case .listProduct: recognitionToList(product, on: day, under: rules) != nil
    case .prepareSeason: openingToPrepare(product, on: day, under: rules) != nil
    case .wakeSilentStore: false
    }
  }

  private static func recognitionToList(
    _ product: ProductProfile,
    on day: CivilDate,
    under rules: CertificateRules
  ) -> KnownRecognition? {
    product.seasons.contains(day) ? product.validRecognitions(on: day, under: rules).first : nil
  }

  /// The opening of the season that is open, or of the next one when that is near.
  private static func openingToPrepare(
    _ product: ProductProfile,
    on day: CivilDate,
    under rules: CertificateRules
  ) -> CivilDate? {
    let opening =
      product.seasons.contains(day)
      ? product.seasons.opening(containing: day) : product.seasons.nextOpening(after: day)
    guard let opening, opening.adding(days: -seasonDays) <= day,
      !product.validRecognitions(on: day, under: rules).isEmpty
    else { return nil }
    return opening
  }

  /// The product is recognised and can be had, and nobody has ever seen it live on a floor. One for each such floor, by
  /// floor.
  func toList(on day: CivilDate) -> [Nudge] {
    guard let recognised = Self.recognitionToList(product, on: day, under: rules) else { return [] }
    let season = product.seasons.opening(containing: day) ?? recognised.issuedOn
    let due = max(recognised.issuedOn, season).adding(days: Self.listingDays)
    return floors.compactMap { floor in
      let here = listings.filter { $0.store.floorID == floor.id }
      guard !here.contains(where: { $0.standing?.lastSeenOn != nil }) else { return nil }
      return Nudge(
        id: "\(NudgeKind.listProduct.name)/\(product.id)/\(floor.id)",
        kind: .listProduct,
        advice: advice(on: floor, listings: here, day: day),
        producerID: product.producerID,
        productID: product.id,
        openedOn: recognised.issuedOn,
        dueOn: due
      )
    }
  }

  private func advice(on floor: Floor, listings: [PlacedListing], day: CivilDate) -> Advice {
    let (name, title) = (product.shownName, floor.name)
    let vietnamese = "Đăng \(name) lên \(title)"
    let english = "list \(name) on \(title)"
    if let planned = listings.compactMap(\.plannedDay).max() {
      return Advice(
        .producer,
        "\(vietnamese), dự kiến \(planned)",
        "\(english), planned for \(planned)"
      )
    }
    if let known = listings.compactMap({ $0.standing?.advice }).first {
      return Advice(known.party, "\(vietnamese). \(known.vietnamese)", "\(english); \(known.english)")
    }
    if stores.contains(where: { $0.floorID == floor.id && $0.isOpen(on: day) }) {
      return Advice(.producer, vietnamese, english)
    }
    let store = ReadinessAdvice.missing(.store)
    return Advice(store.party, "\(vietnamese). \(store.vietnamese)", "\(english); \(store.english)")
  }

  /// The product's season opens within 30 days, or is open, and since then nobody has seen it live; at most one. A
  /// product that was never live is to be listed instead, once its season is open.
  func toPrepare(on day: CivilDate) -> [Nudge] {
    guard let opening = Self.openingToPrepare(product, on: day, under: rules),
      !listings.contains(where: { $0.standing?.state.isInStore ?? false })
    else { return [] }
    let opened = opening.adding(days: -Self.seasonDays)
    let lastSeen = listings.compactMap { $0.standing?.lastSeenOn }.max()
    if let lastSeen, lastSeen >= opened { return [] }
    if lastSeen == nil, opening <= day { return [] }
    return [
      Nudge(
        id: "\(NudgeKind.prepareSeason.name)/\(product.id)/\(opening)",
        kind: .prepareSeason,
        advice: Advice(
          .producer,
          "Mùa vụ \(product.shownName) mở ngày \(opening): chuẩn bị đăng bán",
          "the season of \(product.shownName) opens on \(opening): prepare to list it"
        ),
        producerID: product.producerID,
        productID: product.id,
        openedOn: opened,
        dueOn: opening
      )
    ]
  }

}

extension ProductProfile {
  /// Its name, or its identifier as long as the registry has not told the name.
  var shownName: String { name.isEmpty ? id : name }
}

extension PlacedListing {
  /// The day it is planned for; nil unless it is planned.
  fileprivate var plannedDay: CivilDate? { standing?.state == .planned ? listing.plannedOn : nil }
}
