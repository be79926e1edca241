import RPC

/// The processes that offer one service, as a value: which there are, how they stand, who gets the next call. Told what
/// happens and when, it says what is to be done; it has no clock, no threads and no channels.
struct UpstreamTable: Sendable {
  struct Entry: Sendable {
    let address: String
    /// Its share of the calls, compared with the others' (a file of addresses may give one).
    var weight: Int
    var connectivity = Connectivity.idle
    var readySinceNanoseconds: Int64 = 0
    /// The last attempt to connect failed.
    var isFailing = false
    /// Nil until it was asked.
    var health: MemberHealth?
    var nextCheckNanoseconds: Int64 = 0
    var isBeingChecked = false
    var ejectionReason = ""
  }

  /// How good a choice a process is: the best that there are get the calls, and only when there are none others.
  enum Standing: Int, Comparable, Sendable {
    /// Connected, serving, not ejected.
    case usable
    /// Not connected to yet, and nothing known against it.
    case fresh
    /// Connected, but not serving, or ejected.
    case doubtful
    /// It could not be connected to, and is being tried again.
    case failing
    /// It could not be connected to, and is left alone for a moment.
    case resting

    static func < (one: Standing, other: Standing) -> Bool { one.rawValue < other.rawValue }
  }

  let service: String
  var settings: UpstreamSettings
  var entries: [Entry?] = []
  /// What every call looks at, by slot, so that no entry is copied for it: who has the slot (0: nobody); of one that
  /// has left the list, until when it waits for its calls to end; its calls.
  private(set) var generations: [Int] = []
  private(set) var leaveEndsNanoseconds: [Int64?] = []
  private(set) var callsInFlight: [Int] = []
  /// Slots of the listed processes, in the list's order.
  private(set) var order: [Int] = []
  /// Addresses that get no new calls, also when they leave the list and come back.
  private(set) var drained: Set<String> = []
  private var outliers: OutlierDetector
  private var picker = LeastRequestPicker()
  private var random: SeedableRandom
  /// Slots of the best processes there are.
  private var candidates: [Int] = []
  private var candidateWeights: [Int] = []
  private var generationCount = 0
  private var addressesFailure: String?

  init(service: String, settings: UpstreamSettings, nowNanoseconds: Int64) {
    self.service = service
    self.settings = settings
    random = SeedableRandom(seed: settings.seed)
    outliers = OutlierDetector(settings.ejection, nowNanoseconds: nowNanoseconds)
  }

  // MARK: The list

  /// The addresses that have no process in the table yet, each named with the place it gets.
  mutating func setAddresses(
    _ list: [PoolAddress],
    nowNanoseconds now: Int64
  ) -> (added: [(address: String, token: UpstreamToken)], actions: [UpstreamAction]) {
    addressesFailure = nil
    let list = list.prefix(settings.membersMax)
    var slotOfAddress: [String: Int] = [:]
    for slot in order { if let entry = entries[slot] { slotOfAddress[entry.address] = slot } }
    let before = order
    order = []
    var added: [(address: String, token: UpstreamToken)] = []
    for listed in list {
      let address = listed.endpoint
      if let slot = slotOfAddress[address] {
        if order.contains(slot) { continue }
        entries[slot]?.weight = listed.weight
        order.append(slot)
      } else {
        let slot = add(listed)
        slotOfAddress[address] = slot
        order.append(slot)
        added.append((address, token(slot)))
      }
    }
    var actions: [UpstreamAction] = []
    for slot in before where !order.contains(slot) {
      guard let entry = entries[slot] else { continue }
      outliers.remove(slot: slot)
      leaveEndsNanoseconds[slot] = now + settings.leaveMilliseconds * 1_000_000
      actions.append(.log("an address is no longer listed", address: entry.address))
      if callsInFlight[slot] == 0 { free(slot, &actions) }
    }
    // Those that there were may have been alone until now, and not connected to.
    settle()
    connectIdle(&actions)
    return (added, actions)
  }

  mutating func addressesFailed(_ reason: String) {
    addressesFailure = reason
  }

  private mutating func add(_ address: PoolAddress) -> Int {
    generationCount += 1
    let entry = Entry(address: address.endpoint, weight: address.weight)
    let slot = entries.firstIndex { $0 == nil } ?? entries.count
    if slot == entries.count {
      entries.append(entry)
      generations.append(generationCount)
      leaveEndsNanoseconds.append(nil)
      callsInFlight.append(0)
    } else {
      entries[slot] = entry
      generations[slot] = generationCount
      leaveEndsNanoseconds[slot] = nil
    }
    outliers.add(slot: slot)
    return slot
  }

  private mutating func free(_ slot: Int, _ actions: inout [UpstreamAction]) {
    actions.append(.close(token(slot)))
    entries[slot] = nil
    generations[slot] = 0
    callsInFlight[slot] = 0
  }

  private func token(_ slot: Int) -> UpstreamToken {
    UpstreamToken(slot: slot, generation: generations[slot])
  }

  private func isThere(_ token: UpstreamToken) -> Bool {
    token.slot < generations.count && generations[token.slot] == token.generation && token.generation > 0
  }

  /// With one process there is nothing to choose: it is neither kept connected nor asked how it is; it gets every call.
  var isAlone: Bool { order.count < 2 }

  // MARK: Calls

  /// Most calls in flight that those which get calls may have together.
  var callsMax: Int { max(1, candidates.count) * settings.callsMax }

  /// A process for a call, which then counts as in flight there.
  /// - Parameter avoided: one that must not get it.
  mutating func pick(avoiding avoided: UpstreamToken? = nil) -> UpstreamPick {
    if avoided == nil, candidates.count == 1 {
      let slot = candidates[0]
      if callsInFlight[slot] >= settings.callsMax { return .full }
      callsInFlight[slot] += 1
      return .member(token(slot))
    }
    var best = candidates
    if let avoided, isThere(avoided) { best = bestSlots { $0 != avoided.slot } }
    guard !best.isEmpty else { return .none(obstacle) }
    var slot = choose(best)
    if callsInFlight[slot] >= settings.callsMax {
      // Chance may have shown two that are full.
      guard let free = best.min(by: { callsInFlight[$0] < callsInFlight[$1] }), callsInFlight[free] < settings.callsMax
      else { return .full }
      slot = free
    }
    callsInFlight[slot] += 1
    return .member(token(slot))
  }

  private mutating func choose(_ slots: [Int]) -> Int {
    if slots.count == 1 { return slots[0] }
    if slots != candidates {
      var other = LeastRequestPicker()
      other.setCandidates(weights: weights(slots))
      return slots[other.pick(slots: slots, callsInFlight: callsInFlight, random: &random)]
    }
    return slots[picker.pick(slots: slots, callsInFlight: callsInFlight, random: &random)]
  }

  /// A call has ended.
  mutating func ended(_ token: UpstreamToken, _ end: RelayEnd, nowNanoseconds now: Int64) -> [UpstreamAction] {
    guard isThere(token) else { return [] }
    callsInFlight[token.slot] -= 1
    var actions: [UpstreamAction] = []
    if leaveEndsNanoseconds[token.slot] != nil {
      if callsInFlight[token.slot] == 0 { free(token.slot, &actions) }
      return actions
    }
    switch end {
    case .answered, .overloaded: outliers.noteSuccess(slot: token.slot)
    case .lost, .overdue: noteFailure(token.slot, now, &actions)
    case .neutral: break
    }
    return actions
  }

  private mutating func noteFailure(_ slot: Int, _ now: Int64, _ actions: inout [UpstreamAction]) {
    guard let change = outliers.noteFailure(slot: slot, nowNanoseconds: now) else { return }
    apply(change, &actions)
    settle()
  }

  private mutating func apply(_ change: OutlierChange, _ actions: inout [UpstreamAction]) {
    switch change {
    case .ejected(let slot, let reason):
      entries[slot]?.ejectionReason = reason
      actions.append(.log("gets no calls for a while: \(reason)", address: entries[slot]?.address ?? ""))
    case .returned(let slot):
      entries[slot]?.ejectionReason = ""
      actions.append(.log("may get calls again", address: entries[slot]?.address ?? ""))
    }
  }

  // MARK: What happens to processes

  /// The channel to a process tells how it stands.
  mutating func connectivityChanged(
    _ token: UpstreamToken,
    _ connectivity: Connectivity,
    nowNanoseconds now: Int64
  ) -> [UpstreamAction] {
    guard isThere(token), let before = entries[token.slot], leaveEndsNanoseconds[token.slot] == nil else { return [] }
    let slot = token.slot
    var actions: [UpstreamAction] = []
    entries[slot]?.connectivity = connectivity
    switch connectivity {
    case .ready:
      entries[slot]?.isFailing = false
      entries[slot]?.health = nil
      if before.connectivity != .ready { entries[slot]?.readySinceNanoseconds = now }
      if !isAlone { beginCheck(slot, now, &actions) }
    case .resting(let reason):
      if !before.isFailing { actions.append(.log("cannot be reached: \(reason)", address: before.address)) }
      entries[slot]?.isFailing = true
      noteFailure(slot, now, &actions)
      // It is made when the rest is over.
      if !isAlone { actions.append(.connect(token)) }
    case .idle:
      let lasted = before.connectivity == .ready && now - before.readySinceNanoseconds >= stableNanoseconds
      if !isAlone && lasted { actions.append(.connect(token)) }
    case .connecting, .closed:
      break
    }
    settle()
    return actions
  }

  private var stableNanoseconds: Int64 { settings.stableMilliseconds * 1_000_000 }

  /// A process has said how it is, or has not answered.
  mutating func checked(_ token: UpstreamToken, _ health: MemberHealth) -> [UpstreamAction] {
    guard isThere(token), let entry = entries[token.slot] else { return [] }
    entries[token.slot]?.isBeingChecked = false
    guard entry.connectivity == .ready, entry.health != health else { return [] }
    entries[token.slot]?.health = health
    settle()
    switch (entry.health, health) {
    case (_, .notServing(let reason)): return [.log("is not serving: \(reason)", address: entry.address)]
    case (.notServing, .serving): return [.log("is serving again", address: entry.address)]
    default: return []
    }
  }

  private mutating func beginCheck(_ slot: Int, _ now: Int64, _ actions: inout [UpstreamAction]) {
    entries[slot]?.nextCheckNanoseconds = now + settings.checkMilliseconds * 1_000_000
    if entries[slot]?.isBeingChecked == true { return }
    entries[slot]?.isBeingChecked = true
    actions.append(.check(token(slot)))
  }

  /// Does what is due.
  mutating func timePassed(nowNanoseconds now: Int64) -> [UpstreamAction] {
    var actions: [UpstreamAction] = []
    for change in outliers.timePassed(nowNanoseconds: now) { apply(change, &actions) }
    for slot in entries.indices {
      guard let entry = entries[slot] else { continue }
      if let end = leaveEndsNanoseconds[slot] {
        if end <= now { free(slot, &actions) }
      } else if !isAlone, entry.connectivity == .ready, entry.nextCheckNanoseconds <= now {
        beginCheck(slot, now, &actions)
      }
    }
    connectIdle(&actions)
    settle()
    return actions
  }

  private func connectIdle(_ actions: inout [UpstreamAction]) {
    if isAlone { return }
    for slot in order where entries[slot]?.connectivity == .idle { actions.append(.connect(token(slot))) }
  }

  /// An operator wants a process to get no new calls, or to get them again.
  /// - Returns: false when no process has the address.
  mutating func setDrained(_ isDrained: Bool, address: String) -> Bool {
    let isKnown = order.contains { entries[$0]?.address == address }
    guard isKnown || (!isDrained && drained.contains(address)) else { return false }
    if isDrained { drained.insert(address) } else { drained.remove(address) }
    settle()
    return true
  }

  // MARK: After each change

  private mutating func settle() {
    let best = bestSlots { _ in true }
    let weights = weights(best)
    if best == candidates && weights == candidateWeights { return }
    candidates = best
    candidateWeights = weights
    picker.setCandidates(weights: weights)
  }

  private func weights(_ slots: [Int]) -> [Int] { slots.map { entries[$0]?.weight ?? 1 } }

  private func bestSlots(where isAllowed: (Int) -> Bool) -> [Int] {
    let allowed = order.compactMap { slot -> (slot: Int, standing: Standing)? in
      guard isAllowed(slot), let entry = entries[slot], !drained.contains(entry.address) else { return nil }
      return (slot, standing(slot, entry))
    }
    guard let best = allowed.map(\.standing).min() else { return [] }
    return allowed.filter { $0.standing == best }.map(\.slot)
  }

  func standing(_ slot: Int, _ entry: Entry) -> Standing {
    switch entry.connectivity {
    case .ready:
      if case .notServing = entry.health { return .doubtful }
      return outliers.isEjected(slot: slot) ? .doubtful : .usable
    case .idle, .connecting: return entry.isFailing ? .failing : .fresh
    case .resting, .closed: return .resting
    }
  }

  func isEjected(slot: Int) -> Bool { outliers.isEjected(slot: slot) }

  /// Why no process can get a call.
  private var obstacle: String {
    if order.isEmpty { return addressesFailure ?? "no address of \(service) is known yet" }
    return "every address of \(service) is drained"
  }

  /// Why there is no process at all.
  var emptyReason: String { addressesFailure ?? "no address of \(service) is known yet" }
}
