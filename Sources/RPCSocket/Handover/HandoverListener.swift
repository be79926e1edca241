internal import Dispatch
internal import Glibc
public import Logging
internal import Synchronization

/// Waits for the process that is to take this one's place, and hands it the listening sockets. Only processes of the
/// same user, or of root, get them.
public final class HandoverListener: Sendable {
  /// How long the other process may take to serve, once it has the sockets, in seconds.
  private static let startSeconds = 60

  private let path: String
  private let file: UnixSocketFile
  private let descriptor: CInt
  private let logger: Logger
  private let server: SocketServer
  private let onHandedOver: @Sendable () -> Void
  private let isOver = Atomic<Bool>(false)

  /// Begins to wait.
  /// - Parameters:
  ///   - server: whose sockets are handed over; it was started with `keepsSocketsForHandover`.
  ///   - onHandedOver: called once, when another process serves with the sockets: this one is to end. Returns at once.
  /// - Throws: `SocketError` when it cannot listen at the path.
  public static func start(
    path: String,
    server: SocketServer,
    logger: Logger,
    onHandedOver: @escaping @Sendable () -> Void
  ) throws(SocketError) -> HandoverListener {
    // Nobody but this user.
    let (descriptor, file) = try UnixSocketFile.listen(path, mode: 0o600, backlog: 4)
    let listener = HandoverListener(path, file, descriptor, server, logger, onHandedOver)
    DispatchQueue(label: "handover").async { listener.acceptUntilStopped() }
    return listener
  }

  private init(
    _ path: String,
    _ file: UnixSocketFile,
    _ descriptor: CInt,
    _ server: SocketServer,
    _ logger: Logger,
    _ onHandedOver: @escaping @Sendable () -> Void
  ) {
    self.path = path
    self.file = file
    self.descriptor = descriptor
    self.server = server
    self.logger = logger
    self.onHandedOver = onHandedOver
  }

  /// Waits no longer.
  public func stop() {
    if isOver.exchange(true, ordering: .relaxed) { return }
    file.remove()
    // Whoever waits for a connection there waits no longer.
    shutdown(descriptor, CInt(SHUT_RDWR))
  }

  deinit {
    close(descriptor)
  }

  private func acceptUntilStopped() {
    while !isOver.load(ordering: .relaxed) {
      let accepted = accept(descriptor, nil, nil)
      if accepted < 0 {
        // Without descriptors nothing can be handed over; it can when there are some.
        if !isOver.load(ordering: .relaxed) && errno != EINTR { usleep(100_000) }
        continue
      }
      let flags = fcntl(accepted, F_GETFD)
      if flags >= 0 { _ = fcntl(accepted, F_SETFD, flags | FD_CLOEXEC) }
      serve(HandoverStream(accepted, timeoutSeconds: HandoverRequest.timeoutSeconds))
    }
  }

  private func serve(_ stream: HandoverStream) {
    if isOver.load(ordering: .relaxed) { return }
    do throws(SocketError) {
      guard let user = stream.peerUserID, user == geteuid() || user == 0 else {
        throw SocketError("a process of user \(stream.peerUserID.map { "\($0)" } ?? "unknown") has asked for them")
      }
      guard try stream.receive(HandoverMessage.question.count) == HandoverMessage.question else {
        throw SocketError("the other process asks for something else")
      }
      let sockets = server.socketsForHandover
      guard !sockets.isEmpty, sockets.count <= HandoverMessage.socketsMax else {
        throw SocketError("there are \(sockets.count), and 1 to \(HandoverMessage.socketsMax) can be handed over")
      }
      // From now on, since it cannot be known whether the other process goes on when this one is stopped meanwhile.
      server.setHandedOver(true)
      server.setAccepting(false)
      try stream.send(HandoverMessage.addresses(sockets), descriptors: sockets.map(\.descriptor))
      logger.notice("listening sockets handed to another process; this one ends when that one serves")
      stream.setTimeout(seconds: HandoverListener.startSeconds)
      guard try stream.receive(HandoverMessage.serving.count) == HandoverMessage.serving else {
        throw SocketError("the other process does not say that it serves")
      }
    } catch {
      server.setHandedOver(false)
      server.setAccepting(true)
      logger.warning("the listening sockets stay here: \(error.message)", metadata: ["handover": "unix:\(path)"])
      return
    }
    logger.notice("another process serves in this one's place")
    stop()
    onHandedOver()
    // If it is gone already, it needs no word.
    try? stream.send(HandoverMessage.leaving)
  }
}
