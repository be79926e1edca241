import DomainPrimitives
import TestSupport
import Testing

@testable import Registry

/// What a recognition is on each day, against days counted one by one.
@Suite("Statuses of recognitions")
struct RecognitionStatusTests {
  private static func day(_ text: String) throws -> CivilDate { try CivilDate(parsing: text) }

  private static func recognition(
    _ id: String = "CN-1",
    issued: CivilDate,
    filed: CivilDate? = nil,
    decided: CivilDate? = nil,
    revoked: CivilDate? = nil
  ) -> Recognition {
    Recognition(
      id: id,
      productID: "SP-1",
      stars: 3,
      points: 60,
      issuedOn: issued,
      decisionNumber: "",
      revokedOn: revoked,
      revocationGround: revoked == nil ? nil : .otherFinding,
      authority: nil,
      group: nil,
      reEvaluationFiledOn: filed,
      reEvaluationDecidedOn: decided
    )
  }

  @Test("a certificate is valid on its last day, 36 months after its issue, and not on the day after")
  func validity() throws {
    let cases = [
      ("2021-07-20", "2024-07-20"), ("2020-02-29", "2023-02-28"), ("2024-02-29", "2027-02-28"),
      ("2021-08-31", "2024-08-31"),
    ]
    for (issued, last) in cases {
      let recognition = Self.recognition(issued: try Self.day(issued))
      let lastDay = try Self.day(last)
      func state(_ date: CivilDate) -> RecognitionState {
        RecognitionStatus(of: recognition, next: nil, on: date, ruleSets: RuleSets()).state
      }
      #expect(state(recognition.issuedOn.adding(days: -1)) == .notYet)
      #expect(state(recognition.issuedOn) == .valid)
      #expect(state(lastDay) == .valid)
      #expect(state(lastDay.adding(days: 1)) == .expired)
    }
  }

  @Test("the newest recognition issued governs a product, also when it was revoked")
  func governing() throws {
    let old = Self.recognition("CN-1", issued: try Self.day("2020-12-30"))
    let new = Self.recognition("CN-2", issued: try Self.day("2022-06-01"), revoked: try Self.day("2022-09-01"))
    func governing(_ date: String) throws -> String {
      let date = try Self.day(date)
      let status = try #require(RecognitionStatus.governing([new, old], on: date, ruleSets: RuleSets()))
      return "\(status.recognition.id) \(status.state)"
    }
    #expect(try governing("2020-12-29") == "CN-1 notYet")
    #expect(try governing("2022-05-31") == "CN-1 valid")
    #expect(try governing("2022-06-01") == "CN-2 valid")
    #expect(try governing("2022-09-01") == "CN-2 revoked")
    #expect(try governing("2026-01-01") == "CN-2 revoked")
    let all = RecognitionStatus.all(of: [new, old], on: try Self.day("2022-06-01"), ruleSets: RuleSets())
    #expect(all.map(\.state) == [.superseded, .valid])
    #expect(all.first?.supersededBy?.id == "CN-2")
  }

  /// The rules of DOMAIN in their plainest form: counts days one by one, and knows nothing of months' arithmetic.
  private struct Simulation {
    let recognition: Recognition
    let lastValidDay: CivilDate

    init(_ recognition: Recognition) {
      self.recognition = recognition
      let start = recognition.issuedOn.components
      var day = recognition.issuedOn.adding(days: 1000)
      // The last day that is in the 36th month after, and not later in it than the day of issue was in its own.
      while true {
        let next = day.adding(days: 1).components
        let months = (next.year - start.year) * 12 + next.month - start.month
        if months > 36 || (months == 36 && next.day > start.day) { break }
        day = day.adding(days: 1)
      }
      lastValidDay = day
    }

    func state(on date: CivilDate, extendsFrom: CivilDate) -> RecognitionState {
      if date < recognition.issuedOn { return .notYet }
      if let revoked = recognition.revokedOn, date >= revoked { return .revoked }
      if date <= lastValidDay { return .valid }
      guard lastValidDay >= extendsFrom, let filed = recognition.reEvaluationFiledOn, filed <= lastValidDay,
        lastValidDay.days(until: date) <= 180
      else { return .expired }
      if let decided = recognition.reEvaluationDecidedOn, decided <= date { return .expired }
      return .inExtension
    }
  }

  @Test("every certificate issued from 2019 to 2030 is on each day what counting days one by one says")
  func everyIssueDay() throws {
    var generator = SeededGenerator(seed: 20_260_522)
    let ruleSets = RuleSets()
    let extendsFrom = try Self.day("2026-05-22")
    var issued = try Self.day("2019-01-01")
    let end = try Self.day("2030-12-31")
    var extended = 0
    while issued <= end {
      let bare = Simulation(Self.recognition(issued: issued))
      let filed =
        Bool.random(using: &generator)
        ? bare.lastValidDay.adding(days: -Int.random(in: 0...180, using: &generator)) : nil
      let decided = filed.flatMap { filed in
        Bool.random(using: &generator) ? filed.adding(days: Int.random(in: 0...400, using: &generator)) : nil
      }
      let revoked =
        Int.random(in: 0..<5, using: &generator) == 0
        ? issued.adding(days: Int.random(in: 0...1400, using: &generator)) : nil
      let recognition = Self.recognition(issued: issued, filed: filed, decided: decided, revoked: revoked)
      let simulation = Simulation(recognition)
      var days = [issued, simulation.lastValidDay, simulation.lastValidDay.adding(days: 180)]
      days += [decided, revoked, filed].compactMap { $0 }
      days.append(issued.adding(days: Int.random(in: -10...1600, using: &generator)))
      for date in days.flatMap({ [$0.adding(days: -1), $0, $0.adding(days: 1)] }) {
        let found = RecognitionStatus(of: recognition, next: nil, on: date, ruleSets: ruleSets).state
        let expected = simulation.state(on: date, extendsFrom: extendsFrom)
        // A dossier that comes in later than the day asked for is not known on it; the simulation knows it all.
        if let filed, filed > date { #expect(found != .inExtension) }
        #expect(found == expected, "issued \(issued), on \(date), filed \(filed as Any), decided \(decided as Any)")
        if found == .inExtension { extended += 1 }
      }
      issued = issued.adding(days: 1)
    }
    #expect(extended > 1000, "the days tried hardly meet extensions")
  }
}
