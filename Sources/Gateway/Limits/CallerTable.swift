/// The callers that have called lately, as a value: how often each may call what, and what became of its calls. Told
/// who calls and when; it has no clock.
///
/// The table is bounded. A caller that has no calls in flight and has not called for a while makes way for a new one;
/// where nobody does, new callers are counted together.
struct CallerTable: Sendable {
  /// What becomes of a call.
  enum Verdict: Equatable, Sendable {
    /// The caller may make it; it counts as in flight.
    case admitted(caller: Int)
    /// It comes too soon.
    case limited(caller: Int, retryNanoseconds: Int64)
  }

  /// One caller, as it is told.
  struct Row: Equatable, Sendable {
    var key: String
    var callsInFlight: Int
    var limitedCount: UInt64
    var shedCount: UInt64
  }

  /// Most callers that are told apart.
  static let callersMaxDefault = 4_096
  /// The key of those that are not told apart.
  static let othersKey = "others"
  /// How long a caller is remembered at least that does not call, in nanoseconds.
  static let idleNanoseconds: Int64 = 10_000_000_000
  /// How many places are looked at for one that can be given to a new caller.
  private static let placesLookedAt = 64

  private struct Caller: Sendable {
    var key: String
    var callsInFlight = 0
    var lastSeenNanoseconds: Int64 = 0
    var limitedCount: UInt64 = 0
    var shedCount: UInt64 = 0
  }

  /// A limit of one caller, and where it stands.
  private struct Bucket: Sendable {
    var intervalNanoseconds: Int64
    var toleranceNanoseconds: Int64
    /// When the next call would come if calls came evenly (the generic cell rate algorithm of ATM).
    var arrivalNanoseconds: Int64 = 0
  }

  private(set) var limits: CallerLimits
  private let callersMax: Int
  /// The first is for those that are not told apart.
  private var callers: [Caller] = []
  /// For each caller one for each class of methods.
  private var buckets: [Bucket] = []
  private var numberOfKey: [String: Int] = [:]
  private var nextPlace = 1
  /// Who called last, so that one that calls again and again is not looked up.
  private var lastNumber = 0
  private(set) var limitedCount: UInt64 = 0
  private(set) var shedCount: UInt64 = 0

  init(limits: CallerLimits = CallerLimits(), callersMax: Int = callersMaxDefault) {
    self.limits = limits
    self.callersMax = max(1, callersMax)
    add(CallerTable.othersKey)
  }

  /// Callers that are told apart.
  var count: Int { callers.count - 1 }

  /// Limits callers in another way from now on; each begins anew.
  mutating func setLimits(_ limits: CallerLimits) {
    self.limits = limits
    buckets = callers.flatMap { CallerTable.buckets($0.key, limits) }
  }

  /// A call arrives.
  mutating func arrived(_ key: String, methodClass: Int, nowNanoseconds now: Int64) -> Verdict {
    let number = number(of: key, now)
    callers[number].lastSeenNanoseconds = now
    if let wait = wait(number * limits.classNames.count + methodClass, now) {
      callers[number].limitedCount &+= 1
      limitedCount &+= 1
      return .limited(caller: number, retryNanoseconds: wait)
    }
    callers[number].callsInFlight += 1
    return .admitted(caller: number)
  }

  /// How long the caller has to wait; nil when it may call now, which it then does.
  private mutating func wait(_ index: Int, _ now: Int64) -> Int64? {
    let bucket = buckets[index]
    if bucket.intervalNanoseconds == 0 { return nil }
    let arrival = max(bucket.arrivalNanoseconds, now)
    let wait = arrival - bucket.toleranceNanoseconds - now
    if wait > 0 { return wait }
    buckets[index].arrivalNanoseconds = arrival + bucket.intervalNanoseconds
    return nil
  }

  /// A call that was admitted is over.
  mutating func ended(caller: Int) {
    callers[caller].callsInFlight -= 1
  }

  /// A call that was admitted here is refused, because its caller has more than its share.
  mutating func shed(caller: Int) {
    callers[caller].callsInFlight -= 1
    callers[caller].shedCount &+= 1
    shedCount &+= 1
  }

  /// The key of a caller.
  func key(caller: Int) -> String { callers[caller].key }

  /// Those that have calls in flight or had some refused, those with most calls first.
  func rows(max countMax: Int) -> [Row] {
    let shown = callers.filter { $0.callsInFlight > 0 || $0.limitedCount > 0 || $0.shedCount > 0 }
    let sorted = shown.sorted { one, other in
      (one.callsInFlight, one.limitedCount + one.shedCount, other.key)
        > (other.callsInFlight, other.limitedCount + other.shedCount, one.key)
    }
    return sorted.prefix(countMax).map { caller in
      Row(
        key: caller.key,
        callsInFlight: caller.callsInFlight,
        limitedCount: caller.limitedCount,
        shedCount: caller.shedCount
      )
    }
  }

  // MARK: Places

  private mutating func number(of key: String, _ now: Int64) -> Int {
    if callers[lastNumber].key == key { return lastNumber }
    let number = numberOfKey[key] ?? place(for: key, now)
    lastNumber = number
    return number
  }

  private mutating func place(for key: String, _ now: Int64) -> Int {
    if callers.count <= callersMax { return add(key) }
    for _ in 0..<min(CallerTable.placesLookedAt, callersMax) {
      let number = nextPlace
      nextPlace = nextPlace < callersMax ? nextPlace + 1 : 1
      guard isIdle(number, now) else { continue }
      numberOfKey[callers[number].key] = nil
      numberOfKey[key] = number
      callers[number] = Caller(key: key)
      let first = number * limits.classNames.count
      buckets.replaceSubrange(first..<first + limits.classNames.count, with: CallerTable.buckets(key, limits))
      return number
    }
    return 0
  }

  /// Nothing is lost when it is forgotten: it has no calls, and might call at once.
  private func isIdle(_ number: Int, _ now: Int64) -> Bool {
    let caller = callers[number]
    guard caller.callsInFlight == 0, now - caller.lastSeenNanoseconds >= CallerTable.idleNanoseconds else {
      return false
    }
    let first = number * limits.classNames.count
    return buckets[first..<first + limits.classNames.count].allSatisfy { $0.arrivalNanoseconds <= now }
  }

  @discardableResult
  private mutating func add(_ key: String) -> Int {
    callers.append(Caller(key: key))
    buckets += CallerTable.buckets(key, limits)
    numberOfKey[key] = callers.count - 1
    return callers.count - 1
  }

  private static func buckets(_ key: String, _ limits: CallerLimits) -> [Bucket] {
    limits.classNames.indices.map { methodClass in
      let limit = limits.limit(key, methodClass: methodClass)
      return Bucket(
        intervalNanoseconds: limit.intervalNanoseconds,
        toleranceNanoseconds: limit.toleranceNanoseconds
      )
    }
  }
}
