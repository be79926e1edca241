import DomainPrimitives

/// Whether a product is recognised on a day. Of its recognitions the one issued last, on that day or before, governs: a
/// newer one takes the place of an older one, whatever becomes of it.
enum RecognitionRule {
  /// Nil when the product is recognised.
  /// - Parameter state: Of the recognition that governs.
  static func reason(hasGoverning: Bool, _ state: RecognitionState) -> Reason? {
    guard hasGoverning else { return .notYetRecognised }
    switch state {
    case .valid, .inExtension: return nil
    case .revoked: return .revoked
    case .expired, .notYet: return .expired
    }
  }

  static func verdict(_ recognitions: [Recognition], on date: CivilDate, under rules: CertificateRules) -> Verdict {
    guard let governing = governing(recognitions, on: date) else {
      guard let first = recognitions.map(\.issuedOn).min() else { return .leftOut(.notYetRecognised, .neverRecognised) }
      return .leftOut(.notYetRecognised, .recognisedOnly(on: first))
    }
    let last = governing.lastValidDay(under: rules)
    switch governing.state(on: date, under: rules) {
    case .valid:
      return .counted(.recognised(stars: governing.stars, issuedOn: governing.issuedOn, expiresOn: last))
    case .inExtension:
      return .counted(.recognisedByExtension(stars: governing.stars, expiredOn: last))
    case .revoked: return .leftOut(.revoked, .certificateRevoked(on: governing.revokedOn ?? date))
    case .expired, .notYet: return .leftOut(.expired, .certificateExpired(on: last))
    }
  }

  /// The one issued last by a day; of one day the last by identifier. Nil before the first.
  static func governing(_ recognitions: [Recognition], on date: CivilDate) -> Recognition? {
    recognitions.filter { $0.issuedOn <= date }.max(by: isBefore)
  }

  /// Whether a recognition comes before another one: of those that are issued by a day the last governs.
  static func isBefore(_ recognition: Recognition, _ other: Recognition) -> Bool {
    (recognition.issuedOn, recognition.id) < (other.issuedOn, other.id)
  }
}
