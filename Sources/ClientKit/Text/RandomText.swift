/// Texts that no other run has.
package enum RandomText {
  /// Up to 13 digits and small letters, from 64 random bits.
  package static func next() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
