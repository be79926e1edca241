import DomainPrimitives

/// Something that an inspection found.
struct InspectionFinding: Hashable, Sendable {
  let id: String
  let inspectionID: String
  /// "minor", "major", "critical".
  let severity: String
  let followUpDueOn: CivilDate?
  let followedUpOn: CivilDate?

  /// Whether it was followed up on a day or before.
  func isFollowedUp(by date: CivilDate) -> Bool {
    followedUpOn.map { $0 <= date } ?? false
  }
}
