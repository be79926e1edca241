import CPostgreSQL
import Dispatch
import Glibc
import Storage
import StorageEngine
import Synchronization

/// A thread that hears of commits by other processes, on a connection of its own, and tells those who asked.
final class CommitListener: Sendable {
  private struct State {
    var bodies: [@Sendable () -> Void] = []
    var isStarted = false
    var isStopped = false
  }

  private let location: ConnectionString
  private let configuration: PostgreSQLConfiguration
  /// The server's process that our own writer commits on: its commits are no news.
  private let ownProcess: @Sendable () -> Int32
  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)
  /// A pipe; its first end becomes readable when the thread shall end.
  private let wakeUp: (toRead: Int32, toWrite: Int32)

  init(
    _ location: ConnectionString,
    configuration: PostgreSQLConfiguration,
    ownProcess: @escaping @Sendable () -> Int32
  ) {
    self.location = location
    self.configuration = configuration
    self.ownProcess = ownProcess
    var ends: [Int32] = [-1, -1]
    _ = pipe(&ends)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.wakeUp = (ends[0], ends[1])
  }

  deinit {
    for end in [wakeUp.toRead, wakeUp.toWrite] where end >= 0 { close(end) }
  }

  /// Calls `body` after each commit of another process from now on, and when some may have been missed.
  func add(_ body: @escaping @Sendable () -> Void) {
    let starts = state.withLock { state in
      state.bodies.append(body)
      if state.isStarted || state.isStopped { return false }
      state.isStarted = true
      return true
    }
    guard starts else { return }
    do {
      try WorkerThread.start(name: "postgres-listen") { [self] in
        run()
        ended.signal()
      }
    } catch {
      // Watchers look by themselves every interval; they are only slower.
      state.withLock { $0.isStarted = false }
    }
  }

  /// Ends the thread and waits for it.
  func stop() {
    let isRunning = state.withLock { state in
      state.isStopped = true
      defer { state.isStarted = false }
      return state.isStarted
    }
    var byte: UInt8 = 1
    _ = write(wakeUp.toWrite, &byte, 1)
    if isRunning { ended.wait() }
  }

  private var isStopped: Bool { state.withLock { $0.isStopped } }

  private func run() {
    let keeper = ConnectionKeeper(location, role: .listener, configuration: configuration)
    while !isStopped {
      do throws(DatabaseError) {
        let connection = try keeper.connection()
        connection.queue(.listen)
        try connection.exchange()
        // What was committed while nobody listened.
        tell()
        while !isStopped, !connection.isBroken {
          if connection.hearsOfCommit(by: ownProcess(), orOf: wakeUp.toRead) { tell() }
        }
      } catch {
        let left = keeper.nextAttempt.map { ContinuousClock.now.duration(to: $0) } ?? .zero
        var descriptor = pollfd(fd: wakeUp.toRead, events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, Int32(clamping: left.components.seconds * 1_000 + 100))
      }
    }
  }

  private func tell() {
    let bodies = state.withLock { $0.bodies }
    for body in bodies { body() }
  }
}

extension PostgreSQLConnection {
  /// Waits for a notification, or until `other` can be read from.
  ///
  /// - Returns: Whether a process other than `own` has committed. When the connection is lost, it is broken then.
  fileprivate func hearsOfCommit(by own: Int32, orOf other: Int32) -> Bool {
    var descriptors = [
      pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0),
      pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&descriptors, 2, -1)
    if PQconsumeInput(handle) == 0 { isBroken = true }
    var isNews = false
    while let notification = PQnotifies(handle) {
      if notification.pointee.be_pid != own { isNews = true }
      PQfreemem(notification)
    }
    return isNews
  }
}
