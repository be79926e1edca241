import TestSupport

/// Where tasks run that are on no loop: a job at a time, which one chance decides, as on a pool of threads.
///
/// Unchecked: touched by the thread that runs the simulation only.
final class SimulatedExecutor: TaskExecutor, EventSource, @unchecked Sendable {
  private let world: SimulatedWorld
  private let number: Int
  private var jobs: [UnownedJob] = []

  init(_ world: SimulatedWorld, number: Int) {
    self.world = world
    self.number = number
    world.add(self)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    world.checkThread()
    jobs.append(UnownedJob(job))
  }

  var hasEvent: Bool { !jobs.isEmpty }

  func runEvent() {
    let index = world.random.below(jobs.count)
    world.note(.job, number, index)
    jobs.remove(at: index).runSynchronously(on: asUnownedTaskExecutor())
  }
}
