import DomainPrimitives

/// One line of the checklist of a product on a floor.
struct ReadinessItem: Hashable, Sendable {
  let kind: ReadinessKind
  /// Whether the floor takes no product without it.
  let isRequired: Bool
  /// First day on which it is as it is; nil when it is not there, and where no fact says.
  var since: CivilDate?
  /// Last day on which it holds; nil when it does not run out.
  var expiresOn: CivilDate?
  /// Of a season that is closed: the first day of the next one.
  var opensOn: CivilDate?
  /// Who has to do what; nil when it is satisfied.
  var advice: Advice?

  var isSatisfied: Bool { advice == nil }
}
