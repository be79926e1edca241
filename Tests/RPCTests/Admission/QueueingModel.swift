import Glibc

@testable import RPC

/// A server as queueing theory sees it: a number of calls are worked on at once, the others wait in the order of their
/// arrival. Callers do not slow down when it does (open loop), and do not wait longer than `patienceSeconds`.
struct QueueingModel {
  /// Something that says whether a call may begin, and hears how long it took.
  protocol Limiter {
    mutating func admits(runningCount: Int) -> Bool
    mutating func ended(latencyNanoseconds: Int64, runningCount: Int, nowNanoseconds: Int64)
    var limit: Int { get }
  }

  /// What happened in one second.
  struct Second {
    var offeredCount = 0
    var refusedCount = 0
    /// Calls that were answered before their caller had given up.
    var goodCount = 0
    var latenciesSeconds: [Double] = []
    var limit = 0
  }

  private struct Running: Comparable {
    let endSeconds: Double
    let arrivalSeconds: Double
    static func < (left: Running, right: Running) -> Bool { left.endSeconds < right.endSeconds }
  }

  /// Calls worked on at once.
  var capacity = 16
  /// Mean time that work on a call takes, exponentially distributed.
  var serviceSeconds: (_ atSeconds: Double) -> Double
  /// Calls a second, as a Poisson process.
  var arrivalsPerSecond: (_ atSeconds: Double) -> Double
  var patienceSeconds = 1.0

  /// Runs the model for a number of seconds; returns what happened in each.
  func run<L: Limiter>(seconds: Int, limiter: inout L, seed: UInt64) -> [Second] {
    var random = SeedableRandom(seed: seed)
    func exponential(_ mean: Double) -> Double {
      var uniform = 0.0
      while uniform == 0 { uniform = random.fraction() }
      return -mean * log(uniform)
    }
    var result = [Second](repeating: Second(), count: seconds)
    var workers = Heap<Double>()
    for _ in 0..<capacity { workers.insert(0) }
    var running = Heap<Running>()
    var now = exponential(1 / arrivalsPerSecond(0))
    while now < Double(seconds) {
      while let next = running.first, next.endSeconds <= now { end(running.popFirst(), running.count + 1) }
      let index = Int(now)
      result[index].offeredCount += 1
      if limiter.admits(runningCount: running.count) {
        let start = max(now, workers.popFirst())
        let endSeconds = start + exponential(serviceSeconds(start))
        workers.insert(endSeconds)
        running.insert(Running(endSeconds: endSeconds, arrivalSeconds: now))
      } else {
        result[index].refusedCount += 1
      }
      result[index].limit = limiter.limit
      now += exponential(1 / arrivalsPerSecond(now))
    }
    return result

    func end(_ call: Running, _ runningCount: Int) {
      let latency = call.endSeconds - call.arrivalSeconds
      limiter.ended(
        latencyNanoseconds: Int64(latency * 1e9),
        runningCount: runningCount,
        nowNanoseconds: Int64(call.endSeconds * 1e9)
      )
      let index = min(Int(call.endSeconds), seconds - 1)
      result[index].latenciesSeconds.append(latency)
      if latency <= patienceSeconds { result[index].goodCount += 1 }
    }
  }
}

extension QueueingModel {
  /// The limiter under test.
  struct Adaptive: Limiter {
    var value: AdaptiveLimit

    init(_ parameters: AdaptiveLimitParameters, seed: UInt64) {
      value = AdaptiveLimit(parameters, seed: seed, nowNanoseconds: 0)
    }

    var limit: Int { value.limit }

    mutating func admits(runningCount: Int) -> Bool {
      if value.admits(runningCount: runningCount) { return true }
      _ = value.refuse()
      return false
    }

    mutating func ended(latencyNanoseconds: Int64, runningCount: Int, nowNanoseconds: Int64) {
      guard value.wantsSample() else { return }
      value.record(latencyNanoseconds: latencyNanoseconds, runningCount: runningCount, nowNanoseconds: nowNanoseconds)
    }
  }

  /// The control: no limit at all.
  struct Disabled: Limiter {
    let limit = Int.max
    func admits(runningCount: Int) -> Bool { true }
    func ended(latencyNanoseconds: Int64, runningCount: Int, nowNanoseconds: Int64) {}
  }
}

extension Sequence<QueueingModel.Second> {
  var goodPerSecond: Double {
    let all = Array(self)
    return Double(all.reduce(0) { $0 + $1.goodCount }) / Double(all.count)
  }

  var refusedCount: Int { reduce(0) { $0 + $1.refusedCount } }
  var offeredCount: Int { reduce(0) { $0 + $1.offeredCount } }

  /// The latency that `fraction` of the calls did not exceed, in seconds.
  func latencySeconds(_ fraction: Double) -> Double {
    let sorted = flatMap(\.latenciesSeconds).sorted()
    return sorted.isEmpty ? .infinity : sorted[Int(fraction * Double(sorted.count - 1))]
  }

  var meanLimit: Double {
    let all = map(\.limit)
    return Double(all.reduce(0, +)) / Double(all.count)
  }
}

/// A binary heap with the least element first.
struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  var count: Int { elements.count }
  var first: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes the least element; there is one.
  mutating func popFirst() -> Element {
    elements.swapAt(0, elements.count - 1)
    let least = elements.removeLast()
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < elements.count else { break }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { break }
      elements.swapAt(child, parent)
      parent = child
    }
    return least
  }
}
