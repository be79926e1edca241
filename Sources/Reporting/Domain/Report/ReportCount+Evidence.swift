import DomainPrimitives

extension ReportCount {
  /// What led to the reason of a member: worked out only for those that are shown. Nil where nothing can be told.
  func evidence(_ indicator: IndicatorID, _ member: ReportMember, _ status: DayStatus) -> Evidence? {
    if let told = member.evidence { return told }
    let evidence = DayEvidence(source.facts, source.links, on: status.asOf)
    let floor = member.floor < 0 ? nil : member.floor
    switch member.subject {
    case .producer(let index): return self.evidence(indicator, ofProducer: index, floor, status, evidence)
    case .product(let index):
      let listing = evidence.listing(ofProductAt: index)
      return floor.map { listing.byFloor[$0].evidence } ?? self.evidence(indicator, ofProduct: index, listing, status)
    default: return nil
    }
  }

  private func evidence(
    _ indicator: IndicatorID,
    ofProducer index: Int,
    _ floor: Int?,
    _ status: DayStatus,
    _ evidence: DayEvidence
  ) -> Evidence {
    func store() -> Verdict {
      let floors = floor.map { [$0] } ?? (filter.hasFloors ? floorsAskedFor : nil)
      return evidence.store(producerAt: index, floorIDs: floors.map { Set($0.map { source.facts.floors[$0].id }) })
    }
    switch indicator {
    case .producersWithStore: return store().evidence
    case .producersWithPaymentAccount: return evidence.account(producerAt: index).evidence
    case .producersWithStoreAndPaymentAccount:
      let store = store()
      return store.isCounted ? evidence.account(producerAt: index).evidence : store.evidence
    default: return evidence.registered(producerAt: index).evidence
    }
  }

  private func evidence(
    _ indicator: IndicatorID,
    ofProduct index: Int,
    _ listing: ProductListingStatus,
    _ status: DayStatus
  ) -> Evidence {
    let floors = (filter.hasFloors ? floorsAskedFor : []).map { listing.byFloor[$0] }
    switch indicator {
    case .productsListedAnyFloor, .productsListedInSeason:
      guard filter.hasFloors else { return listing.anyFloor.evidence }
      return (floors.first(where: \.isCounted) ?? floors.first)?.evidence ?? .noFloorKnown
    case .productsListedEveryFloor:
      guard filter.hasFloors else { return listing.everyFloor.evidence }
      return (floors.first { !$0.isCounted } ?? floors.first)?.evidence ?? .noFloorKnown
    case .productsOutOfSeason: return listing.anyFloor.evidence
    case .productsNeverListed:
      return status.products[index].state.isValid ? listing.anyFloor.evidence : listing.recognised.evidence
    default: return listing.recognised.evidence
    }
  }
}
