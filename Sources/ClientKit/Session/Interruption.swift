import Foundation

/// Ctrl-C, turned into the cancellation of a task, so that calls are cancelled at their servers too.
package enum Interruption {
  /// Runs the body in a task that SIGINT cancels; a second SIGINT ends the process at once.
  ///
  /// - Parameter interrupted: What an interrupted body comes to.
  package static func cancelling<Status: Sendable>(
    interrupted: Status,
    _ body: @escaping @Sendable () async -> Status
  ) async -> Status {
    let task = Task { await body() }
    signal(SIGINT, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler {
      if task.isCancelled {
        _exit(CommandStatus.interrupted.rawValue)
      }
      task.cancel()
    }
    source.resume()
    let status = await task.value
    let wasCancelled = task.isCancelled
    source.cancel()
    return wasCancelled ? interrupted : status
  }
}
