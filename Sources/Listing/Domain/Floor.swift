import DomainPrimitives

/// An e-commerce floor (sàn TMĐT).
struct Floor: Hashable, Sendable {
  /// Days after which a listing that nobody has seen again counts as unverified, where the floor does not say.
  static let unverifiedAfterDaysDefault = 90

  let id: String
  let name: String
  /// Empty, or an address that starts with http:// or https://.
  let url: String
  /// As it was given, 1 to 3650; 0 = the default.
  let unverifiedAfterDays: Int
  /// What it wants before it takes a product, in the order given.
  let requirements: [FloorRequirement]

  /// Days after which a listing that nobody has seen again counts as unverified.
  var verifiedForDays: Int { unverifiedAfterDays == 0 ? Self.unverifiedAfterDaysDefault : unverifiedAfterDays }
}

extension Floor {
  /// Checks the fields by themselves; nil when one was refused.
  init?(
    id: String,
    name: String,
    url: String,
    unverifiedAfterDays: Int,
    requirements: [Int],
    rules: inout RuleChecker
  ) {
    rules.identifier(id, "floor_id")
    rules.text(name, "name")
    WebAddress.check(url, "url", charactersMax: 300, rules: &rules)
    rules.number(unverifiedAfterDays, "unverified_after_days", in: 0...3650)
    let countMax = FloorRequirement.allCases.count
    rules.distinct(requirements.map(String.init), "requirements", countMax: countMax)
    let known = requirements.prefix(countMax).compactMap { number in
      rules.choice(number, "requirements", of: FloorRequirement.self)
    }
    guard rules.isClean else { return nil }
    self.init(id: id, name: name, url: url, unverifiedAfterDays: unverifiedAfterDays, requirements: known)
  }
}
