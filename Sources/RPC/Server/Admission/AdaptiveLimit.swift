/// How many calls may run at once, found out while they run. A value; it is told the time.
///
/// After Envoy's gradient controller: latency without load is known, and the limit moves by the ratio of the latency
/// that is tolerated to the one that is seen, plus a headroom of its square root, which makes it try for more:
///
///     limit = limit × (tolerance × unloaded latency ÷ median latency) + √limit
///
/// So a server with room for c calls at once settles a little above tolerance × c, and its calls take little more than
/// tolerance × their time without load. Different from Envoy's:
/// - The limit rises only while it is used, and falls from what really ran: a rest teaches it nothing.
/// - Latencies below a floor are no overload: they come from bursts read at once, and from noise.
/// - A slow moment out of a calm is none either: a disk that stops for a moment makes every call wait that commits.
/// - Latency without load is measured after brpc's manner, by halving the limit, and again as long as latency falls
///   with it: that the server still had a queue. A measurement so costs little throughput, and never goes below the
///   least limit. Between measurements what is seen by chance may lower the value, by steps.
struct AdaptiveLimit: Sendable {
  /// Other phases than `steady` know how many calls ended in a second before the limit fell.
  enum Phase: Hashable, Sendable {
    case steady
    /// The limit fell; what ran or waited before still does, and says nothing about the new limit. Ends at the time
    /// given, which is known once no more calls run than the limit allows. Then latency is measured, or checked.
    case settling(callsPerSecond: Double, untilNanoseconds: Int64?, measures: Bool)
    /// Latencies at the lowered limit are gathered.
    case measuring(callsPerSecond: Double)
    /// The same, after the limit fell because latency was too high: was that the number of calls?
    case checking(callsPerSecond: Double)
  }

  static let gradientRange = 0.1...2.0
  /// Windows in a row at the least limit, with too much latency, after which latency without load is measured anew: the
  /// service itself has become slower.
  private static let windowsAtLeastMax = 5
  /// Windows that make a calm.
  private static let calmWindowsMin = 20
  /// Slow windows after a calm that do not lower the limit.
  private static let forgivableWindowsMax = 2
  /// Longest window. With too few calls in it, nothing is learnt.
  private static let windowNanosecondsMax: Int64 = 5_000_000_000
  /// Longest time that settling may take.
  private static let settlingNanosecondsMax: Int64 = 20_000_000_000
  /// Of many calls in a window each is counted up to this many, then one in `sampleStride`.
  private static let denseSampleCount = 256
  private static let sampleStride = 16

  let parameters: AdaptiveLimitParameters
  /// Calls that may run now.
  private(set) var limit: Int
  /// Median latency without load; nil until it is known.
  private(set) var unloadedNanoseconds: Int64?
  /// Median latency of the last window; nil before the first.
  private(set) var latencyNanoseconds: Int64?
  private(set) var phase = Phase.steady
  /// Calls that were refused, ever.
  private(set) var refusedCount: UInt64 = 0

  private var window = LatencyWindow()
  private var windowStartNanoseconds: Int64
  private var peakRunningCount = 0
  private var refusedCountBeforeWindow: UInt64 = 0
  /// Refused calls for each that ended, in the last window.
  private var refusedRatio = 0.0
  private var callsUntilSample = 0
  private var endedCount = 0
  private var windowsAtLeast = 0
  /// Windows in a row in which latency was not too high.
  private var calmWindows = 0
  private var forgivableWindows = 0
  /// Whether calls were refused since the last measurement: if not, the limit does not matter yet.
  private var hasRefused = false
  private var isMeasured = false
  private var limitBeforeMeasuring: Int
  private var nextMeasuringNanoseconds: Int64
  private var random: SeedableRandom

  /// - Parameter seed: where jitter comes from.
  init(_ parameters: AdaptiveLimitParameters, seed: UInt64, nowNanoseconds: Int64) {
    let contradictions = parameters.contradictions
    precondition(contradictions.isEmpty, contradictions.joined(separator: "; "))
    self.parameters = parameters
    limit = parameters.limitInitial
    limitBeforeMeasuring = limit
    windowStartNanoseconds = nowNanoseconds
    nextMeasuringNanoseconds = nowNanoseconds
    random = SeedableRandom(seed: seed)
  }

  /// True when another call may run beside `runningCount`.
  func admits(runningCount: Int) -> Bool { runningCount < limit }

  /// Calls that may run beside the limit, so that there is room for who has few (`ServerAdmission`).
  var reserve: Int { max(4, limit / 8) }

  /// True for a call whose latency is wanted: asked once for each that ends, so that of many calls few look at the
  /// clock.
  mutating func wantsSample() -> Bool {
    endedCount += 1
    if window.count < AdaptiveLimit.denseSampleCount { return true }
    callsUntilSample -= 1
    if callsUntilSample > 0 { return false }
    callsUntilSample = AdaptiveLimit.sampleStride
    return true
  }

  /// Takes the latency of a call that has ended.
  /// - Parameter runningCount: calls that ran, this one included.
  mutating func record(latencyNanoseconds latency: Int64, runningCount: Int, nowNanoseconds now: Int64) {
    if case .settling(let callsPerSecond, let until, let measures) = phase {
      return settle(callsPerSecond, until: until, measures: measures, isSmall: runningCount <= limit, now)
    }
    peakRunningCount = max(peakRunningCount, runningCount)
    window.record(latency)
    closeWindowIfDue(now)
  }

  private mutating func settle(
    _ callsPerSecond: Double,
    until: Int64?,
    measures: Bool,
    isSmall: Bool,
    _ now: Int64
  ) {
    if now - windowStartNanoseconds > AdaptiveLimit.settlingNanosecondsMax { return abandonWindow(now) }
    if let until {
      if now < until { return }
      phase = measures ? .measuring(callsPerSecond: callsPerSecond) : .checking(callsPerSecond: callsPerSecond)
      startWindow(now)
    } else if isSmall {
      // What runs now waited behind calls of before: it must be gone as well.
      let wait = min(latencyNanoseconds ?? 0, 2 * toleratedNanoseconds)
      phase = .settling(callsPerSecond: callsPerSecond, untilNanoseconds: now + wait, measures: measures)
    }
  }

  private mutating func closeWindowIfDue(_ now: Int64) {
    let age = now - windowStartNanoseconds
    if age < Int64(parameters.windowMilliseconds) * 1_000_000 { return }
    let isLongest = age >= AdaptiveLimit.windowNanosecondsMax
    guard window.count >= (isLongest ? 8 : parameters.windowSampleCountMin) else {
      // Too little happens to learn from; whatever was tried is undone.
      if isLongest { abandonWindow(now) }
      return
    }
    guard let median = window.percentile(0.5), isLongest || age >= 2 * median else { return }
    latencyNanoseconds = median
    let refused = refusedCount - refusedCountBeforeWindow
    if phase == .steady && refused > 0 { hasRefused = true }
    refusedRatio = Double(refused) / Double(max(1, endedCount))
    let peak = peakRunningCount
    let callsPerSecond = Double(endedCount) * 1e9 / Double(age)
    startWindow(now)
    switch phase {
    case .measuring(let before):
      return finishMeasuring(
        median,
        hadQueue: AdaptiveLimit.hadQueue(callsPerSecond, before: before),
        callsPerSecond,
        now
      )
    case .checking(let before):
      phase = .steady
      if !AdaptiveLimit.hadQueue(callsPerSecond, before: before) { noteTooLow(median) }
    case .steady, .settling:
      break
    }
    move(median, peakRunningCount: peak, callsPerSecond, now)
  }

  private mutating func startWindow(_ now: Int64) {
    window.clear()
    windowStartNanoseconds = now
    peakRunningCount = 0
    callsUntilSample = 0
    endedCount = 0
    refusedCountBeforeWindow = refusedCount
  }

  private mutating func abandonWindow(_ now: Int64) {
    startWindow(now)
    switch phase {
    case .measuring, .settling(_, _, measures: true): endMeasuring(now)
    default: phase = .steady
    }
  }

  // MARK: The limit

  private var floorNanoseconds: Int64 { Int64(parameters.latencyFloorMilliseconds) * 1_000_000 }

  /// Median latency up to which all is well.
  private var toleratedNanoseconds: Int64 {
    let unloaded = unloadedNanoseconds ?? floorNanoseconds
    return Int64(parameters.tolerance * Double(max(unloaded, floorNanoseconds)))
  }

  private mutating func move(_ latency: Int64, peakRunningCount peak: Int, _ callsPerSecond: Double, _ now: Int64) {
    noteUnloaded(latency)
    if isForgiven(latency) { return noteLeast(isTooSlow: true) }
    let isDue = now >= nextMeasuringNanoseconds || windowsAtLeast >= AdaptiveLimit.windowsAtLeastMax
    if isDue && peak <= parameters.limitMin {
      // A measurement would not go lower than this.
      unloadedNanoseconds = latency
      scheduleMeasuring(now)
    } else if isDue && latency > floorNanoseconds && (hasRefused || latency > toleratedNanoseconds) {
      return beginMeasuring(peak, callsPerSecond)
    }
    let gradient = min(
      max(Double(toleratedNanoseconds) / Double(max(1, latency)), AdaptiveLimit.gradientRange.lowerBound),
      AdaptiveLimit.gradientRange.upperBound
    )
    if gradient >= 1 && peak < limit / 2 { return noteLeast(isTooSlow: false) }
    let base = gradient < 1 ? min(limit, max(peak, parameters.limitMin)) : limit
    let target = Double(base) * gradient
    let next = min(max(Int(target + target.squareRoot()), parameters.limitMin), parameters.limitMax)
    if next < limit {
      phase = .settling(callsPerSecond: callsPerSecond, untilNanoseconds: nil, measures: false)
    }
    limit = next
    noteLeast(isTooSlow: gradient < 1)
  }

  /// Slow windows out of the calm, two of them since a moment falls into two, may come from a disk or a machine that
  /// did something else meanwhile, and say little about the number of calls.
  private mutating func isForgiven(_ latency: Int64) -> Bool {
    if latency <= toleratedNanoseconds {
      calmWindows += 1
      if calmWindows >= AdaptiveLimit.calmWindowsMin { forgivableWindows = AdaptiveLimit.forgivableWindowsMax }
      return false
    }
    calmWindows = 0
    if forgivableWindows == 0 { return false }
    forgivableWindows -= 1
    return true
  }

  private mutating func noteLeast(isTooSlow: Bool) {
    windowsAtLeast = isTooSlow && limit == parameters.limitMin ? windowsAtLeast + 1 : 0
  }

  /// Lower latencies than those measured are believed by steps: the median of a few calls is low by chance at times.
  private mutating func noteUnloaded(_ latency: Int64) {
    guard let unloaded = unloadedNanoseconds else {
      unloadedNanoseconds = latency
      return
    }
    if latency < unloaded { unloadedNanoseconds = unloaded - (unloaded - latency) / 5 }
  }

  // MARK: Latency without load

  private mutating func scheduleMeasuring(_ now: Int64) {
    windowsAtLeast = 0
    hasRefused = false
    let interval = Double(parameters.measuringIntervalSeconds)
    let jittered = interval * (1 + parameters.measuringJitter * random.fraction())
    nextMeasuringNanoseconds = now + Int64(jittered * 1_000_000_000)
  }

  private mutating func beginMeasuring(_ peak: Int, _ callsPerSecond: Double) {
    limitBeforeMeasuring = limit
    // The first time nothing is known that could tell a queue from work: the least limit tells.
    limit = isMeasured ? max(parameters.limitMin, min(limit, peak) / 2) : parameters.limitMin
    phase = .settling(callsPerSecond: callsPerSecond, untilNanoseconds: nil, measures: true)
  }

  private mutating func finishMeasuring(_ latency: Int64, hadQueue: Bool, _ callsPerSecond: Double, _ now: Int64) {
    if hadQueue && limit > parameters.limitMin {
      limit = max(parameters.limitMin, limit / 2)
      phase = .settling(callsPerSecond: callsPerSecond, untilNanoseconds: nil, measures: true)
      return
    }
    // At the least limit there may still be a queue: then what is seen there is what has to be tolerated.
    unloadedNanoseconds = hadQueue ? Int64(Double(latency) / parameters.tolerance) : latency
    isMeasured = true
    endMeasuring(now)
  }

  /// A server with a queue answers as many calls as before when fewer may run; one without answers fewer.
  private static func hadQueue(_ callsPerSecond: Double, before: Double) -> Bool {
    callsPerSecond > 0.8 * before
  }

  /// The limit fell, and fewer calls were answered: it was too low, because latency without load is higher than was
  /// believed. By steps: a service that has become slower answers fewer as well, and may have a queue.
  private mutating func noteTooLow(_ latency: Int64) {
    guard let unloaded = unloadedNanoseconds, unloaded < latency else { return }
    unloadedNanoseconds = min(latency, 2 * unloaded)
  }

  private mutating func endMeasuring(_ now: Int64) {
    phase = .steady
    limit = limitBeforeMeasuring
    scheduleMeasuring(now)
  }

  // MARK: Refusals

  /// Counts a call that was refused, and says how long its caller should wait.
  mutating func refuse() -> Duration {
    refusedCount += 1
    return pause()
  }

  /// How long a caller should wait who was refused: about as long as what runs takes, longer the more were refused, and
  /// differently long, so that callers do not come back all at once.
  mutating func pause() -> Duration {
    let base = Double(latencyNanoseconds ?? floorNanoseconds) / 1_000_000
    let jittered = base * (1 + min(refusedRatio, 16)) * (0.5 + random.fraction())
    let range = parameters.retryAfterMilliseconds
    return .milliseconds(Int(min(max(jittered, Double(range.lowerBound)), Double(range.upperBound)).rounded()))
  }
}
