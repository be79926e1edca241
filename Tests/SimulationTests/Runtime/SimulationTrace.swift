/// What happened in a run, in order: a digest always, the story when somebody wants to read it.
struct SimulationTrace {
  /// Two runs in which the same things happened at the same times have the same one (FNV-1a, by words).
  private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var eventCount = 0
  private(set) var log: [String]?

  init(keepsLog: Bool) {
    log = keepsLog ? [] : nil
  }

  mutating func add(_ what: TraceEvent, _ first: Int, _ second: Int, _ now: Int64, _ text: () -> String) {
    mix(what.rawValue)
    mix(UInt64(bitPattern: Int64(first)))
    mix(UInt64(bitPattern: Int64(second)))
    mix(UInt64(bitPattern: now))
    eventCount += 1
    if log != nil { log?.append("\(now / 1000) us \(what) \(first) \(second) \(text())") }
  }

  private mutating func mix(_ word: UInt64) {
    digest = (digest ^ word) &* 0x0000_0100_0000_01B3
    digest ^= digest >> 29
  }
}
