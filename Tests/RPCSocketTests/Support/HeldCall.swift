import Messages
import RPC
import Synchronization

/// An echo that waits until it is released.
final class HeldCall: Sendable {
  let started = Gate()
  let release = Gate()

  var router: Router {
    var router = Router()
    router.unary(TestMethods.echo) { request, context in
      self.started.open()
      await self.release.wait()
      return Text(request.service + (context.isDraining ? " (draining)" : ""))
    }
    router.immediate(TestMethods.peer) { _, context in Text(context.peer) }
    return router
  }
}

/// Something that is awaited until it is opened; opening comes before or after the waiting. Woken by cancellation.
final class Gate: Sendable {
  private let stream = AsyncStream.makeStream(of: Never.self)

  func open() { stream.continuation.finish() }

  /// Returns when the gate is open, or the waiting task is cancelled. One may wait.
  func wait() async { for await _ in stream.stream {} }
}
