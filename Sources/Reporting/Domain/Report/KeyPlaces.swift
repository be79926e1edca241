/// Gives keys their places, in the order in which they first came. A report asks for a place with every record: to hash
/// a few small numbers as the standard dictionary does takes longer than all the rest of counting it.
struct KeyPlaces {
  /// A row, and what else parts its records: 0 where nothing does.
  struct Key: Hashable, Sendable {
    let cell: CellKey
    let part: Int32
  }

  /// By place.
  private(set) var keys: [Key] = []
  /// A place, or -1, by hash, the next free one where it is taken; a power of two, at most half of them taken.
  private var slots = [Int32](repeating: -1, count: 64)

  /// The place of a key, and whether it is new.
  mutating func place(of cell: CellKey, _ part: Int32 = 0) -> (place: Int, isNew: Bool) {
    let key = Key(cell: cell, part: part)
    var slot = Self.hash(key) & (slots.count - 1)
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if keys[place] == key { return (place, false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    if keys.count * 2 > slots.count { spread(over: slots.count * 4) }
    return (keys.count - 1, true)
  }

  /// Makes room for that many keys more.
  mutating func reserve(_ count: Int) {
    keys.reserveCapacity(keys.count + count)
    var wanted = slots.count
    while wanted < (keys.count + count) * 2 { wanted *= 2 }
    if wanted > slots.count { spread(over: wanted) }
  }

  private mutating func spread(over count: Int) {
    slots = [Int32](repeating: -1, count: count)
    for (place, key) in keys.enumerated() {
      var slot = Self.hash(key) & (count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (count - 1) }
      slots[slot] = Int32(place)
    }
  }

  /// Numbers of keys are given one after the other, so any mixing that reaches the low bits spreads them.
  private static func hash(_ key: Key) -> Int {
    let low = UInt64(UInt32(bitPattern: key.cell.first)) | UInt64(UInt32(bitPattern: key.cell.second)) << 32
    let high = UInt64(UInt32(bitPattern: key.cell.third)) | UInt64(UInt32(bitPattern: key.part)) << 32
    let mixed = (low &* 0x9E37_79B9_7F4A_7C15) ^ (high &* 0xC2B2_AE3D_27D4_EB4F)
    return Int(truncatingIfNeeded: (mixed ^ (mixed >> 29)) &* 0x9E37_79B9_7F4A_7C15 >> 32)
  }
}
