/// A small and fast random generator that can be repeated by its seed (SplitMix64, Steele et al., 2014). For spreading
/// calls and pauses, not for secrets.
package struct SeedableRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in 0..<bound, without the loop that would make it exactly uniform: off by less than bound / 2^32.
  package mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: bound)) >> 32)
  }

  /// A number in 0..<1.
  package mutating func fraction() -> Double {
    Double(next() >> 11) * 0x1p-53
  }
}
