import DomainPrimitives

@testable import Reporting

extension SampleFolder {
  /// The whole sample, as far as reports need it.
  static func facts() throws -> CampaignFacts {
    var facts = CampaignFacts()
    facts.geography = try geography()
    facts.floors = try rows("floors").map { Floor(id: $0["floor_id"] ?? "", name: $0["name"] ?? "") }
    facts.phases = try rows("campaign_phases").map { row in
      CampaignPhase(
        id: row["phase_id"] ?? "",
        name: row["name"] ?? "",
        startsOn: day(row["starts_on"] ?? ""),
        unitCodes: (row["unit_codes"] ?? "").split(separator: ";").map(String.init)
      )
    }
    facts.producers = try rows("producers").map { row in
      Producer(
        id: row["producer_id"] ?? "",
        name: row["name"] ?? "",
        unitCode: row["unit_code"] ?? "",
        registeredOn: day(row["registered_on"] ?? ""),
        endedOn: optionalDay(row["ended_on"]),
        isPerson: row["type"] == "household"
      )
    }
    facts.products = try rows("products").map { row in
      Product(
        id: row["product_id"] ?? "",
        producerID: row["producer_id"] ?? "",
        name: row["name"] ?? "",
        unitOfSale: row["unit_of_sale"] ?? "",
        seasons: try SeasonText.seasons(row["season_windows"] ?? "", exceptions: row["season_exceptions"] ?? "")
      )
    }
    facts.recognitions = try rows("recognitions").map { row in
      Recognition(
        id: row["recognition_id"] ?? "",
        productID: row["product_id"] ?? "",
        stars: Int(row["stars"] ?? "") ?? 0,
        issuedOn: day(row["issued_on"] ?? ""),
        revokedOn: optionalDay(row["revoked_on"])
      )
    }
    facts.claims = try rows("published_claims").map { row in
      PublishedClaim(
        id: row["claim_id"] ?? "",
        indicatorNumber: 5,
        phaseID: row["phase_id"].flatMap { $0.isEmpty ? nil : $0 },
        wording: row["wording"] ?? "",
        value: UInt64(row["value"] ?? "") ?? 0,
        asOf: day(row["as_of"] ?? ""),
        source: row["source"] ?? ""
      )
    }
    try addListing(to: &facts)
    return facts
  }

  private static func addListing(to facts: inout CampaignFacts) throws {
    facts.stores = try rows("stores").map { row in
      Store(
        id: row["store_id"] ?? "",
        producerID: row["producer_id"] ?? "",
        floorID: row["floor_id"] ?? "",
        openedOn: day(row["opened_on"] ?? ""),
        closedOn: optionalDay(row["closed_on"])
      )
    }
    facts.paymentAccounts = try rows("payment_accounts").map { row in
      PaymentAccount(
        id: row["payment_account_id"] ?? "",
        producerID: row["producer_id"] ?? "",
        provider: row["provider"] ?? "",
        openedOn: day(row["opened_on"] ?? ""),
        closedOn: optionalDay(row["closed_on"])
      )
    }
    facts.listings = try rows("product_listings").map { row in
      ProductListing(
        id: row["product_listing_id"] ?? "",
        storeID: row["store_id"] ?? "",
        productID: row["product_id"] ?? "",
        plannedOn: optionalDay(row["planned_on"]),
        declaredOn: optionalDay(row["declared_on"]),
        acceptedOn: optionalDay(row["accepted_on"]),
        observedOn: optionalDay(row["observed_on"]),
        endedOn: optionalDay(row["ended_on"]),
        notLiveReason: nil
      )
    }
  }

  /// The sample's orders and monthly totals.
  static func sales() throws -> [SaleRecord] {
    let states: [String: OrderState] = ["completed": .completed, "cancelled": .cancelled, "returned": .returned]
    let orders = try rows("orders").map { row in
      let ordered = day(row["ordered_on"] ?? "")
      return SaleRecord(
        id: row["order_id"] ?? "",
        listingID: row["product_listing_id"] ?? "",
        month: CivilMonth(containing: ordered),
        content: .orders(state: states[row["state"] ?? ""] ?? .unknown, first: ordered, last: ordered),
        orderCount: 1,
        quantityThousandths: thousandths(row["quantity"] ?? ""),
        revenueDong: Int64(row["revenue_dong"] ?? "") ?? 0
      )
    }
    let totals = try rows("monthly_sales").map { row in
      SaleRecord(
        id: row["monthly_sales_id"] ?? "",
        listingID: row["product_listing_id"] ?? "",
        month: month(row["month"] ?? ""),
        content: .monthlyTotal(
          cancelledCount: UInt64(row["cancelled_count"] ?? "") ?? 0,
          returnedCount: UInt64(row["returned_count"] ?? "") ?? 0
        ),
        orderCount: UInt64(row["order_count"] ?? "") ?? 0,
        quantityThousandths: thousandths(row["quantity"] ?? ""),
        revenueDong: Int64(row["revenue_dong"] ?? "") ?? 0
      )
    }
    return orders + totals
  }

  private static func optionalDay(_ text: String?) -> CivilDate? {
    text.flatMap { $0.isEmpty ? nil : day($0) }
  }

  private static func thousandths(_ text: String) -> Int64 {
    let parts = text.split(separator: ".")
    let rest = String(((parts.count > 1 ? String(parts[1]) : "") + "000").prefix(3))
    return (Int64(parts.first ?? "") ?? 0) * 1000 + (Int64(rest) ?? 0)
  }
}
