/// Which records are what they were, in one book of facts and a later state of it.
struct FactChanges: Sendable {
  /// Nil: nothing is known, and so nothing is what it was.
  let before: FactVersions?
  let now: FactVersions

  static let unknown = FactChanges(before: nil, now: FactVersions())

  /// Whether no record of a kind has changed.
  func isSame(_ kind: (FactVersions) -> FactVersion) -> Bool {
    before.map { kind($0) == kind(now) } ?? false
  }

  /// Whether the records of a kind have the places in the facts that they had.
  func hasSamePlaces(_ kind: (FactVersions) -> FactVersion) -> Bool {
    before.map { kind($0).places == kind(now).places } ?? false
  }
}
