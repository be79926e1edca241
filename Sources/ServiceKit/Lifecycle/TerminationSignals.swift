import Dispatch
import Glibc
import Synchronization

/// SIGTERM and SIGINT: the first asks for a graceful stop, the second ends the process at once. SIGHUP: files that may
/// change while the daemon runs are read again.
enum TerminationSignals {
  /// Listens until the process ends. Returns when no signal can be missed any more.
  ///
  /// - Parameters:
  ///   - first: called once, with the name of the first signal.
  ///   - second: called with the name of every later one.
  static func listen(
    first: @escaping @Sendable (_ name: String) -> Void,
    second: @escaping @Sendable (_ name: String) -> Void
  ) async {
    let queue = DispatchQueue(label: "signals")
    let counter = Counter()
    for (number, name) in [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")] {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if counter.next() == 1 { first(name) } else { second(name) }
      }
      await withCheckedContinuation { continuation in
        // Until then the signal's default action, the end of the process, is still in force.
        source.setRegistrationHandler { continuation.resume() }
        source.resume()
      }
      // Never let go of: a source hears nothing once it is freed, and this one is needed as long as the process.
      _ = Unmanaged.passRetained(source as AnyObject)
    }
  }

  /// Calls `body` for every SIGHUP, until the process ends; without this a SIGHUP ends it.
  static func listenForHangup(_ body: @escaping @Sendable () -> Void) async {
    let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: DispatchQueue(label: "hangup"))
    source.setEventHandler(handler: body)
    await withCheckedContinuation { continuation in
      source.setRegistrationHandler { continuation.resume() }
      source.resume()
    }
    // Kept for ever, as above.
    _ = Unmanaged.passRetained(source as AnyObject)
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
  }
}
