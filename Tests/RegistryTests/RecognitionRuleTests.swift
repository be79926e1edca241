import DomainPrimitives
import Testing

@testable import Registry

/// Fields of a recognition, and what the decisions on recognitions say to it.
@Suite("Recognitions")
struct RecognitionRuleTests {
  /// A recognition as it is sent; three stars of before 2023 when nothing else is said.
  struct Sent {
    var id = "CN-1"
    var stars = 3
    var points = 60
    var issuedOn = "2021-08-01"
    var revokedOn = ""
    var ground = 0
    var authority = 0
    var group = 0
    var filedOn = ""
    var decidedOn = ""

    func read(rules: inout RuleChecker) -> Recognition? {
      Recognition(
        id: id,
        productID: "SP-1",
        stars: stars,
        points: points,
        issuedOn: issuedOn,
        decisionNumber: "",
        revokedOn: revokedOn,
        revocationGround: ground,
        authority: authority,
        group: group,
        reEvaluationFiledOn: filedOn,
        reEvaluationDecidedOn: decidedOn,
        rules: &rules
      )
    }
  }

  private func violations(_ sent: Sent, facts: FixedFacts = FixedFacts()) throws -> [RuleViolation] {
    var rules = RuleChecker()
    guard let recognition = sent.read(rules: &rules) else {
      #expect(!rules.isClean)
      return rules.violations
    }
    return try RegistryRules(facts: facts).violations(of: .recognition(recognition), previous: nil)
  }

  private func faults(_ sent: Sent, facts: FixedFacts = FixedFacts()) throws -> [String] {
    try violations(sent, facts: facts).map { "\($0.field) \($0.reason)" }
  }

  @Test(
    "90 points give five stars, 70 four, 50 three",
    arguments: [(100, 5), (90, 5), (89, 4), (70, 4), (69, 3), (50, 3)]
  )
  func ranks(points: Int, stars: Int) throws {
    for day in ["2019-12-27", "2021-08-01", "2024-01-01", "2025-12-31", "2026-06-01"] {
      for claimed in 3...5 {
        let reasons = try violations(Sent(stars: claimed, points: points, issuedOn: day)).map(\.reason)
        #expect(reasons == (claimed == stars ? [] : ["stars_contradict_points"]), "\(claimed) stars on \(day)")
      }
    }
  }

  @Test(
    "stars that the points do not give are refused with the decision in force on the day of issue",
    arguments: [
      ("2023-02-23", "1048/QĐ-TTg"), ("2023-02-24", "148/QĐ-TTg"), ("2025-07-05", "148/QĐ-TTg"),
      ("2025-07-06", "1489/QĐ-TTg"), ("2026-05-21", "1489/QĐ-TTg"), ("2026-05-22", "26/2026/QĐ-TTg"),
    ]
  )
  func decisions(day: String, decision: String) throws {
    let violation = try #require(try violations(Sent(stars: 5, points: 80, issuedOn: day)).first)
    #expect(violation.field == "stars")
    #expect(violation.description.contains("80 points give 4 stars under \(decision), in force on \(day)"))
  }

  @Test("below 50 points there is no certificate, above 100 no points, and none was issued before 2019")
  func limits() throws {
    #expect(try faults(Sent(points: 49)) == ["points no_certificate"])
    #expect(try faults(Sent(stars: 5, points: 101)) == ["points out_of_range"])
    #expect(try faults(Sent(issuedOn: "2018-12-31")) == ["issued_on no_decision_in_force"])
  }

  @Test("three stars are certified by the province, and by the district from 24 Feb 2023 to 5 Jul 2025")
  func authorities() throws {
    let days = [
      ("2023-02-23", 2), ("2023-02-24", 1), ("2025-07-05", 1), ("2025-07-06", 2), ("2026-05-22", 2),
    ]
    for (day, certifier) in days {
      for claimed in 1...3 {
        let expected = claimed == certifier ? [] : ["authority other_authority_certifies"]
        #expect(try faults(Sent(issuedOn: day, authority: claimed)) == expected, "\(claimed) on \(day)")
      }
      #expect(try faults(Sent(stars: 5, points: 95, issuedOn: day, authority: 3)) == [])
      #expect(try faults(Sent(stars: 4, points: 75, issuedOn: day, authority: 2)) == [])
    }
    #expect(try faults(Sent(authority: 4)) == ["authority unknown_value"])
  }

  @Test("textile is a group until 23 Feb 2023, ornamental plants and animals one from the day after")
  func groups() throws {
    let (textile, ornamental) = (4, 6)
    let refused = ["group group_not_in_rule_set"]
    #expect(try faults(Sent(issuedOn: "2023-02-23", group: textile)) == [])
    #expect(try faults(Sent(issuedOn: "2023-02-24", group: textile)) == refused)
    #expect(try faults(Sent(issuedOn: "2023-02-23", group: ornamental)) == refused)
    #expect(try faults(Sent(issuedOn: "2023-02-24", group: ornamental)) == [])
    let product = try #require(Self.product(group: ornamental))
    let facts = FixedFacts(products: [product])
    #expect(try faults(Sent(), facts: facts) == refused, "the product's own group stands in")
    #expect(try faults(Sent(group: 5), facts: facts) == [], "it was evaluated as a handicraft then")
  }

  @Test("a product's group cannot become one that the decision on its recognition does not have")
  func changedGroup() throws {
    var rules = RuleChecker()
    let recognition = try #require(Sent().read(rules: &rules))
    let grouped = try #require(Sent(group: 5).read(rules: &rules))
    let product = try #require(Self.product(group: 6))
    func faults(_ recognition: Recognition) throws -> [String] {
      let facts = FixedFacts(products: [product], recognitions: [recognition])
      return try RegistryRules(facts: facts).violations(of: .product(product), previous: .product(product))
        .map { "\($0.field) \($0.reason)" }
    }
    #expect(try faults(recognition) == ["group group_not_in_rule_set"])
    #expect(try faults(grouped) == [])
  }

  @Test("a certificate is revoked on a day and with a ground, neither alone, and not before its issue")
  func revocation() throws {
    #expect(try faults(Sent(revokedOn: "2022-01-10", ground: 5)) == [])
    #expect(try faults(Sent(revokedOn: "2022-01-10")) == ["revocation_ground missing"])
    #expect(try faults(Sent(revokedOn: "2022-01-10", ground: 7)) == ["revocation_ground unknown_value"])
    #expect(try faults(Sent(ground: 5)) == ["revocation_ground must_be_empty"])
    #expect(try faults(Sent(revokedOn: "2021-07-31", ground: 5)) == ["revoked_on out_of_order"])
  }

  @Test("a dossier is taken from 180 days before the last valid day to that day, and a result comes after it")
  func dossiers() throws {
    // Issued 2021-08-01, valid to 2024-08-01; 180 days before it is 2024-02-03.
    #expect(try faults(Sent(filedOn: "2024-02-02")) == ["re_evaluation_filed_on too_early"])
    #expect(try faults(Sent(filedOn: "2024-02-03")) == [])
    #expect(try faults(Sent(filedOn: "2024-08-01")) == [], "late, and a fact all the same")
    #expect(try faults(Sent(filedOn: "2024-08-02")) == ["re_evaluation_filed_on after_expiry"])
    #expect(try faults(Sent(decidedOn: "2024-08-02")) == ["re_evaluation_filed_on missing"])
    let early = Sent(filedOn: "2024-03-01", decidedOn: "2024-02-29")
    #expect(try faults(early) == ["re_evaluation_decided_on out_of_order"])
    #expect(try faults(Sent(filedOn: "2024-03-01", decidedOn: "2025-01-31")) == [])
  }

  @Test("two recognitions of one product are not issued on one day")
  func sameDay() throws {
    var rules = RuleChecker()
    let other = try #require(Sent(id: "CN-0").read(rules: &rules))
    let facts = FixedFacts(recognitions: [other])
    #expect(try faults(Sent(), facts: facts) == ["issued_on issued_same_day"])
    #expect(try faults(Sent(id: "CN-0"), facts: facts) == [], "it is that recognition itself")
    #expect(try faults(Sent(issuedOn: "2021-08-02"), facts: facts) == [])
  }

  private static func product(group: Int) -> Product? {
    var rules = RuleChecker()
    return Product(
      id: "SP-1",
      producerID: "CT-1",
      name: "Hoa đào",
      group: group,
      unitOfSale: "pot",
      seasonWindows: [],
      rules: &rules
    )
  }
}
