/// A pool as a value: which members there are, how they stand, who gets the next call. Told what happens, it says what
/// is to be done; it has no clock, no threads and no channels.
struct PoolStateMachine<Member: Sendable>: Sendable {
  enum Connection: Sendable, Equatable {
    case idle
    case connecting
    case ready(sinceNanoseconds: Int64)
    /// Not to be connected to for now: the channel says so, or, with a time, the pool itself.
    case resting(reason: String, untilNanoseconds: Int64?)
  }

  struct Slot: Sendable {
    var member: Member
    var address: PoolAddress
    var generation: Int
    var connection = Connection.idle
    var backoff: Backoff
    /// Nil while the member has said nothing since it is connected.
    var health: MemberHealth?
    var healthWatch = 0
    /// Left the list; waits for its calls to end, until then at the latest.
    var drainEndNanoseconds: Int64?
  }

  /// What every call touches of a slot, apart from the rest: reading a large entry of a table copies it.
  struct HotSlot: Sendable {
    /// Nil when the slot is free.
    var member: Member?
    var generation = 0
    var isDraining = false
    var pickCount = 0
  }

  let settings: PoolSettings
  var random: SeedableRandom
  /// Members by slot; nil = free.
  var slots: [Slot?] = []
  var hotSlots: [HotSlot] = []
  var callsInFlight: [Int] = []
  /// Slots of the listed members, in the list's order.
  var order: [Int] = []
  var outliers: OutlierDetector?
  /// Slots of the members that can take calls.
  var candidates: [Int] = []
  var candidateWeights: [Int] = []
  var picker: PoolPicker
  var firstPicker = FirstPicker()
  /// True once connections are wanted.
  var isActive: Bool
  var isClosed = false
  private var hasList = false
  private var addressesFailure: String?
  private var generationCount = 0

  /// - Parameter connectsAtOnce: whether connections are made before the first call asks for one.
  init(_ settings: PoolSettings, connectsAtOnce: Bool, nowNanoseconds: Int64) {
    self.settings = settings
    isActive = connectsAtOnce
    random = SeedableRandom(seed: settings.seed)
    picker = PoolPicker(settings.policy)
    outliers = settings.outlierEjection.map { OutlierDetector($0, nowNanoseconds: nowNanoseconds) }
  }

  // MARK: The list

  /// The addresses of a list that have no member yet.
  func newAddresses(in list: [PoolAddress]) -> [PoolAddress] {
    var known = Set(order.compactMap { slots[$0]?.address.endpoint })
    return used(list).filter { known.insert($0.endpoint).inserted }
  }

  /// The part of a list that is used.
  private func used(_ list: [PoolAddress]) -> ArraySlice<PoolAddress> { list.prefix(settings.membersMax) }

  /// Takes a list; `added` has a member for each of its new addresses.
  mutating func setAddresses(
    _ list: [PoolAddress],
    added: [String: Member],
    nowNanoseconds: Int64
  ) -> [PoolAction<Member>] {
    if isClosed { return added.values.map { .close($0) } }
    if list.isEmpty { return addressesFailed(reason: "the list of addresses is empty") }
    hasList = true
    addressesFailure = nil
    var actions: [PoolAction<Member>] = []
    if list.count > settings.membersMax {
      actions.append(.log(.tooManyAddresses(count: list.count, used: settings.membersMax)))
    }
    var slotOfEndpoint: [String: Int] = [:]
    for slot in order {
      if let endpoint = slots[slot]?.address.endpoint { slotOfEndpoint[endpoint] = slot }
    }
    let before = order
    order = []
    var addedCount = 0
    for address in used(list) {
      if let slot = slotOfEndpoint[address.endpoint] {
        if order.contains(slot) { continue }
        slots[slot]?.address = address
        order.append(slot)
      } else if let member = added[address.endpoint] {
        let slot = add(member, address)
        slotOfEndpoint[address.endpoint] = slot
        order.append(slot)
        addedCount += 1
        actions.append(.observe(member, token(slot)))
      }
    }
    let left = before.filter { !order.contains($0) }
    for slot in left { beginDrain(slot, nowNanoseconds, &actions) }
    actions.append(.log(.membersChanged(added: addedCount, left: left.count, total: order.count)))
    settle(&actions)
    return actions
  }

  /// The resolver could not tell a list. Members stay.
  mutating func addressesFailed(reason: String) -> [PoolAction<Member>] {
    if isClosed { return [] }
    addressesFailure = reason
    return [.log(.addressesFailed(reason: reason))]
  }

  private mutating func add(_ member: Member, _ address: PoolAddress) -> Int {
    generationCount += 1
    let new = Slot(member: member, address: address, generation: generationCount, backoff: settings.backoff)
    let slot = slots.firstIndex { $0 == nil } ?? slots.count
    if slot == slots.count {
      slots.append(new)
      hotSlots.append(HotSlot())
      callsInFlight.append(0)
    } else {
      slots[slot] = new
    }
    hotSlots[slot] = HotSlot(member: member, generation: generationCount)
    outliers?.add(slot: slot)
    return slot
  }

  private mutating func beginDrain(_ slot: Int, _ now: Int64, _ actions: inout [PoolAction<Member>]) {
    guard let member = slots[slot]?.member else { return }
    actions.append(.stopWatchingHealth(member))
    outliers?.remove(slot: slot)
    slots[slot]?.drainEndNanoseconds = now + settings.drainNanoseconds
    hotSlots[slot].isDraining = true
    if callsInFlight[slot] == 0 { free(slot, &actions) }
  }

  mutating func free(_ slot: Int, _ actions: inout [PoolAction<Member>]) {
    guard let member = slots[slot]?.member else { return }
    actions.append(.close(member))
    slots[slot] = nil
    hotSlots[slot] = HotSlot()
    callsInFlight[slot] = 0
  }

  // MARK: Reading

  func token(_ slot: Int) -> MemberToken { MemberToken(slot: slot, generation: hotSlots[slot].generation) }

  /// The slot of a member that is still there.
  func slot(of token: MemberToken) -> Int? {
    token.slot < slots.count && slots[token.slot]?.generation == token.generation ? token.slot : nil
  }

  /// Why no call can be made now; nil when one may be possible soon.
  var obstacle: String? {
    if isClosed { return "the channel was closed" }
    guard hasList else { return addressesFailure }
    var reasons: [String] = []
    for slot in order {
      guard let entry = slots[slot] else { continue }
      switch (entry.connection, entry.health) {
      case (.idle, _), (.connecting, _): return nil
      case (.ready, .notServing(let reason)): reasons.append("\(entry.address.endpoint) is not serving: \(reason)")
      case (.ready, _): return nil
      case (.resting(let reason, _), _): reasons.append(reason)
      }
    }
    // All have much the same to say, and there may be many.
    let first = reasons.first ?? "there are no members"
    return reasons.count < 2 ? first : "\(first) (and \(reasons.count - 1) more addresses)"
  }

  /// How the members stand, in the list's order, those that left last.
  var snapshot: [PoolMemberState] {
    let leaving = slots.indices.filter { slots[$0]?.drainEndNanoseconds != nil }
    return (order + leaving).compactMap { slot in
      guard let entry = slots[slot] else { return nil }
      let connectivity: Connectivity =
        switch entry.connection {
        case .idle: .idle
        case .connecting: .connecting
        case .ready: .ready
        case .resting(let reason, _): .resting(reason: reason)
        }
      return PoolMemberState(
        address: entry.address,
        connectivity: connectivity,
        health: entry.health,
        isEjected: entry.drainEndNanoseconds == nil && outliers?.isEjected(slot: slot) == true,
        isLeaving: entry.drainEndNanoseconds != nil,
        callsInFlight: callsInFlight[slot],
        callCount: hotSlots[slot].pickCount
      )
    }
  }

  /// Everything ends.
  mutating func close() -> [PoolAction<Member>] {
    if isClosed { return [] }
    isClosed = true
    candidates = []
    order = []
    return slots.compactMap { $0 }.flatMap { [.stopWatchingHealth($0.member), .close($0.member)] }
  }
}
