import DomainPrimitives
import Feed
import Storage

/// What the rules on recognitions, rule sets and inspections look up.
extension StoredRegistryFacts {
  func recognitions(productID: String) throws -> [Recognition] {
    try RegistryTables.recognitions.select(
      "WHERE product_id = ?1 ORDER BY issued_on_day, recognition_id",
      [.text(productID)],
      in: transaction
    )
  }

  func storedRuleSets() throws -> [RuleSet] {
    try RegistryTables.ruleSets.select("ORDER BY rule_set_id", [], in: transaction)
  }

  func recognitionCounts(issuedFrom start: CivilDate, before end: CivilDate?) throws -> [RecognitionCount] {
    let sql = """
      SELECT recognition.stars, recognition.points, recognition.authority, \
      COALESCE(recognition.product_group, product.product_group), COUNT(*), MIN(recognition.recognition_id) \
      FROM recognition LEFT JOIN product ON product.product_id = recognition.product_id \
      WHERE recognition.issued_on_day >= ?1 AND recognition.issued_on_day < ?2 \
      GROUP BY recognition.stars, recognition.points, recognition.authority, \
      COALESCE(recognition.product_group, product.product_group) ORDER BY MIN(recognition.recognition_id)
      """
    return try transaction.query(sql, [.day(start), .day(end ?? .latest)]) { row in
      RecognitionCount(
        stars: Int(row.integer(0)),
        points: Int(row.integer(1)),
        authority: try row.optionalChoice(2),
        group: try row.optionalChoice(3),
        count: Int(row.integer(4)),
        exampleID: row.text(5)
      )
    }
  }

  func inspection(_ id: String) throws -> Inspection? {
    try RegistryTables.inspections.load(id, in: transaction)?.record
  }

  func findings(inspectionID: String) throws -> [InspectionFinding] {
    try RegistryTables.findings.select(
      "WHERE inspection_id = ?1 ORDER BY finding_id",
      [.text(inspectionID)],
      in: transaction
    )
  }
}
