import Messages
import RPC
import TestSupport

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
