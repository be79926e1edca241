import DomainPrimitives

/// What a published figure speaks of, so that the same thing can be counted.
struct PublishedClaim: Hashable, Sendable {
  let id: String
  let indicator: Indicator
  /// The phase it speaks of; nil = the whole campaign.
  let phaseID: String?
  /// The day it speaks of.
  let asOf: CivilDate
}
