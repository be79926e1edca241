import DomainPrimitives

/// Which statuses of recognitions are asked for.
struct RecognitionStatusQuery: Sendable {
  let asOf: CivilDate
  /// Only this product; nil = all.
  let productID: String?
  /// Only in these states; empty = all.
  let states: Set<RecognitionState>
  /// Only valid ones whose last valid day comes within this many days; nil = all.
  let expiringWithinDays: Int?
  /// Every recognition of a product, not only the one that governs it.
  let everyRecognition: Bool

  /// Whether a status is one of those.
  func admits(_ status: RecognitionStatus) -> Bool {
    if !states.isEmpty, !states.contains(status.state) { return false }
    guard let expiringWithinDays else { return true }
    return status.state == .valid && asOf.days(until: status.terms.lastValidDay) <= expiringWithinDays
  }
}
