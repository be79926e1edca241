/// A task that runs handlers, one after another: making a task and taking it apart costs more than a small handler, and
/// so does it to wake one for each of the calls that have come together.
///
/// Unchecked: everything mutable is touched on the loop only. The task runs there by its executor preference. A handler
/// may prefer an executor of its own for a while, from which Swift does not always come back by itself: then the task
/// ends there, and touches nothing more.
final class HandlerTask: @unchecked Sendable {
  /// Runs a call's handler and ends the call. It runs where it is called from: each change of the place that is none
  /// costs as much as some allocations.
  typealias Body = nonisolated(nonsending) @Sendable (ServerCall) async -> Void

  private let tasks: HandlerTasks
  /// Set while it waits for calls.
  private var waiter: UnsafeContinuation<Void, Never>?
  private var task: Task<Void, Never>?
  /// True once it was cancelled: a task stays cancelled, so this was its last call.
  private var isSpent = false

  init(_ tasks: HandlerTasks) {
    self.tasks = tasks
  }

  /// Runs the calls that are ready when the loop gets to it. Not while it runs one.
  func wake(on runQueue: RunQueue) {
    if waiter == nil { begin(on: runQueue) } else { goOn() }
  }

  /// Tells the handler that nobody waits for it any more.
  func cancel() {
    isSpent = true
    task?.cancel()
  }

  /// Goes on: with the calls that are ready, else to its end.
  func goOn() {
    let waiter = waiter
    self.waiter = nil
    waiter?.resume()
  }

  private func begin(on runQueue: RunQueue) {
    task = Task(executorPreference: runQueue) {
      while true {
        self.tasks.taskCame()
        while let call = self.tasks.next() {
          // A call that was over before its turn came is not begun.
          if let body = call.handlerBegins(in: self), !call.isOver {
            await CallContext.$current.withValue(call.context) { await body(call) }
          }
          guard runQueue.driver.isCurrent else { return runQueue.driver.execute { call.handlerReturned() } }
          call.handlerReturned()
          if self.isSpent { return }
        }
        if !self.tasks.keepsOneMore { return }
        await withUnsafeContinuation { continuation in
          self.waiter = continuation
          self.tasks.keep(self)
        }
      }
    }
  }
}
