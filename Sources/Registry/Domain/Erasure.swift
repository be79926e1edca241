/// What was erased about the person behind a producer.
struct Erasure: Hashable, Sendable {
  let producerID: String
  let ground: ErasureGround
  let erasedAtUnixMicroseconds: Int64
  /// A household's name from then on; empty for other producers.
  let pseudonym: String
  let isContactErased: Bool
  /// Events of the change log that lost what they told.
  let erasedEventCount: Int
  /// Head of the change log after it.
  let revision: UInt64

  /// A name for a household that says nothing of it: "Hộ đã xoá 3f2a91".
  static func makePseudonym() -> String {
    let digits = String(UInt32.random(in: 0..<(1 << 24)), radix: 16)
    return "Hộ đã xoá " + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
