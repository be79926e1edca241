import Feed
import Messages
import Storage

/// What is kept of the registry's records: which producers there are, and whose the products are. It is fed by the
/// registry's change feed alone, and answers while the registry is down.
enum RegistryProjection {
  static func hasProducer(_ id: String, in transaction: any ReadTransaction) throws -> Bool {
    try transaction.exists("SELECT 1 FROM registry_producer WHERE producer_id = ?1", [.text(id)])
  }

  static func product(_ id: String, in transaction: any ReadTransaction) throws -> KnownProduct? {
    try transaction.queryOne("SELECT product_id, producer_id FROM registry_product WHERE product_id = ?1", [.text(id)])
    {
      KnownProduct(id: $0.text(0), producerID: $0.text(1))
    }
  }

  /// Applies changes of the registry; applying one twice is harmless. What is not needed here is skipped.
  @Sendable
  static func apply(_ events: [CommonV1.ChangeEvent], in transaction: any WriteTransaction) throws {
    for event in events where event.changeType == RegistryV1.Record.fullName {
      try apply(RegistryV1.Record(decodingBytes: event.change), in: transaction)
    }
  }

  private static func apply(_ record: RegistryV1.Record, in transaction: any WriteTransaction) throws {
    switch record.record {
    case .producer(let producer):
      try transaction.execute(
        "INSERT INTO registry_producer (producer_id) VALUES (?1) ON CONFLICT (producer_id) DO NOTHING",
        [.text(producer.producerID)]
      )
    case .product(let product):
      try transaction.execute(
        """
        INSERT INTO registry_product (product_id, producer_id) VALUES (?1, ?2) \
        ON CONFLICT (product_id) DO UPDATE SET producer_id = excluded.producer_id
        """,
        [.text(product.productID), .text(product.producerID)]
      )
    default:
      break
    }
  }

  /// Forgets everything, to be built anew from another epoch of the registry's log.
  @Sendable
  static func reset(in transaction: any WriteTransaction) throws {
    try transaction.execute("DELETE FROM registry_producer")
    try transaction.execute("DELETE FROM registry_product")
  }
}
