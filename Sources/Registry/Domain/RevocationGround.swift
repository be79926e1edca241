/// Grounds on which a certificate is revoked (148/QĐ-TTg, 26/2026/QĐ-TTg). The numbers are stored and sent; they never
/// change.
enum RevocationGround: Int, Hashable, Sendable, CaseIterable {
  case dishonestDossier = 1
  case criteriaNoLongerMet = 2
  case breachOfLaw = 3
  case misuseOfMark = 4
  case productionStopped = 5
  case otherFinding = 6
}
