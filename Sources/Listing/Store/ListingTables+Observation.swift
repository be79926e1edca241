import DomainPrimitives
import Feed
import Storage

extension ListingTables {
  static let observations = RecordTable<ListingObservation>(
    name: "listing_observation",
    columns: [
      "observation_id", "product_listing_id", "observed_on_day", "state", "observer", "price_dong", "evidence",
    ],
    values: { observation in
      [
        .text(observation.id), .text(observation.listingID), .day(observation.observedOn), .choice(observation.state),
        .choice(observation.observer), .integer(observation.priceDong), .text(observation.evidence),
      ]
    },
    record: { row in
      ListingObservation(
        id: row.text(0),
        listingID: row.text(1),
        observedOn: row.day(2),
        state: try row.choice(3),
        observer: try row.choice(4),
        priceDong: row.integer(5),
        evidence: row.text(6)
      )
    }
  )

  static let prices = RecordTable<ListingPrice>(
    name: "listing_price",
    columns: ["price_id", "product_listing_id", "valid_from_day", "price_dong"],
    values: { [.text($0.id), .text($0.listingID), .day($0.validFrom), .integer($0.priceDong)] },
    record: { row in
      ListingPrice(id: row.text(0), listingID: row.text(1), validFrom: row.day(2), priceDong: row.integer(3))
    }
  )

  static let pauses = RecordTable<ListingPause>(
    name: "listing_pause",
    columns: ["pause_id", "product_listing_id", "paused_on_day", "resumed_on_day", "reason"],
    values: { pause in
      [
        .text(pause.id), .text(pause.listingID), .day(pause.pausedOn), .optionalDay(pause.resumedOn),
        pause.reason.map { .choice($0) } ?? .null,
      ]
    },
    record: { row in
      ListingPause(
        id: row.text(0),
        listingID: row.text(1),
        pausedOn: row.day(2),
        resumedOn: row.optionalDay(3),
        reason: row.isNull(4) ? nil : try row.choice(4)
      )
    }
  )

  static let leadingRules = RecordTable<LeadingRule>(
    name: "leading_rule",
    columns: [
      "leading_rule_id", "level", "decision", "valid_from_day", "valid_to_day", "window_months", "orders_min",
      "revenue_dong_min", "months_with_sales_min", "quantity_thousandths_min", "quantity_unit",
    ],
    values: { rule in
      [
        .text(rule.id), .choice(rule.level), .text(rule.decision), .day(rule.validFrom), .optionalDay(rule.validTo),
        .integer(Int64(rule.windowMonths)), .integer(rule.ordersMin), .integer(rule.revenueDongMin),
        .integer(Int64(rule.monthsWithSalesMin)), .integer(rule.quantityMin.thousandths), .text(rule.quantityUnit),
      ]
    },
    record: { row in
      LeadingRule(
        id: row.text(0),
        level: try row.choice(1),
        decision: row.text(2),
        validFrom: row.day(3),
        validTo: row.optionalDay(4),
        windowMonths: Int(row.integer(5)),
        ordersMin: row.integer(6),
        revenueDongMin: row.integer(7),
        monthsWithSalesMin: Int(row.integer(8)),
        quantityMin: Quantity(thousandths: row.integer(9)),
        quantityUnit: row.text(10)
      )
    }
  )

  static let expectations = RecordTable<SalesExpectation>(
    name: "sales_expectation",
    columns: [
      "expectation_id", "product_id", "first_month_day", "last_month_day", "quantity_thousandths_min",
      "quantity_thousandths_max", "stated_on_day",
    ],
    values: { expectation in
      [
        .text(expectation.id), .text(expectation.productID), .day(expectation.firstMonth.firstDay),
        .day(expectation.lastMonth.firstDay), .integer(expectation.quantityMin.thousandths),
        .integer(expectation.quantityMax.thousandths), .day(expectation.statedOn),
      ]
    },
    record: { row in
      SalesExpectation(
        id: row.text(0),
        productID: row.text(1),
        firstMonth: CivilMonth(containing: row.day(2)),
        lastMonth: CivilMonth(containing: row.day(3)),
        quantityMin: Quantity(thousandths: row.integer(4)),
        quantityMax: Quantity(thousandths: row.integer(5)),
        statedOn: row.day(6)
      )
    }
  )
}
