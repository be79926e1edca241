/// SplitMix64: random numbers that a printed seed brings back.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// A generator at the beginning of what `seed` gives.
  public init(seed: UInt64) {
    state = seed
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 up to, and without, `bound`, which is at least 1. Quicker in a debug build than the library's.
  public mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  /// A number from `least` to `most`, both included.
  public mutating func within(_ least: Int, _ most: Int) -> Int {
    least + below(most - least + 1)
  }

  /// True in `percent` of 100 cases.
  public mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of the elements.
  public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// A size up to `most`, with the edges and the small ones more often than their share.
  public mutating func size(upTo most: Int) -> Int {
    if most <= 0 { return 0 }
    switch below(8) {
    case 0: return 0
    case 1: return most
    case 2: return 1
    case 3, 4: return below(Swift.min(most, 16) + 1)
    default: return below(most + 1)
    }
  }
}
