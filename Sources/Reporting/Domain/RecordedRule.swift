import DomainPrimitives

/// A decision on recognitions that the registry has a record of.
struct RecordedRule: Hashable, Sendable {
  let id: String
  let rule: CertificateRule
}
