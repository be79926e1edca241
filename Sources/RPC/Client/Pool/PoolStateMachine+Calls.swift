// Who gets a call, and what its end says.

extension PoolStateMachine {
  /// A pick that meets only members which were tried before is repeated this often before it is taken.
  private static var detoursMax: Int { 3 }

  /// A member for a call.
  /// - Parameter trail: members that should not get it, if there is another.
  /// - Returns: what else is to be done, which is nothing unless it is the first call.
  mutating func pick(avoiding trail: AttemptTrail?) -> (PoolPick<Member>, [PoolAction<Member>]) {
    if candidates.isEmpty { return pickNone() }
    var slot = candidates[picker.pick(slots: candidates, callsInFlight: callsInFlight, random: &random)]
    if let trail {
      if candidates.count > 1 { slot = detour(from: slot, trail) }
      trail.append(token(slot))
    }
    guard let member = hotSlots[slot].member else { return pickNone() }
    hotSlots[slot].pickCount &+= 1
    callsInFlight[slot] += 1
    return (.member(member, token(slot)), [])
  }

  private mutating func detour(from slot: Int, _ trail: AttemptTrail) -> Int {
    var slot = slot
    for _ in 0..<Self.detoursMax where trail.contains(token(slot)) {
      slot = candidates[picker.pick(slots: candidates, callsInFlight: callsInFlight, random: &random)]
    }
    if !trail.contains(token(slot)) { return slot }
    return candidates.first { !trail.contains(token($0)) } ?? slot
  }

  private mutating func pickNone() -> (PoolPick<Member>, [PoolAction<Member>]) {
    var actions: [PoolAction<Member>] = []
    if !isActive && !isClosed {
      isActive = true
      settle(&actions)
    }
    return (obstacle.map { .none(reason: $0) } ?? .wait, actions)
  }

  /// A call has ended well, or says nothing of its member: the common case, and the cheap one.
  /// - Returns: false when something else has to be done: `callEnded` does it.
  mutating func noteEnd(_ token: MemberToken, isSuccess: Bool) -> Bool {
    guard hotSlots[token.slot].generation == token.generation, !hotSlots[token.slot].isDraining else { return false }
    callsInFlight[token.slot] -= 1
    if isSuccess { outliers?.noteSuccess(slot: token.slot) }
    return true
  }

  /// A call has ended.
  mutating func callEnded(
    _ token: MemberToken,
    _ outcome: MemberVerdict,
    nowNanoseconds: Int64
  ) -> [PoolAction<Member>] {
    guard let slot = slot(of: token) else { return [] }
    callsInFlight[slot] -= 1
    var actions: [PoolAction<Member>] = []
    if slots[slot]?.drainEndNanoseconds != nil {
      if callsInFlight[slot] == 0 { free(slot, &actions) }
      return actions
    }
    switch outcome {
    case .neutral: break
    case .success: outliers?.noteSuccess(slot: slot)
    case .failure:
      if let change = outliers?.noteFailure(slot: slot, nowNanoseconds: nowNanoseconds) {
        apply([change], &actions)
        settle(&actions)
      }
    }
    return actions
  }

  func apply(_ changes: [OutlierChange], _ actions: inout [PoolAction<Member>]) {
    for change in changes {
      switch change {
      case .ejected(let slot, let reason):
        guard let endpoint = slots[slot]?.address.endpoint else { continue }
        actions.append(.log(.memberEjected(endpoint: endpoint, reason: reason)))
      case .returned(let slot):
        guard let endpoint = slots[slot]?.address.endpoint else { continue }
        actions.append(.log(.memberReturned(endpoint: endpoint)))
      }
    }
  }
}
