import DomainPrimitives

/// Whether a product is recognised on a day: some recognition was issued on that day or before, its 36 months have
/// not run out (the last day counts), and it was not revoked by then.
enum RecognitionRule {
  static func verdict(_ recognitions: [Recognition], on date: CivilDate) -> Verdict {
    let issued = recognitions.filter { $0.issuedOn <= date }
    if let valid = latest(issued.filter { $0.isValid(on: date) }) {
      return .counted(.recognised(stars: valid.stars, issuedOn: valid.issuedOn, expiresOn: valid.expiresOn))
    }
    guard let last = latest(issued) else {
      guard let first = recognitions.map(\.issuedOn).min() else { return .leftOut(.notYetRecognised, .neverRecognised) }
      return .leftOut(.notYetRecognised, .recognisedOnly(on: first))
    }
    if let revokedOn = last.revokedOn, revokedOn <= date, revokedOn <= last.expiresOn {
      return .leftOut(.revoked, .certificateRevoked(on: revokedOn))
    }
    return .leftOut(.expired, .certificateExpired(on: last.expiresOn))
  }

  /// The one issued last; of one day the last by identifier.
  private static func latest(_ recognitions: [Recognition]) -> Recognition? {
    recognitions.max { ($0.issuedOn, $0.id) < ($1.issuedOn, $1.id) }
  }
}
