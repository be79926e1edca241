/// Picks, of two candidates chosen at random, the one with fewer calls in flight: nearly as good as knowing the best of
/// all, and without the herds that run to it (Mitzenmacher, "The power of two choices", 2001). The choice at random
/// follows the weights, and calls in flight are compared per weight, so idle members share by weight as well.
package struct LeastRequestPicker: Sendable {
  private var weights: [Int] = []
  /// Sums of the weights up to and including each candidate; empty when all weights are equal.
  private var weightSums: [Int] = []

  package init() {}

  package mutating func setCandidates(weights: [Int]) {
    self.weights = weights
    weightSums = []
    guard Set(weights).count > 1 else { return }
    var sum = 0
    for weight in weights {
      sum += weight
      weightSums.append(sum)
    }
  }

  /// The index of the picked candidate. There must be one.
  /// - Parameters:
  ///   - slots: the candidates' slots.
  ///   - callsInFlight: calls in flight by slot.
  package func pick(slots: [Int], callsInFlight: [Int], random: inout SeedableRandom) -> Int {
    if weights.count < 2 { return 0 }
    let first: Int
    let second: Int
    if let total = weightSums.last {
      first = candidate(atSum: random.below(total))
      // The second comes from the rest: the line of weights without the first one's piece.
      var place = random.below(total - weights[first])
      if place >= weightSums[first] - weights[first] { place += weights[first] }
      second = candidate(atSum: place)
    } else {
      first = random.below(weights.count)
      let other = random.below(weights.count - 1)
      second = other >= first ? other + 1 : other
    }
    let firstLoad = callsInFlight[slots[first]] * weights[second]
    let secondLoad = callsInFlight[slots[second]] * weights[first]
    return firstLoad <= secondLoad ? first : second
  }

  /// The candidate whose piece of the line of weights holds this place.
  private func candidate(atSum place: Int) -> Int {
    var low = 0
    var high = weightSums.count - 1
    while low < high {
      let middle = (low + high) / 2
      if weightSums[middle] > place { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
