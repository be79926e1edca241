import DomainPrimitives

/// Whether a product is recognised on a day. Of its recognitions the one issued last, on that day or before, governs: a
/// newer one takes the place of an older one, whatever becomes of it.
enum RecognitionRule {
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
    var latest: Recognition?
    for recognition in recognitions where recognition.issuedOn <= date {
      if let known = latest, (known.issuedOn, known.id) > (recognition.issuedOn, recognition.id) { continue }
      latest = recognition
    }
    return latest
  }
}
