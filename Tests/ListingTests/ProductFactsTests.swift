import DomainPrimitives
import Testing

@testable import Listing

@Suite("Seasons, recognitions and papers of products")
struct ProductFactsTests {
  private func day(_ text: String) throws -> CivilDate { try DatedFacts.day(text) }

  @Test("a season may wrap around the year, and opens and closes with its months")
  func seasons() throws {
    let seasons = try DatedFacts.seasons([(11, 2)])
    #expect(seasons.contains(try day("2021-01-15")))
    #expect(!seasons.contains(try day("2021-03-01")))
    #expect(seasons.opening(containing: try day("2022-01-15")) == (try day("2021-11-01")))
    #expect(seasons.closing(containing: try day("2022-01-15")) == (try day("2022-02-28")))
    #expect(seasons.nextOpening(after: try day("2021-03-01")) == (try day("2021-11-01")))
    #expect(seasons.nextOpening(after: try day("2021-11-20")) == (try day("2022-11-01")))
    #expect(seasons.opening(containing: try day("2021-03-01")) == nil)
    #expect(seasons.closing(containing: try day("2021-03-01")) == nil)
  }

  @Test("what can be had all year has no opening and no closing")
  func allYear() throws {
    let seasons = SeasonWindows.allYear
    #expect(seasons.contains(try day("2021-03-01")))
    #expect(seasons.opening(containing: try day("2021-03-01")) == nil)
    #expect(seasons.closing(containing: try day("2021-03-01")) == nil)
    #expect(seasons.nextOpening(after: try day("2021-03-01")) == nil)
  }

  @Test("the months of one year that differ go before the windows, and of two the later counts")
  func exceptions() throws {
    let seasons = try DatedFacts.seasons(
      [(7, 9)],
      [("2021-07", "2021-09", false), ("2021-09", "2021-10", true)]
    )
    #expect(!seasons.contains(try day("2021-08-01")))
    #expect(seasons.contains(try day("2021-09-01")))
    #expect(seasons.contains(try day("2021-10-31")))
    #expect(seasons.contains(try day("2022-08-01")))
    #expect(seasons.nextOpening(after: try day("2021-06-01")) == (try day("2021-09-01")))
  }

  @Test("a recognition holds 36 months, the last day included, and not from the day it is revoked")
  func recognitions() throws {
    let rules = CertificateRules(recorded: [])
    let recognition = try DatedFacts.recognition("2020-02-29")
    #expect(recognition.isValid(on: try day("2023-02-28"), under: rules))
    #expect(!recognition.isValid(on: try day("2023-03-01"), under: rules))
    #expect(!recognition.isValid(on: try day("2020-02-28"), under: rules))
    let revoked = try DatedFacts.recognition("2020-02-29", revoked: "2021-05-01")
    #expect(revoked.isValid(on: try day("2021-04-30"), under: rules))
    #expect(!revoked.isValid(on: try day("2021-05-01"), under: rules))
  }

  @Test(
    "under 26/2026 a product in re-evaluation stays valid until the result, at most 180 days; before that not at all"
  )
  func extensions() throws {
    let rules = CertificateRules(recorded: [])
    // Runs out on 30 June 2026: 180 days more are 27 December.
    let open = try DatedFacts.recognition("2023-06-30", filed: "2026-06-15")
    #expect(open.isValid(on: try day("2026-12-27"), under: rules))
    #expect(!open.isValid(on: try day("2026-12-28"), under: rules))
    let decided = try DatedFacts.recognition("2023-06-30", filed: "2026-06-15", decided: "2026-09-01")
    #expect(decided.isValid(on: try day("2026-08-31"), under: rules))
    #expect(!decided.isValid(on: try day("2026-09-01"), under: rules))
    let before = try DatedFacts.recognition("2023-05-21", filed: "2026-05-01")
    #expect(!before.isValid(on: try day("2026-05-22"), under: rules))
    let unfiled = try DatedFacts.recognition("2023-06-30")
    #expect(!unfiled.isValid(on: try day("2026-07-01"), under: rules))
  }

  @Test("a decision that the registry records goes before what is known")
  func recordedRules() throws {
    let rules = CertificateRules(
      recorded: [CertificateRule(inForceFrom: try day("2030-01-01"), validityMonths: 48, extensionDaysMax: 0)]
    )
    #expect(try DatedFacts.recognition("2030-01-01").lastValidDay(under: rules) == (try day("2034-01-01")))
    #expect(try DatedFacts.recognition("2029-12-31").lastValidDay(under: rules) == (try day("2032-12-31")))
  }

  @Test("a paper holds to its last day, and not from the day it is withdrawn")
  func documents() throws {
    func paper(_ expires: String, _ withdrawn: String) throws -> KnownDocument {
      KnownDocument(
        kind: .label,
        issuedOn: try day("2021-01-01"),
        expiresOn: try DatedFacts.optionalDay(expires),
        withdrawnOn: try DatedFacts.optionalDay(withdrawn)
      )
    }
    #expect(try paper("2021-12-31", "").isValid(on: try day("2021-12-31")))
    #expect(try !paper("2021-12-31", "").isValid(on: try day("2022-01-01")))
    #expect(try paper("", "2021-06-01").isValid(on: try day("2021-05-31")))
    #expect(try !paper("", "2021-06-01").isValid(on: try day("2021-06-01")))
    #expect(try !paper("", "").isValid(on: try day("2020-12-31")))
    #expect(try paper("2021-12-31", "2021-06-01").lastValidDay == (try day("2021-05-31")))
  }
}
