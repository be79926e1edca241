import Foundation
import LoadEngine
import Messages
import RPC
import Services

/// A server that does nothing at all for 150 of every 500 ms.
enum Stalling {
  static var router: Router {
    let start = Monotonic.nowNanoseconds
    var router = Router()
    router.immediate(TestingV1.InteropMethods.unaryCall) { _, _ in
      let place = (Monotonic.nowNanoseconds - start) % 500_000_000
      // On the server's loop: no other call is answered meanwhile.
      if place > 350_000_000 { Thread.sleep(forTimeInterval: Double(500_000_000 - place) / 1e9) }
      return TestingV1.InteropResponse()
    }
    return router
  }
}
