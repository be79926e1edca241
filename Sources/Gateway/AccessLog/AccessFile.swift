import Glibc
import Synchronization

/// A file, or standard error, that lines are appended to.
final class AccessFile: AccessSink {
  private struct State {
    var descriptor: CInt
    /// A line was written in part: the next one has to begin on a new one.
    var isTorn = false
  }

  private let target: AccessLogTarget
  private let state: Mutex<State>

  /// Opens the file, and makes it when it is missing; its folder has to be there.
  /// - Throws: `AccessLogFailure` that names the file.
  init(_ target: AccessLogTarget) throws(AccessLogFailure) {
    self.target = target
    state = Mutex(State(descriptor: try AccessFile.open(target)))
  }

  deinit {
    state.withLock { AccessFile.close($0.descriptor) }
  }

  private static func open(_ target: AccessLogTarget) throws(AccessLogFailure) -> CInt {
    guard case .file(let path) = target else { return STDERR_FILENO }
    // Not for everybody: it tells who did what.
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o640)
    guard descriptor >= 0 else { throw AccessLogFailure("\(path) cannot be opened: \(systemText())") }
    return descriptor
  }

  private static func close(_ descriptor: CInt) {
    if descriptor != STDERR_FILENO { Glibc.close(descriptor) }
  }

  private static func systemText() -> String { String(cString: strerror(errno)) }

  func write(_ lines: [UInt8]) throws(AccessLogFailure) {
    let problem = state.withLock { state -> String? in
      var rest = lines[...]
      if state.isTorn { rest = ([UInt8(ascii: "\n")] + lines)[...] }
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(state.descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return AccessFile.systemText() }
        state.isTorn = rest.prefix(count).last != UInt8(ascii: "\n")
        rest = rest.dropFirst(count)
      }
      return nil
    }
    if let problem { throw AccessLogFailure("\(target) cannot be written to: \(problem)") }
  }

  func reopen() throws(AccessLogFailure) {
    let descriptor = try AccessFile.open(target)
    let before = state.withLock { state in
      let before = state.descriptor
      state = State(descriptor: descriptor)
      return before
    }
    AccessFile.close(before)
  }
}
