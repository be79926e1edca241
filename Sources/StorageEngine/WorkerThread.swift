import Glibc
package import Storage

/// A thread of our own. An engine's calls block on the disk or the network, so they stay off the threads that run
/// tasks.
package enum WorkerThread {
  private final class Body: Sendable {
    let name: String
    let niceness: Int32
    let run: @Sendable () -> Void

    init(_ name: String, _ niceness: Int32, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.niceness = niceness
      self.run = run
    }
  }

  /// Starts a thread that runs `body` and ends with it.
  ///
  /// - Parameters:
  ///   - name: Shown by `top -H` and debuggers; at most 15 bytes.
  ///   - niceness: How far others come first, 0 (not at all) to 19.
  package static func start(
    name: String,
    niceness: Int32 = 0,
    _ body: @escaping @Sendable () -> Void
  ) throws(DatabaseError) {
    let retained = Unmanaged.passRetained(Body(name, niceness, body))
    let result = create(retained.toOpaque())
    guard result == 0 else {
      retained.release()
      throw DatabaseError(.other, engineCode: result, message: "cannot start thread \(name)")
    }
  }

  private static func create(_ argument: UnsafeMutableRawPointer) -> Int32 {
    // Signals are for the main thread; a thread inherits the mask of the one that made it.
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    var thread = pthread_t()
    let result = pthread_create(&thread, nil, { WorkerThread.main($0) }, argument)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    if result == 0 { pthread_detach(thread) }
    return result
  }

  private static func main(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
    setName(body.name)
    // Of the calling thread alone, on Linux: setpriority(2).
    if body.niceness > 0 { _ = setpriority(Int32(PRIO_PROCESS.rawValue), 0, body.niceness) }
    body.run()
    return nil
  }

  /// Names the calling thread; it works as well without a name. (glibc's own function is hidden from Swift.)
  private static func setName(_ name: String) {
    let descriptor = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = name.withCString { write(descriptor, $0, strlen($0)) }
    _ = close(descriptor)
  }
}
