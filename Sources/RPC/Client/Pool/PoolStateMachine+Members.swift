// How members stand: connections, health, and the passing of time.

extension PoolStateMachine {
  // MARK: Connections

  /// The channel of a member tells how it stands.
  mutating func connectivityChanged(
    _ token: MemberToken,
    _ connectivity: Connectivity,
    nowNanoseconds: Int64
  ) -> [PoolAction<Member>] {
    guard !isClosed, let slot = slot(of: token), slots[slot]?.drainEndNanoseconds == nil, let entry = slots[slot]
    else { return [] }
    var actions: [PoolAction<Member>] = []
    if case .ready = entry.connection, connectivity != .ready { stopHealth(slot, &actions) }
    switch connectivity {
    case .idle:
      leaveIdle(slot, entry, nowNanoseconds, &actions)
    case .connecting:
      slots[slot]?.connection = .connecting
    case .ready:
      if case .ready = entry.connection { break }
      slots[slot]?.connection = .ready(sinceNanoseconds: nowNanoseconds)
      actions.append(.log(.memberIsReady(endpoint: entry.address.endpoint)))
      beginHealth(slot, &actions)
    case .resting(let reason):
      rest(slot, reason: reason, untilNanoseconds: nil, &actions)
    case .closed:
      rest(slot, reason: "the channel to \(entry.address.endpoint) was closed", untilNanoseconds: nil, &actions)
    }
    settle(&actions)
    return actions
  }

  /// There is no connection any more, or none yet. The channel itself would connect again at once; a server that
  /// takes connections and drops them must not be kept busy with that.
  private mutating func leaveIdle(_ slot: Int, _ entry: Slot, _ now: Int64, _ actions: inout [PoolAction<Member>]) {
    switch entry.connection {
    case .ready(let since) where now - since < settings.stableNanoseconds:
      let pause = slots[slot]?.backoff.nextPauseNanoseconds(random: random.fraction()) ?? 0
      let reason = "the connection to \(entry.address.endpoint) did not last"
      rest(slot, reason: reason, untilNanoseconds: now + pause, &actions)
    case .resting(_, .some):
      // Told again, or late: the pause goes on.
      break
    case .ready:
      slots[slot]?.backoff.reset()
      slots[slot]?.connection = .idle
    case .idle, .connecting, .resting:
      slots[slot]?.connection = .idle
    }
  }

  private mutating func rest(
    _ slot: Int,
    reason: String,
    untilNanoseconds: Int64?,
    _ actions: inout [PoolAction<Member>]
  ) {
    slots[slot]?.connection = .resting(reason: reason, untilNanoseconds: untilNanoseconds)
    if let endpoint = slots[slot]?.address.endpoint {
      actions.append(.log(.memberRests(endpoint: endpoint, reason: reason)))
    }
    // The address may be out of date.
    actions.append(.refreshAddresses)
  }

  // MARK: Health

  private mutating func beginHealth(_ slot: Int, _ actions: inout [PoolAction<Member>]) {
    guard let member = slots[slot]?.member else { return }
    guard settings.watchesHealth else {
      slots[slot]?.health = .serving
      return
    }
    slots[slot]?.healthWatch += 1
    actions.append(.watchHealth(member, token(slot), watch: slots[slot]?.healthWatch ?? 0))
  }

  private mutating func stopHealth(_ slot: Int, _ actions: inout [PoolAction<Member>]) {
    guard let member = slots[slot]?.member else { return }
    slots[slot]?.health = nil
    slots[slot]?.healthWatch += 1
    if settings.watchesHealth { actions.append(.stopWatchingHealth(member)) }
  }

  /// A member tells how it is; `watch` is the number that its watch was begun with.
  mutating func healthChanged(_ token: MemberToken, watch: Int, _ health: MemberHealth) -> [PoolAction<Member>] {
    guard !isClosed, let slot = slot(of: token), slots[slot]?.healthWatch == watch, slots[slot]?.health != health,
      let endpoint = slots[slot]?.address.endpoint
    else { return [] }
    slots[slot]?.health = health
    var actions: [PoolAction<Member>] = []
    if case .notServing(let reason) = health {
      actions.append(.log(.memberIsNotServing(endpoint: endpoint, reason: reason)))
    }
    settle(&actions)
    return actions
  }

  // MARK: Time

  /// When `timePassed` has something to do next; nil = never.
  var nextTimerNanoseconds: Int64? {
    if isClosed { return nil }
    var next = outliers?.nextTimerNanoseconds ?? .max
    for case .some(let slot) in slots {
      if let end = slot.drainEndNanoseconds { next = min(next, end) }
      if case .resting(_, .some(let until)) = slot.connection { next = min(next, until) }
    }
    return next == .max ? nil : next
  }

  /// Does what is due.
  mutating func timePassed(nowNanoseconds: Int64) -> [PoolAction<Member>] {
    if isClosed { return [] }
    var actions: [PoolAction<Member>] = []
    for slot in slots.indices {
      guard let entry = slots[slot] else { continue }
      if let end = entry.drainEndNanoseconds, end <= nowNanoseconds {
        let event = PoolEvent.drainCutShort(endpoint: entry.address.endpoint, callCount: callsInFlight[slot])
        actions.append(.log(event))
        free(slot, &actions)
      } else if case .resting(_, .some(let until)) = entry.connection, until <= nowNanoseconds {
        slots[slot]?.connection = .idle
      }
    }
    if let changes = outliers?.timePassed(nowNanoseconds: nowNanoseconds) { apply(changes, &actions) }
    settle(&actions)
    return actions
  }

  // MARK: After each change

  /// Finds anew who can take calls, and who is to be connected to.
  mutating func settle(_ actions: inout [PoolAction<Member>]) {
    let serving = order.filter(isServing)
    let usable = serving.filter { outliers?.isEjected(slot: $0) != true }
    // When no other is left, a member that answers badly is better than none.
    var found = usable.isEmpty ? serving : usable
    var wanted = order
    if settings.policy == .pickFirst {
      let usableSet = Set(usable)
      let choice = firstPicker.choose(order.map { ($0, standing($0, isUsable: usableSet.contains($0))) })
      found = (choice.chosen ?? found.first).map { [$0] } ?? []
      wanted = choice.connects.map { [$0] } ?? []
    }
    if isActive {
      for slot in wanted {
        guard slots[slot]?.connection == .idle, let member = slots[slot]?.member else { continue }
        slots[slot]?.connection = .connecting
        actions.append(.connect(member))
      }
    }
    let weights = found.map { slots[$0]?.address.weight ?? 1 }
    if found == candidates && weights == candidateWeights { return }
    candidates = found
    candidateWeights = weights
    picker.setCandidates(weights: weights, random: &random)
  }

  private func isServing(_ slot: Int) -> Bool {
    guard let entry = slots[slot], case .ready = entry.connection else { return false }
    return entry.health == .serving
  }

  private func standing(_ slot: Int, isUsable: Bool) -> FirstPicker.Standing {
    guard let entry = slots[slot] else { return .unusable }
    if isUsable { return .usable }
    switch entry.connection {
    case .idle: return .idle
    case .connecting: return .pending
    case .ready: return entry.health == nil ? .pending : .unusable
    case .resting: return .unusable
    }
  }
}
