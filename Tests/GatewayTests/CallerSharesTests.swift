import RPC
import Testing

@testable import Gateway

/// Goal: one caller that asks for far more than others does not push them out. Method: the shares are a value; a
/// service, callers and time are simulated.
@Suite("Shares of a full service")
struct CallerSharesTests {
  /// A service that works on some calls at once and queues some, and refuses what is more; and callers that call at
  /// random times.
  private struct Simulation {
    struct Outcome {
      var asked = 0
      var answered = 0
      var share: Double { Double(answered) / Double(max(1, asked)) }
    }

    static let workers = 8
    static let queueMax = 40
    static let workMicroseconds = 5_000

    var shares = CallerShares()
    let isFair: Bool
    var random = SeedableRandom(seed: 7)

    init(isFair: Bool) { self.isFair = isFair }

    /// - Parameter meanMicroseconds: of each caller, between two calls.
    mutating func run(meanMicroseconds: [Int], callsMax: Int, seconds: Int) -> [Outcome] {
      var outcomes = [Outcome](repeating: Outcome(), count: meanMicroseconds.count)
      var nextCall = meanMicroseconds.map { Int.random(in: 0...$0, using: &random) }
      var workerFree = [Int](repeating: 0, count: Self.workers)
      // Of running calls: when they end, and whose they are.
      var running: [(end: Int, caller: Int)] = []
      for now in stride(from: 0, to: seconds * 1_000_000, by: 50) {
        for call in running where call.end <= now { shares.ended(caller: call.caller, isStream: false) }
        running.removeAll { $0.end <= now }
        for caller in meanMicroseconds.indices {
          while nextCall[caller] <= now {
            nextCall[caller] += 1 + Int.random(in: 0...2 * meanMicroseconds[caller], using: &random)
            outcomes[caller].asked += 1
            let nanoseconds = Int64(now) * 1_000
            let callsMax = isFair ? callsMax : .max / 16
            guard shares.admit(caller: caller, callsMax: callsMax, nowNanoseconds: nanoseconds) == .admitted else {
              continue
            }
            guard running.count < Self.workers + Self.queueMax else {
              if isFair { shares.overloaded(callsMax: callsMax, nowNanoseconds: nanoseconds) }
              shares.ended(caller: caller, isStream: false)
              continue
            }
            let worker = workerFree.indices.min { workerFree[$0] < workerFree[$1] } ?? 0
            workerFree[worker] = max(workerFree[worker], now) + Self.workMicroseconds
            running.append((workerFree[worker], caller))
            outcomes[caller].answered += 1
          }
        }
      }
      return outcomes
    }
  }

  /// 1,600 calls a second are possible; one caller asks for 4,800, the other for 480.
  private static let greedyAndModest = [208, 2_083]

  @Test(
    "a caller with ten times the load leaves the other nine tenths of its calls, whether service or gateway is full",
    arguments: [2_048, 40]
  )
  func greedy(callsMax: Int) {
    var fair = Simulation(isFair: true)
    let outcomes = fair.run(meanMicroseconds: Self.greedyAndModest, callsMax: callsMax, seconds: 20)
    #expect(outcomes[1].share >= 0.9, "\(outcomes)")
    let answered = outcomes.map(\.answered).reduce(0, +)
    #expect(answered >= 20 * 1_600 * 8 / 10, "what is refused is not wasted: \(outcomes)")
    #expect(fair.shares.shedCount > 0)
  }

  @Test("without shares the same caller loses most of its calls")
  func withoutShares() {
    var unfair = Simulation(isFair: false)
    let outcomes = unfair.run(meanMicroseconds: Self.greedyAndModest, callsMax: 2_048, seconds: 20)
    #expect(outcomes[1].share < 0.5, "\(outcomes)")
  }

  @Test("a caller that calls rarely is let in at once while another one takes all that it gets")
  func rare() {
    var shares = CallerShares()
    var admitted = 0
    while shares.admit(caller: 1, callsMax: 100, nowNanoseconds: 0) == .admitted { admitted += 1 }
    #expect(admitted == 89, "alone it has all but the reserve")
    let later: Int64 = 60_000_000_000
    #expect(shares.admit(caller: 1, callsMax: 100, nowNanoseconds: later) == .full)
    #expect(shares.admit(caller: 2, callsMax: 100, nowNanoseconds: later) == .admitted)
    #expect(
      shares.admit(caller: 1, callsMax: 100, nowNanoseconds: later) == .overShare(callsInFlight: 89, share: 44)
    )
    for _ in 0..<10 { #expect(shares.admit(caller: 2, callsMax: 100, nowNanoseconds: later) == .admitted) }
    #expect(shares.callsInFlight == 100)
    #expect(shares.admit(caller: 2, callsMax: 100, nowNanoseconds: later) == .full)
  }

  @Test("below three quarters nobody is refused, whatever the shares are")
  func roomy() {
    var shares = CallerShares()
    for caller in 1...10 { #expect(shares.admit(caller: caller, callsMax: 100, nowNanoseconds: 0) == .admitted) }
    for _ in 0..<50 { #expect(shares.admit(caller: 1, callsMax: 100, nowNanoseconds: 0) == .admitted) }
  }

  @Test("few calls are shared without a reserve, so that all of them can be had")
  func small() {
    var shares = CallerShares()
    for _ in 0..<4 { #expect(shares.admit(caller: 1, callsMax: 4, nowNanoseconds: 0) == .admitted) }
    #expect(shares.admit(caller: 1, callsMax: 4, nowNanoseconds: 0) == .full)
    shares.ended(caller: 1, isStream: false)
    #expect(shares.admit(caller: 1, callsMax: 4, nowNanoseconds: 0) == .admitted)
  }

  @Test("what a service refuses lowers what it is taken to manage, never below 32, and time raises it again")
  func adapts() {
    var shares = CallerShares()
    for _ in 0..<200 { _ = shares.admit(caller: 1, callsMax: 1_000, nowNanoseconds: 0) }
    shares.overloaded(callsMax: 1_000, nowNanoseconds: 0)
    #expect(shares.answeringMax == 180)
    shares.overloaded(callsMax: 1_000, nowNanoseconds: 1_000_000)
    #expect(shares.answeringMax == 180, "what was sent before the first refusal came back says nothing new")
    for _ in 0..<190 { shares.ended(caller: 1, isStream: false) }
    shares.overloaded(callsMax: 1_000, nowNanoseconds: 50_000_000)
    #expect(shares.answeringMax == 32)
    _ = shares.admit(caller: 1, callsMax: 1_000, nowNanoseconds: 1_050_000_000)
    let raised = shares.answeringMax ?? .max
    #expect((40...60).contains(raised), "\(raised)")
    _ = shares.admit(caller: 1, callsMax: 1_000, nowNanoseconds: 60_000_000_000)
    #expect(shares.answeringMax == nil)
  }

  @Test("streams take nothing of what a service manages, and all that is counted comes to nothing in the end")
  func streams() {
    var shares = CallerShares()
    for _ in 0..<64 {
      #expect(shares.admit(caller: 1, callsMax: 1_000, nowNanoseconds: 0) == .admitted)
      shares.becameStream(caller: 1)
    }
    #expect(shares.answering == 0)
    #expect(shares.callsInFlight == 64)
    for _ in 0..<64 { shares.ended(caller: 1, isStream: true) }
    #expect(shares.callsInFlight == 0)
    #expect(shares.answering == 0)
  }
}
