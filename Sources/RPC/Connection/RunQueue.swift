internal import Synchronization

/// Something whose bytes go out when a loop has done what there was to do.
protocol Flushable: AnyObject {
  func flush()
}

/// The run queue of a loop: the executor of the tasks that answer calls, drained by the loop once per read cycle,
/// before what all connections of the loop have to send goes out. So an answer that needs no waiting costs neither a
/// change of threads nor a flush of its own.
///
/// Unchecked: `flushables`, `spareJobs` and `isFinishing` are touched on the loop only (`flushLater` and `finishCycle`
/// check it in debug builds); everything else is immutable or behind the mutex.
public final class RunQueue: TaskExecutor, @unchecked Sendable {
  private struct State {
    var jobs: [UnownedJob] = []
    /// True while it is certain that `finishCycle` will run.
    var isAwake = false
  }

  /// Most jobs run before sockets get their turn again.
  private static let jobsPerCycleMax = 8192

  /// The loop.
  public let driver: any LoopDriver
  private let state = Mutex(State())
  private var spareJobs: [UnownedJob] = []
  private var flushables: [any Flushable] = []
  /// True while `finishCycle` runs: what it brings about may end in another call of it.
  private var isFinishing = false

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

  /// Says that `finishCycle` will be called: jobs need not wake the loop until then. On the loop only.
  public func beginCycle() {
    state.withLock { $0.isAwake = true }
  }

  /// Runs what waits, then flushes what was written. On the loop only.
  public func finishCycle() {
    assert(driver.isCurrent)
    // The one that runs does what there is to do.
    if isFinishing { return }
    isFinishing = true
    defer { isFinishing = false }
    var runCount = 0
    while runCount < RunQueue.jobsPerCycleMax {
      var jobs = spareJobs
      spareJobs = []
      state.withLock { swap(&jobs, &$0.jobs) }
      if jobs.isEmpty {
        spareJobs = jobs
        break
      }
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
      runCount += jobs.count
      jobs.removeAll(keepingCapacity: true)
      spareJobs = jobs
    }
    flushAll()
    let isRestless = state.withLock { state in
      state.isAwake = !state.jobs.isEmpty
      return state.isAwake
    }
    if isRestless { driver.execute { self.finishCycle() } }
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
