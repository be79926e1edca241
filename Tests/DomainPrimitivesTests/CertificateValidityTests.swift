import DomainPrimitives
import Testing

/// Compares the calendar arithmetic with a calendar that is written down day by day, for every day of issue that the
/// programme has had or will soon have.
@Suite("36 months of validity")
struct CertificateValidityTests {
  /// Year, month and day of every day from 2019 to 2034, counted up one by one.
  private static let days: [(year: Int, month: Int, day: Int)] = {
    var days: [(year: Int, month: Int, day: Int)] = []
    for year in 2019...2034 {
      let isLeap = [2020, 2024, 2028, 2032].contains(year)
      for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
        for day in 1...length { days.append((year, index + 1, day)) }
      }
    }
    return days
  }()

  private func text(_ day: (year: Int, month: Int, day: Int)) -> String {
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    return "\(day.year)-\(two(day.month))-\(two(day.day))"
  }

  @Test("for all days of issue from 2019 to 2030 the last valid day is that day three years on, or the month's last")
  func lastValidDays() throws {
    let issueDays = Self.days.filter { $0.year <= 2030 }
    #expect(issueDays.count == 4383)
    for issued in issueDays {
      let last = try #require(
        Self.days.last { $0.year == issued.year + 3 && $0.month == issued.month && $0.day <= issued.day }
      )
      let date = try CivilDate(parsing: text(issued))
      #expect(CertificateValidity.lastValidDay(issuedOn: date).description == text(last), "issued \(date)")
    }
  }

  @Test("for all days of issue from 2019 to 2030 just the days from issue to the last valid day are valid")
  func validDays() throws {
    let dates = try Self.days.map { try CivilDate(parsing: text($0)) }
    for issued in dates where issued.components.year <= 2030 {
      let interval = CertificateValidity.interval(issuedOn: issued)
      let last = CertificateValidity.lastValidDay(issuedOn: issued)
      let first = try #require(dates.firstIndex(of: issued))
      // Three years hold 1095 or 1096 days; the last day is valid too, unless 29 February fell back to the 28th.
      let count = dates[first...].prefix { interval.contains($0) }.count
      let falls = issued.components.month == 2 && issued.components.day == 29
      #expect(falls ? count == 1096 : (1096...1097).contains(count), "issued \(issued): \(count) days")
      #expect(interval.contains(last))
      #expect(!interval.contains(last.adding(days: 1)))
      #expect(!interval.contains(issued.adding(days: -1)))
    }
  }

  @Test("a certificate of 29 February is last valid on the 28th, and a revoked one on the day before")
  func edges() throws {
    let leap = try CivilDate(parsing: "2020-02-29")
    #expect(CertificateValidity.lastValidDay(issuedOn: leap).description == "2023-02-28")
    let revoked = try CivilDate(parsing: "2021-01-10")
    let interval = CertificateValidity.interval(issuedOn: leap, revokedOn: revoked)
    #expect(interval.contains(revoked.adding(days: -1)))
    #expect(!interval.contains(revoked))
  }
}
