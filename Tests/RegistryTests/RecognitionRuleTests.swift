import DomainPrimitives
import Testing

@testable import Registry

@Suite("Recognitions")
struct RecognitionRuleTests {
  private func violations(
    stars: Int,
    points: Int,
    issuedOn: String,
    revokedOn: String = ""
  ) -> [RuleViolation] {
    var rules = RuleChecker()
    let recognition = Recognition(
      id: "CN-1",
      productID: "SP-1",
      stars: stars,
      points: points,
      issuedOn: issuedOn,
      decisionNumber: "",
      revokedOn: revokedOn,
      rules: &rules
    )
    #expect((recognition == nil) == !rules.isClean)
    return rules.violations
  }

  @Test(
    "90 points give five stars, 70 four, 50 three",
    arguments: [(100, 5), (90, 5), (89, 4), (70, 4), (69, 3), (50, 3)]
  )
  func ranks(points: Int, stars: Int) {
    for day in ["2019-12-27", "2021-08-01", "2024-01-01", "2025-12-31", "2026-06-01"] {
      for claimed in 3...5 {
        let reasons = violations(stars: claimed, points: points, issuedOn: day).map(\.reason)
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
    let violation = try #require(violations(stars: 5, points: 80, issuedOn: day).first)
    #expect(violation.field == "stars")
    #expect(violation.description.contains("80 points give 4 stars under \(decision), in force on \(day)"))
  }

  @Test("below 50 points there is no certificate, above 100 no points, and none was issued before 2019")
  func limits() {
    #expect(violations(stars: 3, points: 49, issuedOn: "2021-08-01").map(\.field) == ["points"])
    #expect(violations(stars: 5, points: 101, issuedOn: "2021-08-01").map(\.field) == ["points"])
    #expect(violations(stars: 3, points: 60, issuedOn: "2018-12-31").map(\.reason) == ["no_decision_in_force"])
  }

  @Test("a certificate is valid on its last day, 36 months after its issue, and not on the day after")
  func validity() throws {
    let cases = [
      ("2021-07-20", "2024-07-20"), ("2020-02-29", "2023-02-28"), ("2024-02-29", "2027-02-28"),
      ("2021-08-31", "2024-08-31"),
    ]
    for (issued, last) in cases {
      let recognition = Recognition(
        id: "CN-1",
        productID: "SP-1",
        stars: 3,
        points: 60,
        issuedOn: try CivilDate(parsing: issued),
        decisionNumber: "",
        revokedOn: nil
      )
      let lastDay = try CivilDate(parsing: last)
      #expect(recognition.lastValidDay == lastDay)
      #expect(recognition.isValid(on: lastDay))
      #expect(!recognition.isValid(on: lastDay.adding(days: 1)))
      #expect(recognition.isValid(on: recognition.issuedOn))
      #expect(!recognition.isValid(on: recognition.issuedOn.adding(days: -1)))
    }
  }

  @Test("a revoked certificate is not valid from the day of its revocation, and cannot be revoked before its issue")
  func revocation() throws {
    let revoked = Recognition(
      id: "CN-1",
      productID: "SP-1",
      stars: 3,
      points: 60,
      issuedOn: try CivilDate(parsing: "2021-07-20"),
      decisionNumber: "",
      revokedOn: try CivilDate(parsing: "2022-01-10")
    )
    #expect(revoked.isValid(on: try CivilDate(parsing: "2022-01-09")))
    #expect(!revoked.isValid(on: try CivilDate(parsing: "2022-01-10")))
    let early = violations(stars: 3, points: 60, issuedOn: "2021-07-20", revokedOn: "2021-07-19")
    #expect(early.map(\.reason) == ["out_of_order"])
  }
}
