import Foundation
import RPC
import RPCSocket
import Testing

@Suite struct LoopTurnTests {
  /// The turn that the kernel says the calling thread has, in nanoseconds; nil where it does not say.
  private static func turnNanoseconds() -> Int64? {
    let text = try? String(contentsOfFile: "/proc/thread-self/sched", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("se.slice") }
    return line?.split(separator: ":").last.flatMap { Int64($0.filter { !$0.isWhitespace }) }
  }

  @Test(
    "a loop takes short turns, so that it is let in before threads that compute",
    .enabled(if: turnNanoseconds() != nil, "the kernel does not show turns")
  )
  func shortTurns() async {
    let runQueue = SocketLoop().runQueue
    let turn = await Task(executorPreference: runQueue) { Self.turnNanoseconds() }.value
    #expect(turn == 100_000)
    #expect(Self.turnNanoseconds() != turn, "threads in general do not")
  }
}
