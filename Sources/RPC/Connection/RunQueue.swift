internal import Synchronization

/// Something whose bytes go out when a loop has done what there was to do.
protocol Flushable: AnyObject {
  func flush()
}

/// The run queue of a loop: the executor of the tasks that answer calls, drained by the loop once per read cycle,
/// before what all connections of the loop have to send goes out. So an answer that needs no waiting costs neither a
/// change of threads nor a flush of its own; and what several connections have brought together goes out together, so
/// that a peer that waits for it is woken once.
///
/// Unchecked: `flushables`, `takenJobs`, `takenJobsRunCount`, `isFinishing`, `isEndAhead`, `gathering`,
/// `gatheredSocketCount`, `cycleStartedNanoseconds`, `latestNanoseconds`, `pace`, `isRestAhead` and what `handlerTasks`
/// holds are touched on the loop only (`flushLater`, `endCycle` and `finishCycle` check it in debug builds); everything
/// else is immutable or behind the mutex.
public final class RunQueue: TaskExecutor, @unchecked Sendable {
  private struct State {
    var jobs: [UnownedJob] = []
    /// True while it is certain that `finishCycle` will run.
    var isAwake = false
  }

  /// How long jobs may run before what was written goes out and sockets get their turn again: refusals, which cost
  /// little, must not wait behind all the work that was taken on.
  private static let sliceNanoseconds: Int64 = 1_000_000
  /// Jobs run between two looks at the clock.
  private static let jobsPerClockReading = 8
  /// Until jobs go on after a slice: so short that only sockets that are ready come between. A loop runs what is due
  /// before it looks at its sockets, so it must lie ahead.
  private static let pauseNanoseconds: Int64 = 2_000

  /// How long a cycle may go on reading from further sockets: who was read first waits for it.
  private static let readingNanoseconds: Int64 = 200_000

  /// The loop.
  public let driver: any LoopDriver
  /// What handlers run in. On the loop only.
  let handlerTasks = HandlerTasks()
  private let state = Mutex(State())
  /// Jobs taken from the state, and how many of them have run.
  private var takenJobs: [UnownedJob] = []
  private var takenJobsRunCount = 0
  private var flushables: [any Flushable] = []
  /// What the clock said when somebody on the loop last looked: for marks that need not be exact. On the loop only.
  private(set) var latestNanoseconds: Int64 = 0
  /// True while `finishCycle` runs: what it brings about may end in another call of it.
  private var isFinishing = false
  /// True while the end of the cycle lies behind the sockets that are ready.
  private var isEndAhead = false
  private var gathering = SocketGathering()
  /// Sockets that were read in the cycle whose end is ahead.
  private var gatheredSocketCount = 0
  /// When the first of them was.
  private var cycleStartedNanoseconds: Int64 = 0
  private var pace = SheddingPace()
  private var isRestAhead = false

  /// A run queue for a loop; one for all connections of the loop.
  public init(driver: any LoopDriver) {
    self.driver = driver
  }

  /// Takes a job, from any thread. Wakes the loop unless it is going to drain the queue anyway.
  public func enqueue(_ job: consuming ExecutorJob) {
    let unownedJob = UnownedJob(job)
    let wasAwake = state.withLock { state in
      state.jobs.append(unownedJob)
      let wasAwake = state.isAwake
      state.isAwake = true
      return wasAwake
    }
    if !wasAwake { driver.execute { self.finishCycle() } }
  }

  /// Looks at the clock. On the loop only.
  func readClock() -> Int64 {
    latestNanoseconds = driver.nowNanoseconds
    return latestNanoseconds
  }

  /// Says that `finishCycle` will be called: jobs need not wake the loop until then. On the loop only.
  public func beginCycle() {
    state.withLock { $0.isAwake = true }
  }

  /// A socket was read: finishes the cycle, now or once the others that are ready were read, too (`SocketGathering`);
  /// when that takes too long, or `cannotWait` says so, without them. On the loop only.
  public func endCycle(unless cannotWait: () -> Bool = { false }) {
    assert(driver.isCurrent)
    if isEndAhead {
      gatheredSocketCount += 1
      let isLate = latestNanoseconds - cycleStartedNanoseconds >= RunQueue.readingNanoseconds
      if isLate || cannotWait() { finishCycle() }
      return
    }
    if !gathering.waitsForOthers() || cannotWait() { return finishCycle() }
    isEndAhead = true
    gatheredSocketCount = 1
    cycleStartedNanoseconds = latestNanoseconds
    // A loop runs what it was given once it has looked at all that is ready.
    driver.execute {
      self.isEndAhead = false
      self.gathering.note(socketCount: self.gatheredSocketCount)
      self.finishCycle()
    }
  }

  /// Runs what waits, then flushes what was written. On the loop only.
  public func finishCycle() {
    assert(driver.isCurrent)
    // The one that runs does what there is to do.
    if isFinishing { return }
    isFinishing = true
    defer { isFinishing = false }
    let isDone = runSlice()
    flushAll()
    let isRestless = state.withLock { state in
      state.isAwake = !isDone || !state.jobs.isEmpty
      return state.isAwake
    }
    if !isRestless { return }
    if isDone {
      driver.execute { self.finishCycle() }
    } else {
      _ = driver.schedule(afterNanoseconds: RunQueue.pauseNanoseconds) { self.finishCycle() }
    }
  }

  /// Runs jobs until none waits or their time is up. Returns false when some of those taken still wait.
  private func runSlice() -> Bool {
    var jobs = takenJobs
    var runCount = takenJobsRunCount
    takenJobs = []
    defer {
      takenJobs = jobs
      takenJobsRunCount = runCount
    }
    var countSinceClockReading = 0
    var endNanoseconds: Int64?
    while true {
      if runCount == jobs.count {
        jobs.removeAll(keepingCapacity: true)
        runCount = 0
        state.withLock { swap(&jobs, &$0.jobs) }
        if jobs.isEmpty { return true }
      }
      let job = jobs[runCount]
      runCount += 1
      job.runSynchronously(on: asUnownedTaskExecutor())
      countSinceClockReading += max(1, handlerTasks.jobEnded(on: self))
      if countSinceClockReading < RunQueue.jobsPerClockReading { continue }
      countSinceClockReading = 0
      let now = driver.nowNanoseconds
      guard let end = endNanoseconds else {
        endNanoseconds = now + RunQueue.sliceNanoseconds
        continue
      }
      if now >= end { return runCount == jobs.count }
    }
  }

  /// Flushes `flushable` when this cycle ends. On the loop only.
  func flushLater(_ flushable: any Flushable) {
    assert(driver.isCurrent)
    flushables.append(flushable)
    let wasAwake = state.withLock { state in
      let wasAwake = state.isAwake
      state.isAwake = true
      return wasAwake
    }
    if !wasAwake { driver.execute { self.finishCycle() } }
  }

  /// A call was refused because of overload. On the loop only.
  func noteShed() {
    guard pace.noteRefusal(nowNanoseconds: latestNanoseconds), !isRestAhead else { return }
    isRestAhead = true
    // Behind everything that has come together with the call, and when the refusals are on their way.
    driver.execute {
      self.isRestAhead = false
      self.finishCycle()
      self.driver.rest(nanoseconds: SheddingPace.restNanoseconds)
    }
  }

  private func flushAll() {
    var index = 0
    // A flush may add others, never without end: each connection adds itself once until it is flushed.
    while index < flushables.count {
      flushables[index].flush()
      index += 1
    }
    flushables.removeAll(keepingCapacity: true)
  }
}
