/// Picks each candidate as often as its weight says, evenly spread instead of in runs: the candidate whose turn is due
/// first, and then its next turn is one stride later; strides are the inverse of weights. A heap by due time, so a pick
/// among many costs little.
struct WeightedPicker: Sendable {
  private struct Turn: Sendable {
    var due: Int64
    let stride: Int64
    let candidate: Int

    func isBefore(_ other: Turn) -> Bool {
      due != other.due ? due < other.due : candidate < other.candidate
    }
  }

  /// Stride of weight 1. Large, so that rounding does not bend the shares: less than one part in a million.
  private static let strideUnit: Int64 = 1 << 30
  /// Due times are moved back before they overflow.
  private let dueMax: Int64
  /// A binary heap, the earliest turn first.
  private var turns: [Turn] = []

  /// - Parameter dueMax: when due times are moved back; by default after 2^32 turns at the earliest.
  init(dueMax: Int64 = 1 << 62) {
    self.dueMax = dueMax
  }

  mutating func setCandidates(weights: [Int], random: inout SeedableRandom) {
    turns = weights.enumerated().map { index, weight in
      let stride = WeightedPicker.strideUnit / Int64(weight)
      // Anywhere within the first stride: clients that start together do not call together.
      return Turn(due: Int64(random.fraction() * Double(stride)), stride: stride, candidate: index)
    }
    turns.sort { $0.isBefore($1) }
  }

  /// The index of the next candidate. There must be one.
  mutating func pick() -> Int {
    let turn = turns[0]
    if turn.due > dueMax { moveBack(by: turn.due) }
    turns[0].due += turn.stride
    sinkFirst()
    return turn.candidate
  }

  private mutating func moveBack(by amount: Int64) {
    for index in turns.indices { turns[index].due -= amount }
  }

  private mutating func sinkFirst() {
    var parent = 0
    let sinking = turns[0]
    while true {
      var child = 2 * parent + 1
      if child >= turns.count { break }
      if child + 1 < turns.count, turns[child + 1].isBefore(turns[child]) { child += 1 }
      if !turns[child].isBefore(sinking) { break }
      turns[parent] = turns[child]
      parent = child
    }
    turns[parent] = sinking
  }
}
