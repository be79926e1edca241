import RPC

/// A loop that runs on the test's own thread, when the test says so, with a clock that the test moves.
///
/// Unchecked: used by one thread, the test's; tasks of handlers run where `drain` is called.
final class TestLoop: LoopDriver, @unchecked Sendable {
  private final class Timer: LoopTimer, @unchecked Sendable {
    let atNanoseconds: Int64
    var body: (@Sendable () -> Void)?

    init(_ atNanoseconds: Int64, _ body: @escaping @Sendable () -> Void) {
      self.atNanoseconds = atNanoseconds
      self.body = body
    }

    func cancel() {
      body = nil
    }
  }

  private var bodies: [@Sendable () -> Void] = []
  private var timers: [Timer] = []
  private(set) var nowNanoseconds: Int64 = 0

  var isCurrent: Bool { true }

  func execute(_ body: @escaping @Sendable () -> Void) {
    bodies.append(body)
  }

  func schedule(afterNanoseconds nanoseconds: Int64, _ body: @escaping @Sendable () -> Void) -> any LoopTimer {
    let timer = Timer(nowNanoseconds + nanoseconds, body)
    timers.append(timer)
    return timer
  }

  /// Runs what waits, and what that brings about.
  func drain() {
    while !bodies.isEmpty {
      let taken = bodies
      bodies = []
      for body in taken { body() }
    }
  }

  /// Moves the clock on, fires what is due, in order, and runs what that brings about.
  func advance(milliseconds: Int64) {
    let target = nowNanoseconds + milliseconds * 1_000_000
    drain()
    while let next = timers.filter({ $0.body != nil && $0.atNanoseconds <= target }).min(by: {
      $0.atNanoseconds < $1.atNanoseconds
    }) {
      nowNanoseconds = max(nowNanoseconds, next.atNanoseconds)
      let body = next.body
      next.body = nil
      body?()
      drain()
    }
    timers.removeAll { $0.body == nil }
    nowNanoseconds = target
  }
}

/// Keeps what a connection sends.
final class RecordingTransport: ConnectionTransport {
  var isWritable = true
  private(set) var written: [UInt8] = []
  private(set) var isClosed = false

  func write(_ bytes: UnsafeRawBufferPointer) {
    written += bytes
  }

  func close() {
    isClosed = true
  }

  /// What was sent since the last time.
  func take() -> [UInt8] {
    defer { written = [] }
    return written
  }
}
