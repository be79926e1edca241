import Dispatch
import Logging
import RPC
import Synchronization

/// The access log: takes records on the loop, and writes them on a thread of its own. What waits is bounded: when the
/// disk is slower than the calls, records are left out and counted, and no call waits.
final class AccessLog: Sendable {
  /// How it fares.
  struct Status: Equatable, Sendable {
    var writtenCount: UInt64 = 0
    var droppedCount: UInt64 = 0
    /// Why nothing can be written now; empty when it can.
    var problem = ""
  }

  private struct State {
    var waiting: [AccessRecord] = []
    /// Empty; its room is used again.
    var spare: [AccessRecord] = []
    var isWriting = false
    var status = Status()
    var toldDroppedCount: UInt64 = 0
  }

  /// Most records that wait.
  static let waitingMax = 16_384
  /// How long records are gathered, so that many are written at once.
  private static let pause = DispatchTimeInterval.milliseconds(20)
  /// Bytes that are written at once, as soon as there are as many.
  private static let chunkBytes = 65_536

  let target: AccessLogTarget
  private let sink: any AccessSink
  private let waitingMax: Int
  private let logger: Logger
  private let queue = DispatchQueue(label: "access log")
  private let state = Mutex(State())

  init(_ target: AccessLogTarget, sink: any AccessSink, waitingMax: Int = AccessLog.waitingMax, logger: Logger) {
    self.target = target
    self.sink = sink
    self.waitingMax = waitingMax
    self.logger = logger
  }

  /// How it fares.
  var status: Status { state.withLock { $0.status } }

  /// Takes a record, or leaves it out when too many wait.
  func append(_ record: AccessRecord) {
    let begins = state.withLock { state in
      guard state.waiting.count < waitingMax else {
        state.status.droppedCount &+= 1
        return false
      }
      state.waiting.append(record)
      let begins = !state.isWriting
      state.isWriting = true
      return begins
    }
    if begins { queue.asyncAfter(deadline: .now() + AccessLog.pause) { self.writeWaiting() } }
  }

  /// The file was moved away: another one is opened in its place.
  func reopen() {
    queue.async {
      do throws(AccessLogFailure) {
        try self.sink.reopen()
        self.note(problem: "")
      } catch {
        self.note(problem: error.sentence)
      }
    }
  }

  /// Writes what waits, and tells when it is done; as long as the disk takes.
  func flush(_ done: @escaping @Sendable () -> Void) {
    queue.async {
      self.writeWaiting()
      done()
    }
  }

  // MARK: On the queue

  private func writeWaiting() {
    while true {
      let records = state.withLock { state in
        let records = state.waiting
        (state.waiting, state.spare) = (state.spare, [])
        if records.isEmpty { state.isWriting = false }
        return records
      }
      if records.isEmpty { break }
      write(records)
      giveBack(records)
    }
    tellDropped()
  }

  private func write(_ records: [AccessRecord]) {
    var lines: [UInt8] = []
    lines.reserveCapacity(AccessLog.chunkBytes + 4_096)
    var count: UInt64 = 0
    for (index, record) in records.enumerated() {
      AccessLine.append(record, to: &lines)
      count += 1
      guard lines.count >= AccessLog.chunkBytes || index == records.count - 1 else { continue }
      do throws(AccessLogFailure) {
        try sink.write(lines)
        state.withLock { $0.status.writtenCount &+= count }
        note(problem: "")
      } catch {
        state.withLock { $0.status.droppedCount &+= count }
        note(problem: error.sentence)
      }
      lines.removeAll(keepingCapacity: true)
      count = 0
    }
  }

  private func giveBack(_ records: consuming [AccessRecord]) {
    var room = records
    room.removeAll(keepingCapacity: true)
    state.withLock { $0.spare = room }
  }

  /// Tells a problem when it is new, and its end.
  private func note(problem: String) {
    let before = state.withLock { state in
      let before = state.status.problem
      state.status.problem = problem
      return before
    }
    if before == problem { return }
    if problem.isEmpty {
      logger.notice("the access log is written again", metadata: ["target": "\(target)"])
    } else {
      logger.error("the access log loses lines: \(problem)", metadata: ["target": "\(target)"])
    }
  }

  private func tellDropped() {
    let (count, total) = state.withLock { state in
      let total = state.status.droppedCount
      let count = total - state.toldDroppedCount
      state.toldDroppedCount = total
      return (count, total)
    }
    if count == 0 { return }
    logger.warning(
      "\(count) calls were left out of the access log, since it could not be written as fast as they ended",
      metadata: ["target": "\(target)", "total": "\(total)"]
    )
  }
}
