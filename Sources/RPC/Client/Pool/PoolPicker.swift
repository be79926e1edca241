/// Picks among the members that can take calls, as the policy says.
enum PoolPicker: Sendable {
  /// There is one candidate at most, chosen by `FirstPicker`.
  case only
  case roundRobin(RoundRobinPicker)
  case leastRequest(LeastRequestPicker)
  case weighted(WeightedPicker)

  init(_ policy: PickPolicy) {
    self =
      switch policy {
      case .pickFirst: .only
      case .roundRobin: .roundRobin(RoundRobinPicker())
      case .leastRequest: .leastRequest(LeastRequestPicker())
      case .weighted: .weighted(WeightedPicker())
      }
  }

  /// The candidates have changed.
  mutating func setCandidates(weights: [Int], random: inout SeedableRandom) {
    switch self {
    case .only:
      break
    case .roundRobin(var picker):
      picker.setCandidates(count: weights.count, random: &random)
      self = .roundRobin(picker)
    case .leastRequest(var picker):
      picker.setCandidates(weights: weights)
      self = .leastRequest(picker)
    case .weighted(var picker):
      picker.setCandidates(weights: weights, random: &random)
      self = .weighted(picker)
    }
  }

  /// The index of the picked candidate, of which there must be one.
  mutating func pick(slots: [Int], callsInFlight: [Int], random: inout SeedableRandom) -> Int {
    switch self {
    case .only:
      return 0
    case .roundRobin(var picker):
      let picked = picker.pick()
      self = .roundRobin(picker)
      return picked
    case .leastRequest(let picker):
      return picker.pick(slots: slots, callsInFlight: callsInFlight, random: &random)
    case .weighted(var picker):
      // Taken out while it changes: a second reference would copy its heap at every pick.
      self = .only
      let picked = picker.pick()
      self = .weighted(picker)
      return picked
    }
  }
}
