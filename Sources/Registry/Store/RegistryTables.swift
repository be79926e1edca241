import DomainPrimitives
import Feed
import Storage

/// The table of every kind of record.
enum RegistryTables {
  static let units = RecordTable<AdministrativeUnit>(
    name: "administrative_unit",
    columns: ["unit_id", "code", "valid_from_day", "valid_to_day", "name", "kind", "parent_code"],
    values: { unit in
      [
        .text(unit.key.description), .text(unit.key.code), .day(unit.key.validFrom), .optionalDay(unit.validTo),
        .text(unit.name), .choice(unit.kind), .optionalText(unit.parentCode),
      ]
    },
    record: { row in
      AdministrativeUnit(
        key: UnitKey(code: row.text(1), validFrom: row.day(2)),
        name: row.text(4),
        kind: try row.choice(5),
        parentCode: row.optionalText(6),
        validTo: row.optionalDay(3)
      )
    }
  )

  static let successions = RecordTable<UnitSuccessionRecord>(
    name: "unit_succession",
    columns: [
      "succession_id", "from_code", "from_valid_from_day", "to_code", "to_valid_from_day", "change", "legal_basis",
    ],
    values: { record in
      let succession = record.succession
      return [
        .text(record.id), .text(succession.from.code), .day(succession.from.validFrom), .text(succession.to.code),
        .day(succession.to.validFrom), .choice(succession.change), .text(record.legalBasis),
      ]
    },
    record: { row in
      UnitSuccessionRecord(
        succession: UnitSuccession(
          from: UnitKey(code: row.text(1), validFrom: row.day(2)),
          to: UnitKey(code: row.text(3), validFrom: row.day(4)),
          change: try row.choice(5)
        ),
        legalBasis: row.text(6)
      )
    }
  )

  static let producers = RecordTable<Producer>(
    name: "producer",
    columns: [
      "producer_id", "name", "type", "unit_code", "registered_on_day", "ended_on_day", "registration_number",
      "merged_into_producer_id",
    ],
    values: { producer in
      [
        .text(producer.id), .text(producer.name), .choice(producer.type), .text(producer.unitCode),
        .day(producer.registeredOn), .optionalDay(producer.endedOn),
        .optionalText(producer.registrationNumber?.text), .optionalText(producer.mergedIntoProducerID),
      ]
    },
    record: { row in
      Producer(
        id: row.text(0),
        name: row.text(1),
        type: try row.choice(2),
        unitCode: row.text(3),
        registeredOn: row.day(4),
        endedOn: row.optionalDay(5),
        registrationNumber: try row.optionalText(6).map { try TaxCode(parsing: $0) },
        mergedIntoProducerID: row.optionalText(7)
      )
    }
  )

  static let products = RecordTable<Product>(
    name: "product",
    columns: [
      "product_id", "producer_id", "name", "product_group", "unit_of_sale", "gtin", "trade_item_number",
      "season_windows", "season_exceptions", "seasons_revision",
    ],
    values: { product in
      [
        .text(product.id), .text(product.producerID), .text(product.name), .choice(product.group),
        .text(product.unitOfSale), .optionalText(product.gtin?.text), .optionalText(product.gtin?.fourteenDigits),
        .text(SeasonColumns.text(product.seasons.windows)),
        .optionalText(SeasonColumns.text(product.seasons.exceptions)), .null,
      ]
    },
    record: { row in
      Product(
        id: row.text(0),
        producerID: row.text(1),
        name: row.text(2),
        group: try row.choice(3),
        unitOfSale: row.text(4),
        seasons: seasonsAreIn(row) ? try seasons(in: row) : .allYear,
        gtin: try tradeItemNumber(row)
      )
    },
    lists: productSeasons
  )

  static let recognitions = RecordTable<Recognition>(
    name: "recognition",
    columns: [
      "recognition_id", "product_id", "stars", "points", "issued_on_day", "decision_number", "revoked_on_day",
      "revocation_ground", "authority", "product_group", "re_evaluation_filed_on_day", "re_evaluation_decided_on_day",
    ],
    values: { recognition in
      [
        .text(recognition.id), .text(recognition.productID), .integer(Int64(recognition.stars)),
        .integer(Int64(recognition.points)), .day(recognition.issuedOn), .text(recognition.decisionNumber),
        .optionalDay(recognition.revokedOn), .optionalChoice(recognition.revocationGround),
        .optionalChoice(recognition.authority), .optionalChoice(recognition.group),
        .optionalDay(recognition.reEvaluationFiledOn), .optionalDay(recognition.reEvaluationDecidedOn),
      ]
    },
    record: { row in
      Recognition(
        id: row.text(0),
        productID: row.text(1),
        stars: Int(row.integer(2)),
        points: Int(row.integer(3)),
        issuedOn: row.day(4),
        decisionNumber: row.text(5),
        revokedOn: row.optionalDay(6),
        revocationGround: try row.optionalChoice(7),
        authority: try row.optionalChoice(8),
        group: try row.optionalChoice(9),
        reEvaluationFiledOn: row.optionalDay(10),
        reEvaluationDecidedOn: row.optionalDay(11)
      )
    }
  )
}
