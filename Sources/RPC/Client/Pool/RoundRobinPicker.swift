/// Picks each candidate in turn. Starts anywhere, so that clients which start together do not call together.
struct RoundRobinPicker: Sendable {
  private var candidateCount = 0
  private var next = 0

  mutating func setCandidates(count: Int, random: inout SeedableRandom) {
    if candidateCount == 0 && count > 0 { next = random.below(count) }
    candidateCount = count
    if next >= count { next = 0 }
  }

  /// The index of the next candidate. There must be one.
  mutating func pick() -> Int {
    let picked = next
    next += 1
    if next >= candidateCount { next = 0 }
    return picked
  }
}
