import DomainPrimitives
import Feed
import Storage

/// Producers, products and documents.
extension StoredRegistryFacts {
  func isWithinReach(_ kind: RecordKind, id: String) throws -> Bool {
    guard let filter = reachedRows.flatMap({ RegistryRows.filter(kind, $0) }) else { return true }
    return try RegistryStore.contains(kind, id: id, reachedBy: filter, in: transaction)
  }

  func producer(_ id: String) throws -> Producer? {
    try RegistryTables.producers.load(id, in: transaction)?.record
  }

  func producersMerged(into id: String, limit: Int) throws -> [Producer] {
    try RegistryTables.producers.select(
      "WHERE merged_into_producer_id = ?1 ORDER BY producer_id LIMIT ?2",
      [.text(id), .integer(Int64(limit))],
      in: transaction
    )
  }

  func producers(registrationNumber: TaxCode) throws -> [Producer] {
    try RegistryTables.producers.select(
      "WHERE registration_number = ?1 ORDER BY producer_id",
      [.text(registrationNumber.text)],
      in: transaction
    )
  }

  func productIDs(gtin: GlobalTradeItemNumber) throws -> [String] {
    try transaction.query(
      "SELECT product_id FROM product WHERE trade_item_number = ?1 ORDER BY product_id",
      [.text(gtin.fourteenDigits)]
    ) { $0.text(0) }
  }

  func documents(productID: String, kind: DocumentKind, reference: String) throws -> [ProductDocument] {
    try RegistryTables.productDocuments.select(
      "WHERE product_id = ?1 AND kind = ?2 AND reference = ?3 ORDER BY document_id",
      [.text(productID), .choice(kind), .text(reference)],
      in: transaction
    )
  }
}
