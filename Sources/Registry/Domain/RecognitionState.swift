/// What a recognition is on a day. The numbers are sent; they never change.
enum RecognitionState: Int, Hashable, Sendable, CaseIterable {
  /// Not issued yet.
  case notYet = 1
  case valid = 2
  /// Past its last valid day, and kept valid while its re-evaluation has no result.
  case inExtension = 3
  /// Past its last valid day, without another recognition and without an extension.
  case expired = 4
  case revoked = 5
  /// A newer recognition of the product was issued.
  case superseded = 6
}
