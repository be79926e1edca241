import DomainPrimitives
import Testing

@testable import Reporting

@Suite("Which products are recognised")
struct RecognitionRuleTests {
  private func verdict(_ recognitions: [(issued: String, revoked: String?)], on date: String) -> Verdict {
    let all = recognitions.enumerated().map { index, each in
      Recognition(
        id: "R\(index)",
        productID: "P",
        stars: 3,
        issuedOn: day(each.issued),
        revokedOn: each.revoked.map(day)
      )
    }
    return RecognitionRule.verdict(all, on: day(date))
  }

  @Test(
    "a certificate counts from its day of issue to the last day of its 36 months",
    arguments: [
      ("2021-07-31", Reason?.some(.notYetRecognised)), ("2021-08-01", nil), ("2024-08-01", nil),
      ("2024-08-02", .expired),
    ]
  )
  func validityIsInclusive(date: String, reason: Reason?) {
    #expect(verdict([("2021-08-01", nil)], on: date).reason == reason)
  }

  @Test("a certificate of 29 February runs out after 28 February")
  func leapDay() {
    #expect(verdict([("2020-02-29", nil)], on: "2023-02-28").isCounted)
    #expect(verdict([("2020-02-29", nil)], on: "2023-03-01").reason == .expired)
  }

  @Test("a revoked certificate counts until the day before")
  func revocation() {
    #expect(verdict([("2021-08-01", "2021-10-05")], on: "2021-10-04").isCounted)
    #expect(verdict([("2021-08-01", "2021-10-05")], on: "2021-10-05").reason == .revoked)
  }

  @Test("a renewed certificate outlives the expired one, and a revoked one does not hide a valid one")
  func severalCertificates() {
    #expect(verdict([("2018-01-01", nil), ("2021-02-01", nil)], on: "2022-01-01").isCounted)
    #expect(verdict([("2020-01-01", nil), ("2021-02-01", "2021-03-01")], on: "2022-01-01").isCounted)
  }

  @Test("a product that was never recognised says so")
  func neverRecognised() {
    #expect(verdict([], on: "2021-01-01") == .leftOut(.notYetRecognised, .neverRecognised))
  }
}
