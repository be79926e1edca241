internal import Dispatch
internal import NIOCore
public import RPC
internal import Synchronization

/// Looks at files again and again and tells when one of them has changed, was replaced, or is gone. It polls: that also
/// sees what is replaced through links, on any file system, and costs a few microseconds each time. Files are looked at
/// off the loop, since a file system can hang.
public final class FileWatcher: Sendable {
  private struct State {
    var signatures: [FileSignature?]
    var timer: (any LoopTimer)?
    var isStopped = false
  }

  private let paths: [String]
  private let intervalNanoseconds: Int64
  private let driver: any LoopDriver
  private let queue = DispatchQueue(label: "files")
  private let state: Mutex<State>
  private let onChange: @Sendable () -> Void

  /// Notes how the files are now; a change is what comes after that. `start` begins to look.
  /// - Parameters:
  ///   - onChange: called on a thread of its own, one call at a time; may read the files.
  public init(
    paths: [String],
    interval: Duration,
    driver: any LoopDriver = SocketLoop.shared.runQueue.driver,
    onChange: @escaping @Sendable () -> Void
  ) {
    self.paths = paths
    self.driver = driver
    self.onChange = onChange
    intervalNanoseconds = TimeAmount(interval).nanoseconds
    state = Mutex(State(signatures: paths.map(FileSignature.init)))
  }

  /// Begins to look; once.
  public func start() {
    driver.execute { self.schedule() }
  }

  /// Says that the files have changed, whether or not they have.
  public func assumeChange() {
    queue.async { self.tell { $0 = self.paths.map(FileSignature.init) } }
  }

  /// Looks no more. `onChange` is not called again, save by a call that is running.
  public func stop() {
    state.withLock { $0.isStopped = true }
    driver.execute {
      let timer = self.state.withLock { state in
        let timer = state.timer
        state.timer = nil
        return timer
      }
      timer?.cancel()
    }
  }

  private func schedule() {
    if state.withLock({ $0.isStopped }) { return }
    let timer = driver.schedule(afterNanoseconds: intervalNanoseconds) {
      self.queue.async { self.look() }
    }
    state.withLock { $0.timer = timer }
  }

  private func look() {
    // Before they are read: what changes while they are read is seen the next time.
    let found = paths.map(FileSignature.init)
    if state.withLock({ $0.signatures != found }) { tell { $0 = found } }
    driver.execute { self.schedule() }
  }

  private func tell(_ note: (inout [FileSignature?]) -> Void) {
    let isStopped = state.withLock { state in
      note(&state.signatures)
      return state.isStopped
    }
    if !isStopped { onChange() }
  }
}
