import DomainPrimitives

/// What a decision on recognitions says of how long they hold, from a day until the day of the next decision.
struct RecognitionRule: Hashable, Sendable {
  let inForceFrom: CivilDate
  /// Months that a certificate lasts, the last day included.
  let validityMonths: Int
  /// Days beyond the last valid day that a product in re-evaluation stays valid at most; 0 = not at all.
  let extensionDaysMax: Int
}
