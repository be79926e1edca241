import DomainPrimitives
import Messages

@testable import Reporting

/// Facts as the records that registry and listing would send.
enum FactMessages {
  static func registry(_ facts: CampaignFacts) -> [RegistryV1.Record] {
    units(facts) + producers(facts) + campaign(facts)
  }

  private static func units(_ facts: CampaignFacts) -> [RegistryV1.Record] {
    let units = facts.geography.units
    let successions = units.flatMap { facts.geography.successions(from: $0.key) }
    return units.map { unit in
      var message = RegistryV1.AdministrativeUnit()
      message.code = unit.key.code
      message.name = unit.name
      message.kind = RegistryV1.UnitKind(rawValue: Int32(unit.kind.number))
      message.parentCode = unit.parentCode ?? ""
      message.validFrom = unit.key.validFrom.description
      message.validTo = text(unit.validTo)
      return record(.administrativeUnit(message))
    }
      + successions.map { succession in
        var message = RegistryV1.UnitSuccession()
        message.fromCode = succession.from.code
        message.fromValidFrom = succession.from.validFrom.description
        message.toCode = succession.to.code
        message.toValidFrom = succession.to.validFrom.description
        message.change = succession.change == .split ? .split : .merged
        return record(.unitSuccession(message))
      }
  }

  private static func producers(_ facts: CampaignFacts) -> [RegistryV1.Record] {
    facts.producers.map { producer in
      var message = RegistryV1.Producer()
      message.producerID = producer.id
      message.name = producer.name
      message.type = producer.isPerson ? .household : .cooperative
      message.unitCode = producer.unitCode
      message.registeredOn = producer.registeredOn.description
      message.endedOn = text(producer.endedOn)
      message.mergedIntoProducerID = producer.mergedIntoProducerID ?? ""
      return record(.producer(message))
    }
      + facts.products.map { product in
        var message = RegistryV1.Product()
        message.productID = product.id
        message.producerID = product.producerID
        message.name = product.name
        message.unitOfSale = product.unitOfSale
        message.seasonWindows = product.seasons.windows.map { window in
          var season = RegistryV1.SeasonWindow()
          season.firstMonth = UInt32(window.firstMonth)
          season.lastMonth = UInt32(window.lastMonth)
          return season
        }
        message.seasonExceptions = product.seasons.exceptions.map { exception in
          var season = RegistryV1.SeasonException()
          season.firstMonth = exception.firstMonth.description
          season.lastMonth = exception.lastMonth.description
          season.inSeason = exception.isInSeason
          return season
        }
        return record(.product(message))
      }
      + facts.recognitions.map { recognition in
        var message = RegistryV1.Recognition()
        message.recognitionID = recognition.id
        message.productID = recognition.productID
        message.stars = UInt32(recognition.stars)
        message.issuedOn = recognition.issuedOn.description
        message.revokedOn = text(recognition.revokedOn)
        return record(.recognition(message))
      }
  }

  private static func campaign(_ facts: CampaignFacts) -> [RegistryV1.Record] {
    facts.phases.map { phase in
      var message = RegistryV1.CampaignPhase()
      message.phaseID = phase.id
      message.name = phase.name
      message.startsOn = phase.startsOn.description
      message.endsBefore = phase.startsOn.adding(days: 60).description
      message.unitCodes = phase.unitCodes
      return record(.campaignPhase(message))
    }
      + facts.claims.map { claim in
        var message = RegistryV1.PublishedClaim()
        message.claimID = claim.id
        message.indicator = RegistryV1.Indicator(rawValue: claim.indicatorNumber)
        message.phaseID = claim.phaseID ?? ""
        message.wording = claim.wording
        message.value = claim.value
        message.asOf = claim.asOf.description
        message.source = claim.source
        return record(.publishedClaim(message))
      }
  }

  static func listing(_ facts: CampaignFacts, _ sales: [SaleRecord]) -> [ListingV1.Record] {
    stores(facts) + listings(facts) + sales.map(sale)
      + facts.expectations.map(expectation)
  }

  private static func stores(_ facts: CampaignFacts) -> [ListingV1.Record] {
    facts.floors.map { floor in
      var message = ListingV1.Floor()
      message.floorID = floor.id
      message.name = floor.name
      return record(.floor(message))
    }
      + facts.stores.map { store in
        var message = ListingV1.Store()
        message.storeID = store.id
        message.producerID = store.producerID
        message.floorID = store.floorID
        message.openedOn = store.openedOn.description
        message.closedOn = text(store.closedOn)
        return record(.store(message))
      }
      + facts.paymentAccounts.map { account in
        var message = ListingV1.PaymentAccount()
        message.paymentAccountID = account.id
        message.producerID = account.producerID
        message.provider = account.provider
        message.openedOn = account.openedOn.description
        message.closedOn = text(account.closedOn)
        return record(.paymentAccount(message))
      }
  }

  private static func listings(_ facts: CampaignFacts) -> [ListingV1.Record] {
    facts.listings.map { listing in
      var message = ListingV1.ProductListing()
      message.productListingID = listing.id
      message.storeID = listing.storeID
      message.productID = listing.productID
      message.plannedOn = text(listing.plannedOn)
      message.declaredOn = text(listing.declaredOn)
      message.acceptedOn = text(listing.acceptedOn)
      message.observedOn = text(listing.observedOn)
      message.endedOn = text(listing.endedOn)
      return record(.productListing(message))
    }
  }

  static func sale(_ sale: SaleRecord) -> ListingV1.Record {
    switch sale.content {
    case .orders(let state, let orderedOn, _):
      var message = ListingV1.Order()
      message.orderID = sale.id
      message.productListingID = sale.listingID
      message.orderedOn = orderedOn.description
      message.quantityThousandths = sale.quantityThousandths
      message.revenueDong = sale.revenueDong
      message.state = ListingV1.OrderState(rawValue: Int32(state.rawValue))
      return record(.order(message))
    case .monthlyTotal(let cancelledCount, let returnedCount):
      var message = ListingV1.MonthlySales()
      message.monthlySalesID = sale.id
      message.productListingID = sale.listingID
      message.month = sale.month.description
      message.orderCount = UInt32(sale.orderCount)
      message.quantityThousandths = sale.quantityThousandths
      message.revenueDong = sale.revenueDong
      message.cancelledCount = UInt32(cancelledCount)
      message.returnedCount = UInt32(returnedCount)
      return record(.monthlySales(message))
    }
  }

  static func record(_ choice: RegistryV1.Record.RecordChoice) -> RegistryV1.Record {
    var record = RegistryV1.Record()
    record.record = choice
    return record
  }

  static func record(_ choice: ListingV1.Record.RecordChoice) -> ListingV1.Record {
    var record = ListingV1.Record()
    record.record = choice
    return record
  }

  private static func text(_ date: CivilDate?) -> String { date?.description ?? "" }

  private static func expectation(_ expectation: SalesExpectation) -> ListingV1.Record {
    var message = ListingV1.SalesExpectation()
    message.expectationID = expectation.id
    message.productID = expectation.productID
    message.firstMonth = expectation.firstMonth.description
    message.lastMonth = expectation.lastMonth.description
    message.quantityThousandthsMin = expectation.quantityMinThousandths
    message.quantityThousandthsMax = expectation.quantityMaxThousandths
    message.statedOn = expectation.statedOn.description
    return record(.salesExpectation(message))
  }
}
