import DomainPrimitives
import Feed
import Storage

/// Reads and stores whose data was erased, and keeps it from coming back.
enum ErasureStore {
  static func load(_ producerID: String, in transaction: any ReadTransaction) throws -> Erasure? {
    let sql = """
      SELECT ground, erased_at_unix_microseconds, pseudonym, contact_erased, erased_event_count, revision \
      FROM erasure WHERE producer_id = ?1
      """
    return try transaction.queryOne(sql, [.text(producerID)]) { row in
      Erasure(
        producerID: producerID,
        ground: try row.choice(0),
        erasedAtUnixMicroseconds: row.integer(1),
        pseudonym: row.text(2),
        isContactErased: row.boolean(3),
        erasedEventCount: Int(row.integer(4)),
        revision: UInt64(clamping: row.integer(5))
      )
    }
  }

  /// Stores an erasure; an earlier one of the producer stays as it is.
  static func save(_ erasure: Erasure, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      INSERT INTO erasure (producer_id, ground, erased_at_unix_microseconds, pseudonym, contact_erased, \
      erased_event_count, revision) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (producer_id) DO NOTHING
      """,
      [
        .text(erasure.producerID), .choice(erasure.ground), .integer(erasure.erasedAtUnixMicroseconds),
        .text(erasure.pseudonym), .boolean(erasure.isContactErased), .integer(Int64(erasure.erasedEventCount)),
        .integer(Int64(clamping: erasure.revision)),
      ]
    )
  }

  /// What is wrong with a record that would bring an erased name or number back: an old file that is imported again.
  static func violations(of record: RegistryRecord, in transaction: any ReadTransaction) throws -> [RuleViolation] {
    guard case .producer(let producer) = record, let erasure = try load(producer.id, in: transaction),
      !erasure.pseudonym.isEmpty
    else { return [] }
    var violations: [RuleViolation] = []
    if producer.name != erasure.pseudonym {
      violations.append(
        RuleViolation(
          field: "name",
          reason: "person_erased",
          description: "the person behind this producer was erased; its name is \"\(erasure.pseudonym)\" from now on"
        )
      )
    }
    if producer.registrationNumber != nil {
      violations.append(
        RuleViolation(
          field: "registration_number",
          reason: "person_erased",
          description: "the person behind this producer was erased, and its registration number with it; leave it empty"
        )
      )
    }
    return violations
  }
}
