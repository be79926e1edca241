import DomainPrimitives

extension Evidence {
  /// One clause in English, for people; programs read the reason.
  func text(unitOfSale: String = "") -> String {
    switch self {
    case .recognised(let stars, let issuedOn, let expiresOn):
      "\(stars) stars, recognised \(issuedOn), valid to \(expiresOn)"
    case .recognisedByExtension(let stars, let day):
      "\(stars) stars, ran out after \(day), kept valid while its re-evaluation has no result"
    case .words(let words): words
    case .neverRecognised: "no recognition on record"
    case .recognisedOnly(let day): "recognised only on \(day)"
    case .certificateExpired(let day): "certificate ran out after \(day)"
    case .certificateRevoked(let day): "certificate revoked on \(day)"
    case .registered(let day): "registered on \(day)"
    case .producerEnded(let day): "stopped being a producer on \(day)"
    case .mergedInto(let producerID): "a duplicate, merged into \(producerID), where what it has is counted"
    case .storeOpen(let floorID, let day): "store on \(floorID) open since \(day)"
    case .storeClosed(let floorID, let day): "store on \(floorID) closed on \(day)"
    case .storeOpensOnly(let floorID, let day): "store on \(floorID) opened only on \(day)"
    case .noStore: "no store on record"
    case .accountOpen(let provider, let day): "payment account with \(provider) since \(day)"
    case .accountClosed(let provider, let day): "payment account with \(provider) closed on \(day)"
    case .accountOpensOnly(let provider, let day): "payment account with \(provider) opened only on \(day)"
    case .noAccount: "no payment account on record"
    case .unknownProduct(let listingID): "listing \(listingID) or its product has not arrived from its source"
    case .orders(let sale), .monthlyTotal(let sale): Self.saleText(sale, unitOfSale: unitOfSale)
    case .listed(let days): Self.seenText(days)
    case .listedNotEverywhere(let days, let missing):
      "\(Self.seenText(days)); not listed on \(missing.joined(separator: ", "))"
    case .noFloorKnown: "no floor is known"
    case .outOfSeason(_, let exception?):
      "out of season: not to be had \(exception.firstMonth) to \(exception.lastMonth), an exception"
    case .outOfSeason(let seasons, nil): "out of season: to be had in months \(Self.monthsText(seasons))"
    case .seenButStoreClosed(let seen, let day): "\(Self.seenText([seen])), but its store closed on \(day)"
    case .seenBeforeStoreOpened(let seen, let day): "\(Self.seenText([seen])), but its store opened only on \(day)"
    case .declaredNotSeen(let declared, let isAccepted, let reason):
      "\(isAccepted ? "accepted by" : "declared on") \(declared.floorID) \(declared.day), not yet seen live"
        + Self.notLiveText(reason)
    case .planned(let planned, let reason):
      "planned on \(planned.floorID) for \(planned.day)" + Self.notLiveText(reason)
    case .takenOff(let ended, let reason): "taken off \(ended.floorID) on \(ended.day)" + Self.notLiveText(reason)
    case .listedOnlyLater(let later): "listed on \(later.floorID) only from \(later.day)"
    case .listingWithoutDate(let floorID, let reason):
      "a listing on \(floorID) without any day" + Self.notLiveText(reason)
    case .storeWithoutListing(let floorID, let day): "store on \(floorID) open since \(day), product not in it"
    }
  }

  private static func seenText(_ days: [FloorDay]) -> String {
    days.map { "seen live on \($0.floorID) \($0.day)" }.joined(separator: ", ")
  }

  private static func notLiveText(_ reason: String?) -> String {
    reason.map { " (\($0))" } ?? ""
  }

  private static func monthsText(_ seasons: SeasonWindows) -> String {
    seasons.windows
      .map { $0.firstMonth == $0.lastMonth ? "\($0.firstMonth)" : "\($0.firstMonth) to \($0.lastMonth)" }
      .joined(separator: ", ")
  }

  private static func saleText(_ sale: SaleRecord, unitOfSale: String) -> String {
    let amount = "\(Quantity(thousandths: sale.quantityThousandths)) \(unitOfSale), \(sale.revenueDong) đồng"
    switch sale.content {
    case .orders(let state, let first, let last):
      let days = first == last ? "\(first)" : "\(first) to \(last)"
      return "\(state.word) order of \(days): \(amount)"
    case .monthlyTotal(let cancelled, let returned):
      return
        "total of \(sale.month): \(sale.orderCount) orders, \(amount); \(cancelled) cancelled, \(returned) returned"
    }
  }
}
