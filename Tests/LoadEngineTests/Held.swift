import Messages
import RPC
import Services
import Synchronization
import TestSupport

/// A server that answers no call, and counts those that are given up.
final class Held: Sendable {
  let gate = Gate()
  private let counter = Atomic(0)

  var cancelledCount: Int { counter.load(ordering: .relaxed) }

  var router: Router {
    var router = Router()
    router.unary(TestingV1.InteropMethods.unaryCall) { _, _ in
      await self.gate.wait()
      if Task.isCancelled { self.counter.wrappingAdd(1, ordering: .relaxed) }
      return TestingV1.InteropResponse()
    }
    return router
  }
}
