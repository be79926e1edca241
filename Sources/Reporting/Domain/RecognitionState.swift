/// What a recognition is on a day.
enum RecognitionState: Hashable, Sendable {
  case notYet
  case valid
  /// Past its last valid day, and kept valid while its re-evaluation has no result.
  case inExtension
  case expired
  case revoked

  /// Whether the product counts as recognised.
  var isValid: Bool { self == .valid || self == .inExtension }
}
