import Glibc
import Logging
import RPC
import Synchronization

/// Tells the service manager that started this process, systemd, how it fares (sd_notify(3)): that it is ready, reads
/// files again, stops, and that its loop is alive. Without one (NOTIFY_SOCKET is not set) nothing is told.
final class ServiceManager: Sendable {
  /// That of this process. First touched at the start of a program, while nothing else reads the environment: that
  /// takes the variables away, so that no program that this one starts speaks in its name.
  static let process: ServiceManager = {
    let variables = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]
    let values = variables.map { name in getenv(name).map { String(cString: $0) } }
    for name in variables { unsetenv(name) }
    return ServiceManager(
      socketText: values[0],
      watchdogText: values[1],
      watchdogProcessText: values[2],
      processID: getpid()
    )
  }()

  /// How often the loop shows that it is alive: half of the time after which the service manager ends the process; nil
  /// = never. Nanoseconds.
  let watchdogPeriodNanoseconds: Int64?
  /// What was wrong with the variables; each of them is as if it were not set.
  let problems: [String]
  private let socket: NotificationSocket?
  /// Failures are logged once: they come again and again, and change nothing.
  private let hasFailed = Atomic<Bool>(false)

  /// Reads the variables.
  init(socketText: String?, watchdogText: String?, watchdogProcessText: String?, processID: pid_t) {
    var problems: [String] = []
    var socket: NotificationSocket?
    var period: Int64?
    if let socketText {
      do throws(StartupFailure) {
        socket = try NotificationSocket(socketText)
      } catch {
        problems.append("\(error); the service manager is told nothing")
      }
    }
    let isMeant = watchdogProcessText.map { pid_t($0) == processID } ?? true
    if socket != nil, isMeant, let watchdogText {
      // A day at most: longer, and a period in nanoseconds says nothing any more.
      if let microseconds = Int64(watchdogText), (2...86_400_000_000).contains(microseconds) {
        period = microseconds * 1_000 / 2
      } else {
        problems.append("WATCHDOG_USEC=\(watchdogText) is not a time from 2 µs to a day; no watchdog is served")
      }
    }
    self.socket = socket
    self.problems = problems
    watchdogPeriodNanoseconds = period
  }

  /// Calls are taken. `place` is for people: "tcp:127.0.0.1:7401".
  func tellReady(servingAt place: String, logger: Logger) {
    send("READY=1\nSTATUS=serving at \(place)", logger)
  }

  /// Files are read again. `tellReady` ends that.
  func tellReloading(logger: Logger) {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    send("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1_000)", logger)
  }

  /// The daemon stops, in as much time as the unit gives it.
  func tellStopping(logger: Logger) {
    send("STOPPING=1\nSTATUS=finishing running calls", logger)
  }

  /// Shows from now on, twice in the time that the service manager waits, that a loop is alive; until the process ends.
  ///
  /// The loop itself sends it: one that hangs, or is held up for longer than that, is not answering calls either.
  func keepWatchdog(on loop: any LoopDriver, logger: Logger) {
    guard let period = watchdogPeriodNanoseconds else { return }
    loop.execute { self.showAlive(every: period, on: loop, logger) }
  }

  private func showAlive(every period: Int64, on loop: any LoopDriver, _ logger: Logger) {
    send("WATCHDOG=1", waits: false, logger)
    _ = loop.schedule(afterNanoseconds: period) { self.showAlive(every: period, on: loop, logger) }
  }

  private func send(_ text: String, waits: Bool = true, _ logger: Logger) {
    guard let socket, let problem = socket.send(text, waits: waits) else { return }
    guard !hasFailed.exchange(true, ordering: .relaxed) else { return }
    logger.warning("the service manager cannot be notified: \(problem)")
  }
}
