import DomainPrimitives
import Testing

@testable import Registry

/// Decisions as data: their own fields, how stored ones lie over the four built in, and what they may not contradict.
@Suite("Rule sets")
struct RuleSetTests {
  private typealias Rank = (stars: Int, pointsMin: Int, authority: Int)

  private static let ranks: [Rank] = [(5, 90, 3), (4, 70, 2), (3, 50, 2)]

  private func read(
    id: String = "RS-1",
    from day: String = "2027-01-01",
    ranks: [Rank] = Self.ranks,
    groups: [Int] = [1, 2, 3, 5, 6, 7],
    months: Int = 36,
    opens: Int = 180,
    closes: Int = 120,
    extensionDays: Int = 0,
    rules: inout RuleChecker
  ) -> RuleSet? {
    RuleSet(
      id: id,
      decision: "1/2027/QĐ-TTg",
      inForceFrom: day,
      ranks: ranks,
      productGroups: groups,
      validityMonths: months,
      reEvaluationOpensDaysBefore: opens,
      reEvaluationClosesDaysBefore: closes,
      extensionDaysMax: extensionDays,
      rules: &rules
    )
  }

  private func faults(_ read: (inout RuleChecker) -> RuleSet?) -> [String] {
    var rules = RuleChecker()
    let ruleSet = read(&rules)
    #expect((ruleSet == nil) == !rules.isClean)
    return rules.violations.map { "\($0.field) \($0.reason)" }
  }

  @Test("ranks come best first, each with fewer stars and fewer points than the one before")
  func ranksDescend() {
    #expect(faults { read(rules: &$0) } == [])
    for ranks: [Rank] in [[(3, 50, 2), (4, 70, 2)], [(5, 90, 3), (4, 90, 2)], [(5, 90, 3), (5, 70, 3)]] {
      #expect(faults { read(ranks: ranks, rules: &$0) } == ["star_ranks out_of_order"], "\(ranks)")
    }
    #expect(faults { read(ranks: [], rules: &$0) } == ["star_ranks missing"])
    #expect(faults { read(ranks: [(6, 101, 0)], rules: &$0) }.count == 3)
  }

  @Test("groups, months and days lie within their bounds")
  func bounds() {
    #expect(faults { read(groups: [], rules: &$0) } == ["product_groups missing"])
    #expect(faults { read(groups: [1, 1], rules: &$0) } == ["product_groups listed_twice"])
    #expect(faults { read(groups: [9], rules: &$0) } == ["product_groups unknown_value"])
    #expect(faults { read(months: 0, rules: &$0) } == ["validity_months out_of_range"])
    #expect(faults { read(opens: 100, rules: &$0) } == ["re_evaluation_closes_days_before out_of_order"])
    #expect(faults { read(extensionDays: 1001, rules: &$0) } == ["extension_days_max out_of_range"])
  }

  @Test("the four decisions hold from their days, and only the last knows an extension")
  func builtIn() throws {
    let ruleSets = RuleSets()
    let days = [
      ("2019-01-01", "1048/QĐ-TTg"), ("2023-02-23", "1048/QĐ-TTg"), ("2023-02-24", "148/QĐ-TTg"),
      ("2025-07-05", "148/QĐ-TTg"), ("2025-07-06", "1489/QĐ-TTg"), ("2026-05-21", "1489/QĐ-TTg"),
      ("2026-05-22", "26/2026/QĐ-TTg"),
    ]
    for (day, decision) in days { #expect(ruleSets.inForce(on: try CivilDate(parsing: day))?.decision == decision) }
    #expect(ruleSets.inForce(on: try CivilDate(parsing: "2018-12-31")) == nil)
    #expect(ruleSets.all.map(\.extensionDaysMax) == [0, 0, 0, 180])
  }

  @Test("a stored rule set with the day of a decision replaces it, one with another day adds a decision")
  func overlay() throws {
    var rules = RuleChecker()
    let replacing = try #require(read(from: "2026-05-22", extensionDays: 90, rules: &rules))
    let adding = try #require(read(from: "2027-01-01", months: 48, rules: &rules))
    let ruleSets = RuleSets(stored: [adding, replacing])
    #expect(ruleSets.all.count == 5)
    #expect(ruleSets.inForce(on: try CivilDate(parsing: "2026-12-31")) == replacing)
    #expect(ruleSets.inForce(on: try CivilDate(parsing: "2027-01-01")) == adding)
    let issued = try CivilDate(parsing: "2027-01-01")
    #expect(ruleSets.lastValidDay(issuedOn: issued).description == "2031-01-01")
    #expect(ruleSets.lastValidDay(issuedOn: issued.adding(days: -1)).description == "2029-12-31")
  }

  private func violations(_ ruleSet: RuleSet, previous: RuleSet? = nil, facts: FixedFacts) throws -> [RuleViolation] {
    try RegistryRules(facts: facts).violations(of: .ruleSet(ruleSet), previous: previous.map(RegistryRecord.ruleSet))
  }

  @Test("on one day only one rule set comes into force")
  func oneADay() throws {
    var rules = RuleChecker()
    let first = try #require(read(rules: &rules))
    let second = try #require(read(id: "RS-2", rules: &rules))
    let facts = FixedFacts(stored: [first, second])
    #expect(try violations(second, facts: facts).map(\.reason) == ["day_taken"])
  }

  @Test("a rule set that contradicts recognitions issued under it is refused with their number")
  func contradiction() throws {
    var rules = RuleChecker()
    let recognitions = try ["2025-07-05", "2025-07-06", "2026-05-21", "2026-05-22"].enumerated().map { index, day in
      try #require(RecognitionRuleTests.Sent(id: "CN-\(index)", issuedOn: day).read(rules: &rules))
    }
    let strict = try #require(read(from: "2025-07-06", ranks: [(5, 90, 3), (4, 70, 2), (3, 65, 2)], rules: &rules))
    let facts = FixedFacts(recognitions: recognitions, stored: [strict])
    let violation = try #require(try violations(strict, facts: facts).first)
    #expect(violation.reason == "contradicts_recognitions")
    #expect(violation.description.hasPrefix("2 recognitions issued from 2025-07-06 to before 2026-05-22"))
    #expect(violation.description.contains("CN-1"))
  }

  @Test("a rule set moved to a later day leaves its days to the one before it, which is checked too")
  func moved() throws {
    var rules = RuleChecker()
    let district = try #require(RecognitionRuleTests.Sent(issuedOn: "2027-02-01", authority: 1).read(rules: &rules))
    let byDistrict: [Rank] = [(5, 90, 3), (4, 70, 2), (3, 50, 1)]
    let before = try #require(read(from: "2027-01-01", ranks: byDistrict, rules: &rules))
    let after = try #require(read(from: "2027-03-01", ranks: byDistrict, rules: &rules))
    var facts = FixedFacts(recognitions: [district], stored: [before])
    #expect(try violations(before, facts: facts) == [])
    facts.stored = [after]
    #expect(try violations(after, previous: before, facts: facts).map(\.reason) == ["contradicts_recognitions"])
  }
}
