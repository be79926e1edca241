import DomainPrimitives
import Messages
import Storage

/// Takes a batch of a source's changes into the copy, in one transaction.
struct CopyWriter {
  let source: FollowedSource
  let transaction: any WriteTransaction

  /// Stores changes, oldest first, and notes how far the source has been followed. Kinds of record that no report
  /// needs are passed over, known or not. Throws `FeedRecordError`, `MessageDecodingError` or `DatabaseError`.
  func apply(_ events: [CommonV1.ChangeEvent]) throws {
    let sales = SalesTables(transaction: transaction)
    for event in events {
      switch source {
      case .registry: try applyRegistry(event)
      case .listing: try applyListing(event, sales)
      }
    }
    try sales.finish()
    try SourceProgress.note(events, source: source.name, in: transaction)
  }

  private func applyRegistry(_ event: CommonV1.ChangeEvent) throws {
    guard event.changeType == RegistryV1.Record.fullName else { return }
    let record = try RegistryV1.Record(decodingBytes: event.change)
    guard let fact = try RegistryProjection.fact(record, event.revision) else { return }
    try FactTables(transaction: transaction).store(
      fact.kind,
      fact.identifier,
      revision: event.revision,
      change: Self.withoutNumber(record).encodedBytes(),
      pastChange: Self.withoutName
    )
  }

  private func applyListing(_ event: CommonV1.ChangeEvent, _ sales: SalesTables) throws {
    guard event.changeType == ListingV1.Record.fullName else { return }
    let record = try ListingV1.Record(decodingBytes: event.change)
    switch try ListingProjection.content(record, event.revision) {
    case .fact(let fact):
      try FactTables(transaction: transaction).store(
        fact.kind,
        fact.identifier,
        revision: event.revision,
        change: event.change,
        pastChange: { $0 }
      )
    case .order(let order):
      guard let line = order.line else { return }
      try sales.store(order, line: line, revision: event.revision)
    case nil: break
    }
  }

  /// No report needs a producer's registration number.
  private static func withoutNumber(_ record: RegistryV1.Record) -> RegistryV1.Record {
    guard case .producer(var producer) = record.record else { return record }
    producer.registrationNumber = ""
    var record = record
    record.record = .producer(producer)
    return record
  }

  /// The name that a producer once had may be a person's, who can want it erased; no figure needs it.
  private static func withoutName(_ change: [UInt8]) throws -> [UInt8] {
    var record = try RegistryV1.Record(decodingBytes: change)
    guard case .producer(var producer) = record.record else { return change }
    producer.name = ""
    record.record = .producer(producer)
    return record.encodedBytes()
  }
}
