import DomainPrimitives
import Storage

/// Writes what comes from the registry. Every record is the whole new state of its subject, so writing it again
/// changes nothing.
struct RegistryTables {
  let transaction: any WriteTransaction

  func store(_ unit: AdministrativeUnit) throws {
    try transaction.execute(
      """
      INSERT INTO administrative_unit (code, valid_from_day, name, kind, parent_code, valid_to_day)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (code, valid_from_day) DO UPDATE SET name = excluded.name, kind = excluded.kind,
        parent_code = excluded.parent_code, valid_to_day = excluded.valid_to_day
      """,
      [
        .text(unit.key.code), .day(unit.key.validFrom), .text(unit.name), .integer(unit.kind.number),
        .optionalText(unit.parentCode), .day(unit.validTo),
      ]
    )
  }

  func store(_ succession: UnitSuccession) throws {
    try transaction.execute(
      """
      INSERT INTO unit_succession (from_code, from_valid_from_day, to_code, to_valid_from_day, is_split)
      VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (from_code, from_valid_from_day, to_code, to_valid_from_day)
      DO UPDATE SET is_split = excluded.is_split
      """,
      [
        .text(succession.from.code), .day(succession.from.validFrom), .text(succession.to.code),
        .day(succession.to.validFrom), .boolean(succession.change == .split),
      ]
    )
  }

  func store(_ producer: Producer) throws {
    try transaction.execute(
      """
      INSERT INTO producer (producer_id, name, unit_code, registered_day, ended_day, is_person,
        merged_into_producer_id)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (producer_id) DO UPDATE SET name = excluded.name, unit_code = excluded.unit_code,
        registered_day = excluded.registered_day, ended_day = excluded.ended_day, is_person = excluded.is_person,
        merged_into_producer_id = excluded.merged_into_producer_id
      """,
      [
        .text(producer.id), .text(producer.name), .text(producer.unitCode), .day(producer.registeredOn),
        .day(producer.endedOn), .boolean(producer.isPerson), .optionalText(producer.mergedIntoProducerID),
      ]
    )
  }

  func store(_ product: Product) throws {
    try transaction.execute(
      """
      INSERT INTO product (product_id, producer_id, name, unit_of_sale, season_windows, season_exceptions)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6)
      ON CONFLICT (product_id) DO UPDATE SET producer_id = excluded.producer_id, name = excluded.name,
        unit_of_sale = excluded.unit_of_sale, season_windows = excluded.season_windows,
        season_exceptions = excluded.season_exceptions
      """,
      [
        .text(product.id), .text(product.producerID), .text(product.name), .text(product.unitOfSale),
        .text(SeasonText.windowsText(product.seasons)), .text(SeasonText.exceptionsText(product.seasons)),
      ]
    )
  }

  func store(_ recognition: Recognition) throws {
    try transaction.execute(
      """
      INSERT INTO recognition (recognition_id, product_id, stars, issued_day, revoked_day) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT (recognition_id) DO UPDATE SET product_id = excluded.product_id, stars = excluded.stars,
        issued_day = excluded.issued_day, revoked_day = excluded.revoked_day
      """,
      [
        .text(recognition.id), .text(recognition.productID), .integer(Int64(recognition.stars)),
        .day(recognition.issuedOn), .day(recognition.revokedOn),
      ]
    )
  }

  func store(_ phase: CampaignPhase) throws {
    try transaction.execute(
      """
      INSERT INTO campaign_phase (phase_id, name, starts_day) VALUES (?1, ?2, ?3)
      ON CONFLICT (phase_id) DO UPDATE SET name = excluded.name, starts_day = excluded.starts_day
      """,
      [.text(phase.id), .text(phase.name), .day(phase.startsOn)]
    )
    try transaction.execute("DELETE FROM campaign_phase_unit WHERE phase_id = ?1", [.text(phase.id)])
    for code in phase.unitCodes {
      try transaction.execute(
        "INSERT INTO campaign_phase_unit (phase_id, unit_code) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        [.text(phase.id), .text(code)]
      )
    }
  }

  func store(_ claim: PublishedClaim) throws {
    try transaction.execute(
      """
      INSERT INTO published_claim (claim_id, indicator, phase_id, wording, claimed_value, as_of_day, source)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
      ON CONFLICT (claim_id) DO UPDATE SET indicator = excluded.indicator, phase_id = excluded.phase_id,
        wording = excluded.wording, claimed_value = excluded.claimed_value, as_of_day = excluded.as_of_day,
        source = excluded.source
      """,
      [
        .text(claim.id), .integer(Int64(claim.indicatorNumber)), .optionalText(claim.phaseID), .text(claim.wording),
        .integer(Int64(bitPattern: claim.value)), .day(claim.asOf), .text(claim.source),
      ]
    )
  }
}
