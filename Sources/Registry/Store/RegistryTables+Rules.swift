import DomainPrimitives
import Feed
import Storage

extension RegistryTables {
  static let ruleSets = RecordTable<RuleSet>(
    name: "rule_set",
    columns: [
      "rule_set_id", "decision", "in_force_from_day", "validity_months", "re_evaluation_opens_days_before",
      "re_evaluation_closes_days_before", "extension_days_max",
    ],
    values: { ruleSet in
      [
        .text(ruleSet.id), .text(ruleSet.decision), .day(ruleSet.inForceFrom),
        .integer(Int64(ruleSet.validityMonths)), .integer(Int64(ruleSet.reEvaluationOpensDaysBefore)),
        .integer(Int64(ruleSet.reEvaluationClosesDaysBefore)), .integer(Int64(ruleSet.extensionDaysMax)),
      ]
    },
    record: { row in
      RuleSet(
        id: row.text(0),
        decision: row.text(1),
        inForceFrom: row.day(2),
        ranks: [],
        productGroups: [],
        validityMonths: Int(row.integer(3)),
        reEvaluationOpensDaysBefore: Int(row.integer(4)),
        reEvaluationClosesDaysBefore: Int(row.integer(5)),
        extensionDaysMax: Int(row.integer(6))
      )
    },
    lists: RecordTable<RuleSet>.Lists(load: loadRuleSetLists, save: saveRuleSetLists)
  )

  private static func loadRuleSetLists(_ ruleSet: inout RuleSet, in transaction: any ReadTransaction) throws {
    ruleSet.ranks = try transaction.query(
      "SELECT stars, points_min, authority FROM rule_set_rank WHERE rule_set_id = ?1 ORDER BY position",
      [.text(ruleSet.id)]
    ) { row in
      StarRank(stars: Int(row.integer(0)), pointsMin: Int(row.integer(1)), authority: try row.choice(2))
    }
    ruleSet.productGroups = try transaction.query(
      "SELECT product_group FROM rule_set_group WHERE rule_set_id = ?1 ORDER BY position",
      [.text(ruleSet.id)]
    ) { try $0.choice(0) }
  }

  private static func saveRuleSetLists(_ ruleSet: RuleSet, in transaction: any WriteTransaction) throws {
    try transaction.execute("DELETE FROM rule_set_rank WHERE rule_set_id = ?1", [.text(ruleSet.id)])
    for (position, rank) in ruleSet.ranks.enumerated() {
      try transaction.execute(
        "INSERT INTO rule_set_rank (rule_set_id, position, stars, points_min, authority) VALUES (?1, ?2, ?3, ?4, ?5)",
        [
          .text(ruleSet.id), .integer(Int64(position)), .integer(Int64(rank.stars)), .integer(Int64(rank.pointsMin)),
          .choice(rank.authority),
        ]
      )
    }
    try transaction.execute("DELETE FROM rule_set_group WHERE rule_set_id = ?1", [.text(ruleSet.id)])
    for (position, group) in ruleSet.productGroups.enumerated() {
      try transaction.execute(
        "INSERT INTO rule_set_group (rule_set_id, position, product_group) VALUES (?1, ?2, ?3)",
        [.text(ruleSet.id), .integer(Int64(position)), .choice(group)]
      )
    }
  }
}
