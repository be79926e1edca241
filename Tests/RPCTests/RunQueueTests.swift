import Synchronization
import Testing

@testable import RPC

@Suite struct RunQueueTests {
  /// A loop whose clock moves on each time somebody looks at it, and that keeps what is scheduled until it is fired.
  ///
  /// Unchecked: used by one thread, the test's; jobs run where `finishCycle` is called.
  private final class SteppingLoop: LoopDriver, @unchecked Sendable {
    private struct NoTimer: LoopTimer {
      func cancel() {}
    }

    private let nanosecondsPerReading: Int64
    private var nanoseconds: Int64 = 0
    private(set) var scheduled: [@Sendable () -> Void] = []
    private(set) var executed: [@Sendable () -> Void] = []
    private(set) var restCount = 0

    init(nanosecondsPerReading: Int64) {
      self.nanosecondsPerReading = nanosecondsPerReading
    }

    var isCurrent: Bool { true }

    var nowNanoseconds: Int64 {
      nanoseconds += nanosecondsPerReading
      return nanoseconds
    }

    func execute(_ body: @escaping @Sendable () -> Void) { executed.append(body) }

    func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> any LoopTimer {
      #expect(nanoseconds > 0, "what is due at once runs before the loop looks at its sockets")
      scheduled.append(body)
      return NoTimer()
    }

    func rest(nanoseconds: Int64) { restCount += 1 }

    func runExecuted() {
      let due = executed
      executed = []
      for body in due { body() }
    }

    func fire() {
      let due = scheduled
      scheduled = []
      for body in due { body() }
    }
  }

  private final class Output: Flushable {
    private let ranCount: () -> Int
    /// Jobs that had run when each flush came.
    private(set) var flushes: [Int] = []

    init(ranCount: @escaping () -> Int) {
      self.ranCount = ranCount
    }

    func flush() { flushes.append(ranCount()) }
  }

  @Test("while much work waits, what was written goes out and sockets get their turn every millisecond")
  func longWorkIsSliced() {
    let loop = SteppingLoop(nanosecondsPerReading: 1_000_000)
    let queue = RunQueue(driver: loop)
    let order = Mutex<[Int]>([])
    let output = Output { order.withLock { $0.count } }
    queue.beginCycle()
    queue.flushLater(output)
    for number in 0..<100 {
      Task(executorPreference: queue) { @Sendable in order.withLock { $0.append(number) } }
    }
    queue.finishCycle()
    let first = order.withLock { $0.count }
    #expect((1..<100).contains(first))
    #expect(output.flushes == [first])
    var turns = 1
    while !loop.scheduled.isEmpty {
      loop.fire()
      turns += 1
    }
    #expect(order.withLock { $0 } == Array(0..<100))
    #expect(turns > 2)
    #expect(loop.executed.isEmpty)
  }

  @Test("short work is done in one turn, and nothing is scheduled for later")
  func shortWorkIsOneTurn() {
    let loop = SteppingLoop(nanosecondsPerReading: 1_000)
    let queue = RunQueue(driver: loop)
    let ranCount = Atomic(0)
    let output = Output { ranCount.load(ordering: .relaxed) }
    queue.beginCycle()
    queue.flushLater(output)
    for _ in 0..<100 {
      Task(executorPreference: queue) { @Sendable in _ = ranCount.add(1, ordering: .relaxed) }
    }
    queue.finishCycle()
    #expect(output.flushes == [100])
    #expect(loop.scheduled.isEmpty)
  }

  @Test("work that comes while earlier work waits for its turn runs after it, once")
  func laterWorkWaitsItsTurn() {
    let loop = SteppingLoop(nanosecondsPerReading: 1_000_000)
    let queue = RunQueue(driver: loop)
    let order = Mutex<[Int]>([])
    queue.beginCycle()
    for number in 0..<30 {
      Task(executorPreference: queue) { @Sendable in order.withLock { $0.append(number) } }
    }
    queue.finishCycle()
    // As a socket does that has its turn between the slices.
    queue.beginCycle()
    Task(executorPreference: queue) { @Sendable in order.withLock { $0.append(30) } }
    queue.finishCycle()
    while !loop.scheduled.isEmpty { loop.fire() }
    #expect(order.withLock { $0 } == Array(0...30))
    #expect(loop.executed.isEmpty)
  }

  /// A socket is read, and something is written because of it.
  private func read(_ queue: RunQueue, _ output: Output) {
    queue.beginCycle()
    _ = queue.readClock()
    queue.flushLater(output)
    queue.endCycle()
  }

  @Test("what sockets that are ready together have brought about goes out together, when all were read")
  func gathered() {
    let loop = SteppingLoop(nanosecondsPerReading: 1_000)
    let queue = RunQueue(driver: loop)
    let output = Output { 0 }
    for turn in 1...5 {
      for _ in 0..<3 { read(queue, output) }
      #expect(output.flushes.count == 3 * (turn - 1))
      loop.runExecuted()
      #expect(output.flushes.count == 3 * turn)
    }
  }

  @Test("where sockets are ready one at a time, what they bring about goes out at once, but for a trial now and then")
  func alone() {
    let loop = SteppingLoop(nanosecondsPerReading: 1_000)
    let queue = RunQueue(driver: loop)
    let output = Output { 0 }
    var waitedCount = 0
    for turn in 1...100 {
      read(queue, output)
      if output.flushes.count < turn { waitedCount += 1 }
      loop.runExecuted()
      #expect(output.flushes.count == turn)
    }
    #expect((1...5).contains(waitedCount))
  }

  @Test("who was read first does not wait until reading all others has taken long")
  func gatheringIsBounded() {
    let loop = SteppingLoop(nanosecondsPerReading: 50_000)
    let queue = RunQueue(driver: loop)
    let output = Output { 0 }
    for _ in 0..<4 { read(queue, output) }
    #expect(output.flushes.isEmpty)
    read(queue, output)
    #expect(output.flushes.count == 5)
  }

  @Test("what cannot wait goes out at once, with what was read before it")
  func cannotWait() {
    let loop = SteppingLoop(nanosecondsPerReading: 1_000)
    let queue = RunQueue(driver: loop)
    let output = Output { 0 }
    queue.beginCycle()
    queue.flushLater(output)
    queue.endCycle(unless: { true })
    #expect(output.flushes.count == 1)
    for _ in 0..<2 { read(queue, output) }
    #expect(output.flushes.count == 1)
    queue.endCycle(unless: { true })
    #expect(output.flushes.count == 3)
  }

  @Test("a loop that refuses many calls rests once before it looks at its sockets again, behind what came with them")
  func restsWhileShedding() {
    let loop = SteppingLoop(nanosecondsPerReading: 1_000_000)
    let queue = RunQueue(driver: loop)
    // Four in each millisecond.
    for _ in 0..<20 {
      _ = queue.readClock()
      for _ in 0..<4 { queue.noteShed() }
      loop.runExecuted()
    }
    let rests = loop.restCount
    #expect((5...10).contains(rests), "one for each look at the sockets, once it is known: \(rests)")
    queue.noteShed()
    queue.noteShed()
    #expect(loop.executed.count == 1)
    #expect(loop.restCount == rests)
  }

  @Test("a loop that refuses few calls, or none any more, does not rest")
  func noRest() {
    var pace = SheddingPace()
    // One in each millisecond: half as many as it takes.
    var rests = (Int64(1)...100).filter { pace.noteRefusal(nowNanoseconds: $0 * 1_000_000) }
    #expect(rests == [])
    for _ in 0..<100 { _ = pace.noteRefusal(nowNanoseconds: 200_000_000) }
    // The window after that one, and a moment a second later, when it was long ago.
    rests = [215_000_000, 1_215_000_000].filter { pace.noteRefusal(nowNanoseconds: $0) }
    #expect(rests == [215_000_000])
  }
}
