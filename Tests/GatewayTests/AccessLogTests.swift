import Dispatch
import Foundation
import RPC
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// Goal: the access log loses nothing while its disk keeps up, and when it does not loses lines, counted, and never
/// time of a call. Method: a sink that stands still or fails when it is told to; real files for the rest.
@Suite("Keeping the access log", .timeLimit(.minutes(1)))
struct AccessLogTests {
  private final class Sink: AccessSink {
    struct State {
      var lines: [UInt8] = []
      var failure: AccessLogFailure?
    }

    let state = Mutex(State())
    /// Waited for before each write.
    let mayWrite = DispatchSemaphore(value: 0)
    let hasBegun = DispatchSemaphore(value: 0)

    func write(_ lines: [UInt8]) throws(AccessLogFailure) {
      hasBegun.signal()
      mayWrite.wait()
      let failure = state.withLock { state in
        if state.failure == nil { state.lines += lines }
        return state.failure
      }
      if let failure { throw failure }
    }

    func reopen() throws(AccessLogFailure) {}

    var lineCount: Int { state.withLock { $0.lines.count { $0 == UInt8(ascii: "\n") } } }
  }

  private static func record(_ number: Int) -> AccessRecord {
    AccessRecord(
      endedUnixMicroseconds: 0,
      caller: "uid:1",
      peer: "unix",
      method: "a.B/C\(number)",
      code: .ok,
      durationNanoseconds: 0
    )
  }

  private func flush(_ log: AccessLog) async {
    await withCheckedContinuation { continuation in log.flush { continuation.resume() } }
  }

  @Test("while the disk stands still lines wait, as many as may, and the others are left out and counted")
  func stalled() async throws {
    let sink = Sink()
    let log = AccessLog(.standardError, sink: sink, waitingMax: 10, logger: TestInstallation.logger)
    log.append(Self.record(0))
    // The writer has taken the first one and stands.
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        sink.hasBegun.wait()
        continuation.resume()
      }
    }
    for number in 1...25 { log.append(Self.record(number)) }
    #expect(log.status == AccessLog.Status(writtenCount: 0, droppedCount: 15, problem: ""))
    for _ in 0..<3 { sink.mayWrite.signal() }
    await flush(log)
    #expect(log.status == AccessLog.Status(writtenCount: 11, droppedCount: 15, problem: ""))
    #expect(sink.lineCount == 11)
  }

  @Test("lines that cannot be written are counted, the status says why, and later ones are written again")
  func failing() async throws {
    let sink = Sink()
    for _ in 0..<10 { sink.mayWrite.signal() }
    let log = AccessLog(.standardError, sink: sink, logger: TestInstallation.logger)
    sink.state.withLock { $0.failure = AccessLogFailure("the disk is full") }
    for number in 0..<3 { log.append(Self.record(number)) }
    await flush(log)
    #expect(log.status == AccessLog.Status(writtenCount: 0, droppedCount: 3, problem: "the disk is full"))
    sink.state.withLock { $0.failure = nil }
    log.append(Self.record(3))
    await flush(log)
    #expect(log.status == AccessLog.Status(writtenCount: 1, droppedCount: 3, problem: ""))
  }

  @Test("a file that was moved away is opened anew, and nothing is lost between the two")
  func reopened() async throws {
    let path = TestInstallation.socketPath() + ".log"
    defer { for path in [path, path + ".1"] { try? FileManager.default.removeItem(atPath: path) } }
    let target = AccessLogTarget.file(path: path)
    let log = AccessLog(target, sink: try AccessFile(target), logger: TestInstallation.logger)
    for number in 0..<1_000 { log.append(Self.record(number)) }
    await flush(log)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    log.append(Self.record(1_000))
    await flush(log)
    log.reopen()
    log.append(Self.record(1_001))
    await flush(log)
    func methods(_ path: String) throws -> [String] {
      try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
        let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return fields?["method"] as? String ?? ""
      }
    }
    #expect(try methods(path + ".1") == (0...1_000).map { "a.B/C\($0)" })
    #expect(try methods(path) == ["a.B/C1001"])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect((mode ?? 0o777) & 0o007 == 0, "it is not for everybody")
  }

  @Test("a file that cannot be opened is named")
  func unopened() {
    #expect(throws: AccessLogFailure("/nowhere/access.log cannot be opened: No such file or directory")) {
      try AccessFile(.file(path: "/nowhere/access.log"))
    }
  }
}
