/// Which fields of a message were met, by index; as large as a message may be.
struct FieldSet {
  /// Most fields that a message may have.
  static let fieldsMax = 256

  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Notes a field; true the first time.
  mutating func insert(_ index: Int) -> Bool {
    let bit = UInt64(1) << UInt64(index % 64)
    func insert(into word: inout UInt64) -> Bool {
      let isNew = word & bit == 0
      word |= bit
      return isNew
    }
    switch index / 64 {
    case 0: return insert(into: &words.0)
    case 1: return insert(into: &words.1)
    case 2: return insert(into: &words.2)
    default: return insert(into: &words.3)
    }
  }
}
