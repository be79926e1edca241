import DomainPrimitives
import Feed
import Messages
import Storage

/// Reads what the recognitions of products are on a day, a bounded number of products at once.
struct RecognitionStatusReader {
  /// Products that one page looks at: so many that a call takes a few milliseconds.
  static let productsMax = 64

  /// Events of the change log after which a page of the past ends.
  var walkedEventsMax = 10_000

  let query: RecognitionStatusQuery
  let asked: AskedRows
  let ruleSets: RuleSets
  let transaction: any ReadTransaction
  /// What was known at a revision; nil = what is known now.
  let past: RegistryPast?

  /// Throws `DatabaseError`; as `RegistryPast` does.
  init(
    _ query: RecognitionStatusQuery,
    asked: AskedRows,
    past: RegistryPast?,
    in transaction: any ReadTransaction
  ) throws {
    self.query = query
    self.asked = asked
    self.past = past
    self.transaction = transaction
    ruleSets =
      try past?.ruleSets()
      ?? RuleSets(stored: RegistryTables.ruleSets.select("ORDER BY rule_set_id", [], in: transaction))
  }

  /// What was found, and after which product to go on; nil when nothing is left.
  struct Page {
    var statuses: [RegistryV1.RecognitionStatus] = []
    var counts = RegistryV1.RecognitionCounts()
    /// Products that were taken as lying where their producer is now, since where it was was erased.
    var erasedUnitCount = 0
    var nextAfterID: String?
  }

  /// Throws `DatabaseError`; as `RegistryPast` does.
  func page(after id: String, limit: Int) throws -> Page {
    let filter = asked.filter(.product)
    var page = Page()
    if let productID = query.productID {
      let isReached = try filter.map {
        try RegistryTables.products.contains(productID, reachedBy: $0, in: transaction)
      }
      if isReached ?? true, let producerID = try RegistryTables.products.owner(productID, in: transaction) {
        try look(at: productID, of: producerID, &page)
      }
      return page
    }
    let found = try RegistryTables.products.identifiers(
      with: "producer_id",
      after: id,
      limit: Self.productsMax + 1,
      reachedBy: filter,
      in: transaction
    )
    for (productID, producerID) in found.prefix(Self.productsMax) {
      try look(at: productID, of: producerID, &page)
      let isEnough = page.statuses.count >= limit || (past?.walkedEvents ?? 0) >= walkedEventsMax
      if productID != found.last?.identifier, isEnough {
        page.nextAfterID = productID
        return page
      }
    }
    if found.count > Self.productsMax { page.nextAfterID = found[Self.productsMax - 1].identifier }
    return page
  }

  /// Adds a product with its recognitions, if it is asked for and has any.
  ///
  /// - Parameter producerID: Whose the product is now.
  private func look(at productID: String, of producerID: String, _ page: inout Page) throws {
    if let past { return try look(at: productID, in: past, &page) }
    let recognitions = try RegistryTables.recognitions.ofProduct(productID, in: transaction)
    guard !recognitions.isEmpty, try isAsked(producerID) else { return }
    add(recognitions, of: producerID, to: &page)
  }

  private func isAsked(_ producerID: String) throws -> Bool {
    if asked.isLeftToStore { return true }
    guard let producer = try RegistryTables.producers.load(producerID, in: transaction)?.record else { return false }
    return try asked.admits(producer, in: transaction)
  }

  /// Adds the recognitions of a product.
  func add(_ recognitions: [Recognition], of producerID: String, to page: inout Page) {
    guard let governing = RecognitionStatus.governing(recognitions, on: query.asOf, ruleSets: ruleSets) else { return }
    page.counts.add(governing.state)
    let statuses =
      query.everyRecognition
      ? RecognitionStatus.all(of: recognitions, on: query.asOf, ruleSets: ruleSets) : [governing]
    page.statuses += statuses.filter(query.admits).map {
      RegistryV1.RecognitionStatus($0, producerID: producerID, on: query.asOf)
    }
  }
}

extension RecordTable<Recognition> {
  /// The recognitions of a product, oldest first. Throws `DatabaseError`.
  func ofProduct(_ productID: String, in transaction: any ReadTransaction) throws -> [Recognition] {
    try select("WHERE product_id = ?1 ORDER BY issued_on_day, recognition_id", [.text(productID)], in: transaction)
  }
}

extension RecordTable<Product> {
  /// The producer of a product; nil when there is no such product. Throws `DatabaseError`.
  func owner(_ productID: String, in transaction: any ReadTransaction) throws -> String? {
    try transaction.queryOne("SELECT producer_id FROM product WHERE product_id = ?1", [.text(productID)]) { $0.text(0) }
  }
}
