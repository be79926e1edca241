internal import Glibc
internal import Synchronization

/// The listening sockets that systemd handed to this process (sd_listen_fds(3)): LISTEN_FDS of them from descriptor 3
/// on, named by LISTEN_FDNAMES, meant for the process LISTEN_PID.
public final class InheritedSockets: Sendable {
  /// Those of this process. First touched at the start of a program, while nothing else reads the environment: that
  /// takes the variables away and marks the descriptors, so that no program that this one starts takes them for its
  /// own.
  public static let process: InheritedSockets = {
    let variables = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]
    let values = variables.map { name in getenv(name).map { String(cString: $0) } }
    for name in variables { unsetenv(name) }
    let sockets = InheritedSockets(
      processIDText: values[0],
      countText: values[1],
      namesText: values[2],
      processID: getpid()
    )
    for socket in sockets.waiting.withLock({ $0 }) {
      let flags = fcntl(socket.descriptor, F_GETFD)
      if flags >= 0 { _ = fcntl(socket.descriptor, F_SETFD, flags | FD_CLOEXEC) }
    }
    return sockets
  }()

  /// The first descriptor behind the three standard streams.
  static let firstDescriptor: CInt = 3
  /// More than this many are not taken seriously.
  static let countMax: CInt = 1024

  private let waiting: Mutex<[InheritedSocket]>

  /// Reads the variables; none are inherited when they are absent, meant for another process, or make no sense.
  init(processIDText: String?, countText: String?, namesText: String?, processID: pid_t) {
    guard let processIDText, pid_t(processIDText) == processID, let countText, let count = CInt(countText),
      (1...InheritedSockets.countMax).contains(count)
    else {
      waiting = Mutex([])
      return
    }
    let names = (namesText ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    waiting = Mutex(
      (0..<Int(count)).map { index in
        InheritedSocket(
          descriptor: InheritedSockets.firstDescriptor + CInt(index),
          name: index < names.count && !names[index].isEmpty ? names[index] : "unknown"
        )
      }
    )
  }

  /// Takes the sockets with a name, or all that are left; each can be taken once.
  /// - Throws: `SocketError` when there are none, or one of them is not a listening stream socket.
  func take(name: String?) throws(SocketError) -> [InheritedSocket] {
    let (taken, known) = waiting.withLock { sockets in
      let known = sockets.map(\.name)
      let taken = sockets.filter { name == nil || $0.name == name }
      sockets.removeAll { taken.contains($0) }
      return (taken, known)
    }
    guard !taken.isEmpty else {
      let found = known.isEmpty ? "none" : known.map { "\"\($0)\"" }.joined(separator: ", ")
      throw SocketError(
        "cannot listen on \(ListenAddress.inherited(name: name)): no such socket was handed to this process; "
          + "there are: \(found). Start it by its systemd socket unit, or choose another address"
      )
    }
    for socket in taken {
      if let problem = InheritedSockets.problem(of: socket.descriptor) {
        throw SocketError(
          "cannot listen on \(ListenAddress.inherited(name: name)): descriptor \(socket.descriptor) "
            + "(\"\(socket.name)\") \(problem)"
        )
      }
    }
    return taken
  }

  /// What keeps a descriptor from being accepted on; nil when nothing does.
  private static func problem(of descriptor: CInt) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return "is not open: \(systemText(errno))" }
    guard status.st_mode & S_IFMT == S_IFSOCK else { return "is not a socket" }
    guard option(SO_TYPE, of: descriptor) == CInt(SOCK_STREAM.rawValue) else {
      return "is not a stream socket; the unit needs ListenStream="
    }
    guard option(SO_ACCEPTCONN, of: descriptor) == 1 else {
      return "does not listen; the unit needs Accept=no"
    }
    guard let family = option(SO_DOMAIN, of: descriptor), [AF_INET, AF_INET6, AF_UNIX].contains(family) else {
      return "is neither a TCP nor a Unix socket"
    }
    return nil
  }

  /// True for a socket of TCP, false for a Unix socket.
  static func isTCP(_ descriptor: CInt) -> Bool {
    option(SO_DOMAIN, of: descriptor) != AF_UNIX
  }

  private static func option(_ name: CInt, of descriptor: CInt) -> CInt? {
    var value: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    return getsockopt(descriptor, SOL_SOCKET, name, &value, &length) == 0 ? value : nil
  }
}
