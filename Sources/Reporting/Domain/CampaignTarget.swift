import DomainPrimitives

/// What a unit is to reach in a phase of the campaign.
struct CampaignTarget: Hashable, Sendable {
  let id: String
  let phaseID: String
  /// District-level unit, by its code in force when the phase starts; empty = every unit of the phase.
  let unitCode: String
  /// Number of the indicator, as in ocop.registry.v1.Indicator.
  let indicatorNumber: Int32
  /// Share to reach.
  let percent: UInt32
  let source: String
  /// Day from which it holds; nil = from the phase's first day.
  let decidedOn: CivilDate?
}
