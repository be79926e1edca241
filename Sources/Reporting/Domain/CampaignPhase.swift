import DomainPrimitives

/// A phase of the campaign, and the units it is carried out in.
struct CampaignPhase: Hashable, Sendable {
  let id: String
  let name: String
  let startsOn: CivilDate
  /// District-level units, by their code in force on `startsOn`.
  let unitCodes: [String]
}
