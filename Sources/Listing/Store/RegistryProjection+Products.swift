import DomainPrimitives
import Feed
import Messages
import Storage

/// What is kept of products, their recognitions and papers, and of the decisions on recognitions.
extension RegistryProjection {
  static func apply(_ product: RegistryV1.Product, in transaction: any WriteTransaction) throws {
    try transaction.execute(
      """
      INSERT INTO registry_product (product_id, producer_id, name, unit_of_sale, gtin, season_windows, \
      season_exceptions) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
      ON CONFLICT (product_id) DO UPDATE SET producer_id = excluded.producer_id, name = excluded.name, \
      unit_of_sale = excluded.unit_of_sale, gtin = excluded.gtin, season_windows = excluded.season_windows, \
      season_exceptions = excluded.season_exceptions
      """,
      [
        .text(product.productID), .text(product.producerID), .text(product.name), .text(product.unitOfSale),
        .text(product.gtin), .text(StoredSeasons.text(product.seasonWindows)),
        .text(StoredSeasons.text(product.seasonExceptions)),
      ]
    )
  }

  /// One whose days cannot be read is forgotten: what it was before holds no longer either.
  static func apply(_ recognition: RegistryV1.Recognition, in transaction: any WriteTransaction) throws {
    guard let issued = try? CivilDate(parsing: recognition.issuedOn),
      let revoked = optionalDay(recognition.revokedOn),
      let filed = optionalDay(recognition.reEvaluationFiledOn),
      let decided = optionalDay(recognition.reEvaluationDecidedOn)
    else {
      try transaction.execute(
        "DELETE FROM registry_recognition WHERE recognition_id = ?1",
        [.text(recognition.recognitionID)]
      )
      return
    }
    try transaction.execute(
      """
      INSERT INTO registry_recognition (recognition_id, product_id, issued_on_day, revoked_on_day, \
      re_evaluation_filed_on_day, re_evaluation_decided_on_day) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
      ON CONFLICT (recognition_id) DO UPDATE SET product_id = excluded.product_id, \
      issued_on_day = excluded.issued_on_day, revoked_on_day = excluded.revoked_on_day, \
      re_evaluation_filed_on_day = excluded.re_evaluation_filed_on_day, \
      re_evaluation_decided_on_day = excluded.re_evaluation_decided_on_day
      """,
      [
        .text(recognition.recognitionID), .text(recognition.productID), .day(issued), .optionalDay(revoked),
        .optionalDay(filed), .optionalDay(decided),
      ]
    )
  }

  /// One whose days or kind cannot be read is forgotten.
  static func apply(_ document: RegistryV1.ProductDocument, in transaction: any WriteTransaction) throws {
    guard let kind = DocumentKind(rawValue: Int(document.kind.rawValue)),
      let issued = try? CivilDate(parsing: document.issuedOn), let expires = optionalDay(document.expiresOn),
      let withdrawn = optionalDay(document.withdrawnOn)
    else {
      try transaction.execute(
        "DELETE FROM registry_document WHERE document_id = ?1",
        [.text(document.documentID)]
      )
      return
    }
    try transaction.execute(
      """
      INSERT INTO registry_document (document_id, product_id, kind, issued_on_day, expires_on_day, withdrawn_on_day) \
      VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
      ON CONFLICT (document_id) DO UPDATE SET product_id = excluded.product_id, kind = excluded.kind, \
      issued_on_day = excluded.issued_on_day, expires_on_day = excluded.expires_on_day, \
      withdrawn_on_day = excluded.withdrawn_on_day
      """,
      [
        .text(document.documentID), .text(document.productID), .choice(kind), .day(issued), .optionalDay(expires),
        .optionalDay(withdrawn),
      ]
    )
  }

  /// One that cannot be read is passed over: the decisions that are known hold on.
  static func apply(_ rules: RegistryV1.RuleSet, in transaction: any WriteTransaction) throws {
    guard let from = try? CivilDate(parsing: rules.inForceFrom), (1...120).contains(rules.validityMonths) else {
      return
    }
    try transaction.execute(
      """
      INSERT INTO registry_rule_set (rule_set_id, in_force_from_day, validity_months, extension_days_max) \
      VALUES (?1, ?2, ?3, ?4) \
      ON CONFLICT (rule_set_id) DO UPDATE SET in_force_from_day = excluded.in_force_from_day, \
      validity_months = excluded.validity_months, extension_days_max = excluded.extension_days_max
      """,
      [
        .text(rules.ruleSetID), .day(from), .integer(Int64(rules.validityMonths)),
        .integer(Int64(rules.extensionDaysMax)),
      ]
    )
  }

  /// The day in a field that may be empty; the outer nil stands for what is no day.
  private static func optionalDay(_ text: String) -> CivilDate?? {
    if text.isEmpty { return .some(nil) }
    return (try? CivilDate(parsing: text)).map { .some($0) } ?? nil
  }

  // MARK: Reading

  static func producer(_ id: String, in transaction: any ReadTransaction) throws -> KnownProducer? {
    try transaction.queryOne(
      "SELECT producer_id, unit_code, registered_on_day, ended_on_day FROM registry_producer WHERE producer_id = ?1",
      [.text(id)]
    ) { row in
      KnownProducer(
        id: row.text(0),
        unitCode: row.optionalText(1) ?? "",
        registeredOn: row.optionalDay(2),
        endedOn: row.optionalDay(3)
      )
    }
  }

  /// A product with its recognitions and papers; nil when the feed has brought no such product.
  ///
  /// - Parameter readsDocuments: Whether its papers are asked for.
  static func profile(
    _ id: String,
    readsDocuments: Bool = true,
    in transaction: any ReadTransaction
  ) throws -> ProductProfile? {
    let recognitions = try transaction.query(
      """
      SELECT recognition_id, issued_on_day, revoked_on_day, re_evaluation_filed_on_day, re_evaluation_decided_on_day \
      FROM registry_recognition WHERE product_id = ?1 ORDER BY issued_on_day, recognition_id
      """,
      [.text(id)]
    ) { row in
      KnownRecognition(
        id: row.text(0),
        issuedOn: row.day(1),
        revokedOn: row.optionalDay(2),
        reEvaluationFiledOn: row.optionalDay(3),
        reEvaluationDecidedOn: row.optionalDay(4)
      )
    }
    let documents = readsDocuments ? try documents(ofProduct: id, in: transaction) : []
    return try transaction.queryOne(
      """
      SELECT product_id, producer_id, name, unit_of_sale, gtin, season_windows, season_exceptions \
      FROM registry_product WHERE product_id = ?1
      """,
      [.text(id)]
    ) { row in
      ProductProfile(
        id: row.text(0),
        producerID: row.text(1),
        name: row.text(2),
        unitOfSale: row.text(3),
        gtin: row.text(4),
        seasons: StoredSeasons.seasons(windows: row.text(5), exceptions: row.text(6)),
        recognitions: recognitions,
        documents: documents
      )
    }
  }

  private static func documents(ofProduct id: String, in transaction: any ReadTransaction) throws -> [KnownDocument] {
    try transaction.query(
      """
      SELECT kind, issued_on_day, expires_on_day, withdrawn_on_day FROM registry_document WHERE product_id = ?1 \
      ORDER BY kind, document_id
      """,
      [.text(id)]
    ) { row in
      KnownDocument(
        kind: try row.choice(0),
        issuedOn: row.day(1),
        expiresOn: row.optionalDay(2),
        withdrawnOn: row.optionalDay(3)
      )
    }
  }

  /// When a product can be had; all year when the feed has brought no such product.
  static func seasons(ofProduct id: String, in transaction: any ReadTransaction) throws -> SeasonWindows {
    try transaction.queryOne(
      "SELECT season_windows, season_exceptions FROM registry_product WHERE product_id = ?1",
      [.text(id)]
    ) { StoredSeasons.seasons(windows: $0.text(0), exceptions: $0.text(1)) } ?? .allYear
  }

  /// The decisions on recognitions that the registry has told of.
  static func recognitionRules(in transaction: any ReadTransaction) throws -> CertificateRules {
    let recorded = try transaction.query(
      """
      SELECT in_force_from_day, validity_months, extension_days_max FROM registry_rule_set \
      ORDER BY in_force_from_day, rule_set_id
      """
    ) { row in
      CertificateRule(
        inForceFrom: row.day(0),
        validityMonths: Int(row.integer(1)),
        extensionDaysMax: Int(row.integer(2))
      )
    }
    return CertificateRules(recorded: recorded)
  }
}
