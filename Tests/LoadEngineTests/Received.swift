import Messages
import RPC
import Services
import Synchronization

/// A server that counts its calls.
final class Received: Sendable {
  private let counter = Atomic(0)

  var count: Int { counter.load(ordering: .relaxed) }

  var router: Router {
    var router = Router()
    router.immediate(TestingV1.InteropMethods.unaryCall) { _, _ in
      self.counter.wrappingAdd(1, ordering: .relaxed)
      return TestingV1.InteropResponse()
    }
    return router
  }
}
