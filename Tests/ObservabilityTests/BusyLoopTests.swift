import Messages
import RPC
import Synchronization
import TestSupport
import Testing

@testable import Observability

/// Records whose loop is busy.
@Suite("Reading records of a busy loop", .timeLimit(.minutes(1)))
struct BusyLoopTests {
  @Test("who reads with a time limit is told that the loop does not answer, and the loop is not harmed")
  func busy() async {
    let server = ObservedServer()
    let isReleased = Atomic<Bool>(false)
    let isBusy = Gate()
    server.records.loop.execute {
      isBusy.open()
      while !isReleased.load(ordering: .relaxed) {}
    }
    await isBusy.wait()
    let late = await server.records.read(within: .milliseconds(10)) { $0.serverSnapshot().name }
    #expect(late == nil)
    isReleased.store(true, ordering: .relaxed)
    let now = await server.records.read(within: .seconds(50)) { $0.serverSnapshot().name }
    #expect(now == "test")
  }
}
