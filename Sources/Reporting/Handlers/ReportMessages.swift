import DomainPrimitives
import Messages

/// Figures as messages.
enum ReportMessages {
  static func row(_ row: ProgressRow, phases: [CampaignPhase], floors: [Floor]) -> ReportingV1.ProgressRow {
    var message = ReportingV1.ProgressRow()
    let phaseID: String?
    switch row.selector {
    case .unit(let phase, let key):
      message.kind = .unit
      message.unitCode = key.code
      message.unitName = row.unitName
      phaseID = phase
    case .undetermined(let phase):
      message.kind = .undetermined
      phaseID = phase
    case .phaseTotal(let phase):
      message.kind = .phaseTotal
      phaseID = phase
    case .total:
      message.kind = .total
      phaseID = nil
    }
    message.phaseID = phaseID ?? ""
    message.phaseName = phases.first { $0.id == phaseID }?.name ?? ""
    message.figures = figures(row.figures, floors: floors)
    return message
  }

  static func figures(_ figures: Figures, floors: [Floor]) -> ReportingV1.Figures {
    var message = ReportingV1.Figures()
    message.productsRecognised = figures.productsRecognised
    message.producers = figures.producers
    message.producersWithStore = share(figures.producersWithStore, of: figures.producers)
    message.producersWithPaymentAccount = share(figures.producersWithPaymentAccount, of: figures.producers)
    message.productsListedAnyFloor = share(figures.productsListedAnyFloor, of: figures.productsRecognised)
    message.productsListedByFloor = zip(floors, figures.productsListedByFloor).map { floor, listed in
      var message = ReportingV1.FloorShare()
      message.floorID = floor.id
      message.listed = share(listed, of: figures.productsRecognised)
      return message
    }
    message.productsListedBothFloors = share(figures.productsListedOnEveryFloor, of: figures.productsRecognised)
    message.productsOutOfSeason = figures.productsOutOfSeason
    message.sales = sales(figures.sales)
    return message
  }

  static func claim(_ claim: PublishedClaim, counted: UInt64) -> ReportingV1.ClaimComparison {
    var published = RegistryV1.PublishedClaim()
    published.claimID = claim.id
    published.indicator = RegistryV1.Indicator(rawValue: claim.indicatorNumber)
    published.phaseID = claim.phaseID ?? ""
    published.wording = claim.wording
    published.value = claim.value
    published.asOf = claim.asOf.description
    published.source = claim.source
    var message = ReportingV1.ClaimComparison()
    message.claim = published
    message.counted = counted
    return message
  }

  private static func sales(_ sales: SalesFigures) -> ReportingV1.Sales {
    var message = ReportingV1.Sales()
    message.orderCount = sales.orderCount
    message.quantities = sales.quantities.entries.map { entry in
      var quantity = ReportingV1.Quantity()
      quantity.unitOfSale = entry.unitOfSale
      quantity.thousandths = entry.thousandths
      return quantity
    }
    message.revenueDong = sales.revenueDong
    message.cancelledCount = sales.cancelledCount
    message.returnedCount = sales.returnedCount
    return message
  }

  private static func share(_ numerator: UInt64, of denominator: UInt64) -> ReportingV1.Share {
    var message = ReportingV1.Share()
    message.numerator = numerator
    message.denominator = denominator
    return message
  }
}
