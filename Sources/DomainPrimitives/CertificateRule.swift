/// What a decision on recognitions says of how long certificates hold, from a day until the day of the next decision.
public struct CertificateRule: Hashable, Sendable {
  /// First day in force.
  public let inForceFrom: CivilDate
  /// Months that a certificate lasts, the last day included.
  public let validityMonths: Int
  /// Days beyond the last valid day that a product in re-evaluation stays valid at most; 0 = not at all.
  public let extensionDaysMax: Int

  /// A rule of these values.
  public init(inForceFrom: CivilDate, validityMonths: Int, extensionDaysMax: Int) {
    self.inForceFrom = inForceFrom
    self.validityMonths = validityMonths
    self.extensionDaysMax = extensionDaysMax
  }
}
