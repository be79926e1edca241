import DomainPrimitives
import Messages

extension RegistryV1.RecognitionStatus {
  /// The message of a status on a day: what came later is left out.
  init(_ status: RecognitionStatus, producerID: String, on date: CivilDate) {
    func past(_ day: CivilDate?) -> String {
      day.flatMap { $0 <= date ? $0.description : nil } ?? ""
    }
    let recognition = status.recognition
    self.init()
    recognitionID = recognition.id
    productID = recognition.productID
    self.producerID = producerID
    state = RegistryV1.RecognitionState(rawValue: Int32(status.state.rawValue))
    stars = UInt32(clamping: recognition.stars)
    issuedOn = recognition.issuedOn.description
    decision = status.decision
    lastValidDay = status.terms.lastValidDay.description
    revokedOn = past(recognition.revokedOn)
    reEvaluationOpensOn = status.terms.reEvaluationOpensOn.description
    reEvaluationClosesOn = status.terms.reEvaluationClosesOn.description
    reEvaluationFiledOn = past(recognition.reEvaluationFiledOn)
    isFiledLate = !reEvaluationFiledOn.isEmpty && status.isFiledLate
    reEvaluationDecidedOn = past(recognition.reEvaluationDecidedOn)
    extensionUntil = status.extensionUntil?.description ?? ""
    supersededByRecognitionID = status.supersededBy?.id ?? ""
    supersededOn = status.supersededBy?.issuedOn.description ?? ""
  }
}

extension RegistryV1.RecognitionCounts {
  /// Counts a product by what it is.
  mutating func add(_ state: RecognitionState) {
    switch state {
    case .notYet:
      notYet += 1
      return
    case .valid: valid += 1
    case .inExtension: inExtension += 1
    case .expired: expired += 1
    case .revoked: revoked += 1
    // A product is what its newest recognition is, and that one is superseded by none.
    case .superseded: break
    }
    recognisedEver += 1
  }
}
