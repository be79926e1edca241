import DomainPrimitives
import Storage

/// Reads the facts of a report from one snapshot of the copy.
struct FactsReader {
  let transaction: any ReadTransaction

  /// Everything but sales. Floors, phases and claims are in the order of the report.
  func facts() throws -> CampaignFacts {
    CampaignFacts(
      geography: try geography(),
      phases: try phases(),
      floors: try transaction.query("SELECT floor_id, name FROM floor ORDER BY floor_id") {
        Floor(id: $0.text(0), name: $0.text(1))
      },
      producers: try producers(),
      products: try products(),
      recognitions: try recognitions(),
      stores: try stores(),
      paymentAccounts: try paymentAccounts(),
      listings: try listings(),
      claims: try claims()
    )
  }

  private func geography() throws -> AdministrativeGeography {
    let units = try transaction.query(
      "SELECT code, valid_from_day, name, kind, parent_code, valid_to_day FROM administrative_unit"
    ) { row -> AdministrativeUnit? in
      UnitKind(number: row.integer(3)).map { kind in
        AdministrativeUnit(
          key: UnitKey(code: row.text(0), validFrom: row.day(1)),
          name: row.text(2),
          kind: kind,
          parentCode: row.optionalText(4),
          validTo: row.optionalDay(5)
        )
      }
    }
    let successions = try transaction.query(
      "SELECT from_code, from_valid_from_day, to_code, to_valid_from_day, is_split FROM unit_succession"
    ) { row in
      UnitSuccession(
        from: UnitKey(code: row.text(0), validFrom: row.day(1)),
        to: UnitKey(code: row.text(2), validFrom: row.day(3)),
        change: row.boolean(4) ? .split : .merged
      )
    }
    return AdministrativeGeography(units: units.compactMap { $0 }, successions: successions)
  }

  private func phases() throws -> [CampaignPhase] {
    var codes: [String: [String]] = [:]
    try transaction.forEach("SELECT phase_id, unit_code FROM campaign_phase_unit ORDER BY phase_id, unit_code") {
      codes[$0.text(0), default: []].append($0.text(1))
    }
    return try transaction.query(
      "SELECT phase_id, name, starts_day FROM campaign_phase ORDER BY starts_day, phase_id"
    ) { row in
      let id = row.text(0)
      return CampaignPhase(id: id, name: row.text(1), startsOn: row.day(2), unitCodes: codes[id] ?? [])
    }
  }

  private func producers() throws -> [Producer] {
    try transaction.query(
      """
      SELECT producer_id, name, unit_code, registered_day, ended_day, is_person, merged_into_producer_id FROM producer
      ORDER BY producer_id
      """
    ) { row in
      Producer(
        id: row.text(0),
        name: row.text(1),
        unitCode: row.text(2),
        registeredOn: row.day(3),
        endedOn: row.optionalDay(4),
        // Not known yet of a producer that was copied before this was kept.
        isPerson: row.isNull(5) || row.boolean(5),
        mergedIntoProducerID: row.optionalText(6)
      )
    }
  }

  private func products() throws -> [Product] {
    try transaction.query(
      """
      SELECT product_id, producer_id, name, unit_of_sale, season_windows, season_exceptions FROM product
      ORDER BY product_id
      """
    ) { row in
      Product(
        id: row.text(0),
        producerID: row.text(1),
        name: row.text(2),
        unitOfSale: row.text(3),
        seasons: try SeasonText.seasons(row.text(4), exceptions: row.text(5))
      )
    }
  }

  private func recognitions() throws -> [Recognition] {
    try transaction.query(
      "SELECT recognition_id, product_id, stars, issued_day, revoked_day FROM recognition ORDER BY recognition_id"
    ) { row in
      Recognition(
        id: row.text(0),
        productID: row.text(1),
        stars: Int(row.integer(2)),
        issuedOn: row.day(3),
        revokedOn: row.optionalDay(4)
      )
    }
  }

  private func stores() throws -> [Store] {
    try transaction.query(
      "SELECT store_id, producer_id, floor_id, opened_day, closed_day FROM store ORDER BY store_id"
    ) { row in
      Store(
        id: row.text(0),
        producerID: row.text(1),
        floorID: row.text(2),
        openedOn: row.day(3),
        closedOn: row.optionalDay(4)
      )
    }
  }

  private func paymentAccounts() throws -> [PaymentAccount] {
    try transaction.query(
      """
      SELECT payment_account_id, producer_id, provider, opened_day, closed_day FROM payment_account
      ORDER BY payment_account_id
      """
    ) { row in
      PaymentAccount(
        id: row.text(0),
        producerID: row.text(1),
        provider: row.text(2),
        openedOn: row.day(3),
        closedOn: row.optionalDay(4)
      )
    }
  }

  private func listings() throws -> [ProductListing] {
    try transaction.query(
      """
      SELECT product_listing_id, store_id, product_id, planned_day, declared_day, accepted_day, observed_day,
        ended_day, not_live_reason
      FROM product_listing ORDER BY product_listing_id
      """
    ) { row in
      ProductListing(
        id: row.text(0),
        storeID: row.text(1),
        productID: row.text(2),
        plannedOn: row.optionalDay(3),
        declaredOn: row.optionalDay(4),
        acceptedOn: row.optionalDay(5),
        observedOn: row.optionalDay(6),
        endedOn: row.optionalDay(7),
        notLiveReason: row.optionalText(8)
      )
    }
  }

  private func claims() throws -> [PublishedClaim] {
    try transaction.query(
      """
      SELECT claim_id, indicator, phase_id, wording, claimed_value, as_of_day, source FROM published_claim
      ORDER BY as_of_day, claim_id
      """
    ) { row in
      PublishedClaim(
        id: row.text(0),
        indicatorNumber: Int32(truncatingIfNeeded: row.integer(1)),
        phaseID: row.optionalText(2),
        wording: row.text(3),
        value: UInt64(bitPattern: row.integer(4)),
        asOf: row.day(5),
        source: row.text(6)
      )
    }
  }
}
