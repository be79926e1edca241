import DomainPrimitives

/// The decisions on star ratings, with the days from which they are in force.
enum StarRules {
  /// Oldest first; each holds until the next. Of the first only the year, 2019, is taken over: nothing was
  /// recognised before it.
  static let all: [StarRule] = [
    rule("1048/QĐ-TTg", from: "2019-01-01"),
    rule("148/QĐ-TTg", from: "2023-02-24"),
    rule("1489/QĐ-TTg", from: "2025-07-06"),
    rule("26/2026/QĐ-TTg", from: "2026-05-22"),
  ].compactMap { $0 }

  /// The rule in force on a day; nil before the first.
  static func inForce(on date: CivilDate) -> StarRule? {
    all.last { $0.inForceFrom <= date }
  }

  /// Refuses stars that the points do not give under the decision in force on the day of issue.
  static func check(stars: Int, points: Int, issuedOn: CivilDate, rules: inout RuleChecker) {
    guard let rule = inForce(on: issuedOn) else {
      rules.refuse(
        "issued_on",
        "no_decision_in_force",
        "issued_on \(issuedOn) is before the first decision on star ratings (1048/QĐ-TTg, 2019); correct the day"
      )
      return
    }
    guard let expected = rule.stars(forPoints: points) else {
      rules.refuse("points", "no_certificate", "\(points) points give no certificate under \(rule.decision)")
      return
    }
    if stars != expected {
      rules.refuse(
        "stars",
        "stars_contradict_points",
        "\(points) points give \(expected) stars under \(rule.decision), in force on \(issuedOn), not \(stars); "
          + "correct the stars or the points"
      )
    }
  }

  /// All four decisions rate alike: 5 stars from 90 points, 4 from 70, 3 from 50.
  private static func rule(_ decision: String, from day: String) -> StarRule? {
    guard let day = try? CivilDate(parsing: day) else { return nil }
    return StarRule(decision: decision, inForceFrom: day, ranks: [(5, 90), (4, 70), (3, 50)])
  }
}
