import RPC
import Testing
import Wire

@testable import RPCSocket

/// Goal: strangers cannot fill the log by being turned away, and nothing is lost from the metrics. Method: a log with a
/// clock that the test moves.
@Suite("Log lines of connections that were not secured") struct UnsecuredLogTests {
  @Test("few have a line each; of many the next line says how many were left out, and all are counted")
  func bounded() throws {
    let loop = ManualLoop()
    let recorder = LogRecorder()
    let failures = FailureRecorder()
    let log = UnsecuredLog(driver: loop, observer: failures, logger: recorder.logger)
    for number in 0..<1_000 { log.note("tcp:127.0.0.1:\(number)", SocketError("no certificate", .noCertificate)) }
    #expect(recorder.lines.count == UnsecuredLog.limit.burst)
    #expect(recorder.lines.allSatisfy { !$0.contains("left_out") && $0.contains("no_certificate") })
    loop.advance(milliseconds: 1_000)
    for _ in 0..<1_000 { log.note("tcp:127.0.0.1:1", SocketError("closed")) }
    #expect(recorder.lines.count == UnsecuredLog.limit.burst + UnsecuredLog.limit.perSecond)
    #expect(recorder.lines[UnsecuredLog.limit.burst].contains("\"left_out\": 950"))
    #expect(failures.reasons.count == 2_000)
    #expect(failures.reasons.last == "other")
  }
}
