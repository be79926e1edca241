import DomainPrimitives

/// What a recognition is on a day, with the days that explain it. It is worked out from facts for any day; nothing of
/// it is stored.
struct RecognitionStatus: Hashable, Sendable {
  let recognition: Recognition
  let state: RecognitionState
  let terms: RecognitionTerms
  /// Last day to which an open re-evaluation keeps it valid, as far as the day asked for tells: nil when no dossier was
  /// in, when the result came before the certificate ran out, or when there is no extension.
  let extensionUntil: CivilDate?
  /// The newer recognition that took its place; nil when there is none on the day asked for.
  let supersededBy: Recognition?
  /// The decision in force on the day of issue; empty before the first.
  let decision: String

  /// - Parameters:
  ///   - recognition: The certificate.
  ///   - next: The recognition of the same product that was issued next after it; nil when there is none.
  ///   - date: Day asked for. What happened after it is not known on it.
  ///   - ruleSets: All decisions.
  init(of recognition: Recognition, next: Recognition?, on date: CivilDate, ruleSets: RuleSets) {
    let terms = RecognitionTerms(issuedOn: recognition.issuedOn, ruleSets: ruleSets)
    self.recognition = recognition
    self.terms = terms
    decision = ruleSets.inForce(on: recognition.issuedOn)?.decision ?? ""
    let newer = next.flatMap { $0.issuedOn <= date ? $0 : nil }
    supersededBy = newer
    let extended = Self.extensionUntil(recognition, terms: terms, on: date)
    extensionUntil = extended
    let isRevoked = recognition.revokedOn.map { $0 <= date } ?? false
    if date < recognition.issuedOn {
      state = .notYet
    } else if newer != nil {
      state = .superseded
    } else if isRevoked {
      state = .revoked
    } else if date <= terms.lastValidDay {
      state = .valid
    } else if let extended, date <= extended {
      state = .inExtension
    } else {
      state = .expired
    }
  }

  /// Whether the dossier came in after the window had closed. It is taken all the same.
  var isFiledLate: Bool {
    recognition.reEvaluationFiledOn.map { $0 > terms.reEvaluationClosesOn } ?? false
  }

  /// The status of each recognition of a product, in the order of their issue.
  static func all(of recognitions: [Recognition], on date: CivilDate, ruleSets: RuleSets) -> [RecognitionStatus] {
    let sorted = recognitions.sorted { ($0.issuedOn, $0.id) < ($1.issuedOn, $1.id) }
    return sorted.indices.map { index in
      let next = index + 1 < sorted.count ? sorted[index + 1] : nil
      return RecognitionStatus(of: sorted[index], next: next, on: date, ruleSets: ruleSets)
    }
  }

  /// The status of a product: that of its newest recognition issued on the day or before it, or, when there is none,
  /// of the first to come. Nil without any.
  static func governing(_ recognitions: [Recognition], on date: CivilDate, ruleSets: RuleSets) -> RecognitionStatus? {
    let statuses = all(of: recognitions, on: date, ruleSets: ruleSets)
    return statuses.last { $0.state != .notYet } ?? statuses.first
  }

  /// Whoever hands in a dossier by the last valid day keeps the certificate until the result, at most as long as the
  /// decision in force on that day allows; from the day of the result on, the result counts.
  private static func extensionUntil(
    _ recognition: Recognition,
    terms: RecognitionTerms,
    on date: CivilDate
  ) -> CivilDate? {
    guard let untilMax = terms.extensionUntilMax, let filed = recognition.reEvaluationFiledOn, filed <= date,
      filed <= terms.lastValidDay
    else { return nil }
    guard let decided = recognition.reEvaluationDecidedOn, decided <= date else { return untilMax }
    let last = min(untilMax, decided.adding(days: -1))
    return last > terms.lastValidDay ? last : nil
  }
}
