import TestSupport

/// Spoils encoded messages in the ways that wires and hostile peers do.
enum Damage {
  static func applied(to bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var damaged = bytes
    for _ in 0..<Int.random(in: 1...3, using: &generator) where !damaged.isEmpty {
      let place = Int.random(in: 0..<damaged.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: damaged.removeSubrange(place...)
      case 1: damaged.insert(contentsOf: [UInt8](repeating: 0xFF, count: 10), at: place)
      case 2: damaged += damaged
      case 3: damaged[place] = 0
      case 4: damaged[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      default: damaged[place] = UInt8.random(in: 0...255, using: &generator)
      }
    }
    return damaged
  }
}
