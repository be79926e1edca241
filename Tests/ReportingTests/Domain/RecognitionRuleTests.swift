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
    return RecognitionRule.verdict(all, on: day(date), under: CertificateRules())
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

  @Test("the newest certificate governs: it outlives the expired one, and when it is revoked the older one is not back")
  func severalCertificates() {
    #expect(verdict([("2018-01-01", nil), ("2021-02-01", nil)], on: "2022-01-01").isCounted)
    #expect(verdict([("2020-01-01", nil), ("2021-02-01", "2021-03-01")], on: "2021-01-31").isCounted)
    #expect(verdict([("2020-01-01", nil), ("2021-02-01", "2021-03-01")], on: "2022-01-01").reason == .revoked)
  }

  @Test(
    "under 26/2026 a product in re-evaluation stays recognised for 180 days past its last day, until there is a result",
    arguments: [
      ("2026-08-01", String?.none, true), ("2026-08-02", nil, true), ("2027-01-28", nil, true),
      ("2027-01-29", nil, false), ("2026-10-09", "2026-10-10", true), ("2026-10-10", "2026-10-10", false),
    ]
  )
  func extended(date: String, decided: String?, isCounted: Bool) {
    var recognition = Recognition(
      id: "R",
      productID: "P",
      stars: 3,
      issuedOn: day("2023-08-01"),
      revokedOn: nil
    )
    #expect(!RecognitionRule.verdict([recognition], on: day("2026-08-02"), under: CertificateRules()).isCounted)
    recognition.reEvaluationFiledOn = day("2026-03-01")
    recognition.reEvaluationDecidedOn = decided.map(day)
    let verdict = RecognitionRule.verdict([recognition], on: day(date), under: CertificateRules())
    #expect(verdict.isCounted == isCounted)
  }

  @Test("a rule set that the province has recorded counts from its day")
  func recordedRules() {
    let recognition = Recognition(id: "R", productID: "P", stars: 3, issuedOn: day("2023-03-01"), revokedOn: nil)
    let rules = CertificateRules(recorded: [
      CertificateRule(inForceFrom: day("2023-02-24"), validityMonths: 24, extensionDaysMax: 0)
    ])
    #expect(recognition.lastValidDay(under: rules) == day("2025-03-01"))
    #expect(recognition.lastValidDay(under: CertificateRules()) == day("2026-03-01"))
  }

  @Test("a product that was never recognised says so")
  func neverRecognised() {
    #expect(verdict([], on: "2021-01-01") == .leftOut(.notYetRecognised, .neverRecognised))
  }
}
