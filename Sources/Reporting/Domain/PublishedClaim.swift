import DomainPrimitives

/// A figure somebody published, to be shown beside what is counted for the same thing.
struct PublishedClaim: Hashable, Sendable {
  let id: String
  /// Number of the indicator, as in ocop.registry.v1.Indicator.
  let indicatorNumber: Int32
  /// The phase it speaks of; nil = the whole campaign.
  let phaseID: String?
  /// As it was published: "about 40".
  let wording: String
  /// The number named.
  let value: UInt64
  /// The day it speaks of.
  let asOf: CivilDate
  /// Who published it, and where.
  let source: String

  /// What to count for it. A claim names no floor: "listed on each floor" is taken as on every floor.
  /// Nil: an indicator that this program does not know.
  var indicator: Indicator? {
    if indicatorNumber == Indicator.eachFloorNumber { return .productsListedOnEveryFloor }
    return Indicator(number: indicatorNumber)
  }
}
