internal import Glibc
internal import NIOCore
internal import RPC

/// Carries a connection's bytes over a SwiftNIO channel. The connection is made when bytes can be exchanged, which is
/// once the channel is active, or once its peer is verified. Confined to the channel's loop.
final class SocketHandler: ChannelInboundHandler, ConnectionTransport {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// How long the peer may take to close its side after this side has closed its own.
  static let lingerTime = TimeAmount.seconds(1)
  /// How long the last bytes may take to leave.
  static let lastWriteTime = TimeAmount.seconds(5)
  /// POLLRDHUP of poll(2), which Swift's Glibc leaves out.
  private static let peerSendsNoMore: Int16 = 0x2000

  private let isSecured: Bool
  private let runQueue: RunQueue
  private var makeConnection: ((PeerCertificate?) -> any ByteConnection)?
  private var connection: (any ByteConnection)?
  private var whenSettled: ((Result<any ByteConnection, SocketError>) -> Void)?
  private var context: ChannelHandlerContext?
  /// The socket, when bytes may go into it without passing other handlers.
  private var socket: NIOBSDSocket.Handle?
  /// What the socket did not take at once, on its way through the channel: until it has left, nothing may overtake it.
  private var waitingWriteCount = 0
  private var outbound = ByteBuffer()
  private var isChannelWritable = true
  private var isClosing = false
  private var endReason = "the peer closed the connection"
  private var failure: HandshakeFailure?
  /// Called when a connection that was begun is ended because its peer is not, or no longer, to be talked to.
  var whenUnsecured: ((SocketError) -> Void)?

  /// - Parameters:
  ///   - isSecured: true when `TransportSecurity` stands before this handler.
  ///   - makeConnection: makes the connection; called at most once.
  init(isSecured: Bool, runQueue: RunQueue, makeConnection: @escaping (PeerCertificate?) -> any ByteConnection) {
    self.isSecured = isSecured
    self.runQueue = runQueue
    self.makeConnection = makeConnection
  }

  /// Calls `body` once, now or later, with the connection that was begun, or with why none could be.
  func settle(_ body: @escaping (Result<any ByteConnection, SocketError>) -> Void) {
    if let connection { return body(.success(connection)) }
    if makeConnection == nil { return body(.failure(SocketError(endReason, failure))) }
    whenSettled = body
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    // Not for a transport that encrypts, and not for channels that are no sockets.
    if !isSecured { socket = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable { $0 } }
    if context.channel.isActive && !isSecured { start(certificate: nil) }
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    giveUp()
  }

  func channelActive(context: ChannelHandlerContext) {
    if !isSecured { start(certificate: nil) }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ConnectionSecured {
      start(certificate: event.certificate)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  private func start(certificate: PeerCertificate?) {
    guard let make = makeConnection else { return }
    makeConnection = nil
    let made = make(certificate)
    connection = made
    made.start(self)
    let whenSettled = whenSettled
    self.whenSettled = nil
    whenSettled?(.success(made))
  }

  /// No connection will come of this channel.
  private func giveUp() {
    if connection != nil { return }
    makeConnection = nil
    let whenSettled = whenSettled
    self.whenSettled = nil
    whenSettled?(.failure(SocketError(endReason, failure)))
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isClosing { return }
    runQueue.beginCycle()
    let buffer = unwrapInboundIn(data)
    buffer.withUnsafeReadableBytes { connection?.receive($0) }
    // A buffer that came full is followed by others: what this one brought about does not wait for those.
    if buffer.writableBytes == 0 { runQueue.finishCycle() }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    guard let socket else { return runQueue.finishCycle() }
    runQueue.endCycle(unless: { SocketHandler.hasPeerClosed(socket) })
  }

  /// Whether the peer sends no more: then the channel closes next, and what there is to say must not wait until others
  /// were read.
  private static func hasPeerClosed(_ socket: NIOBSDSocket.Handle) -> Bool {
    var look = pollfd(fd: socket, events: SocketHandler.peerSendsNoMore, revents: 0)
    return poll(&look, 1, 0) != 0
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    socket = nil
    isChannelWritable = false
    giveUp()
    connection?.receiveEnd(endReason)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    endReason = SocketError.reason(error)
    if let error = error as? SocketError, let failure = error.handshakeFailure {
      self.failure = failure
      if connection != nil && !isClosing { whenUnsecured?(error) }
      // Now, not when the transport has said goodbye: nothing is done for this peer any more.
      connection?.receiveEnd(endReason)
    }
    context.close(promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isChannelWritable = context.channel.isWritable
    connection?.writabilityChanged()
  }

  // MARK: ConnectionTransport

  /// While something waits for the socket no more is taken: what is written next then goes straight into the socket
  /// again, instead of being copied to stand in line.
  var isWritable: Bool { isChannelWritable && waitingWriteCount == 0 }

  func write(_ bytes: UnsafeRawBufferPointer) {
    guard let context else { return }
    let sentByteCount = sendAtOnce(bytes, context)
    if sentByteCount == bytes.count { return }
    outbound.clear()
    outbound.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[sentByteCount...]))
    let written = socket == nil ? nil : context.eventLoop.makePromise(of: Void.self)
    if let written {
      waitingWriteCount += 1
      written.futureResult.assumeIsolated().whenSuccess { self.waitingWriteHasLeft() }
    }
    context.writeAndFlush(wrapOutboundOut(outbound), promise: written)
  }

  /// Gives the socket what it takes now, past the channel, which would copy it first. Returns how many bytes that were;
  /// the channel does the rest, errors included.
  private func sendAtOnce(_ bytes: UnsafeRawBufferPointer, _ context: ChannelHandlerContext) -> Int {
    // A channel that is no longer active may have closed its socket already.
    guard let socket, waitingWriteCount == 0, context.channel.isActive else { return 0 }
    return max(0, send(socket, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL)))
  }

  private func waitingWriteHasLeft() {
    waitingWriteCount -= 1
    if waitingWriteCount > 0 { return }
    outbound = ByteBuffer()
    connection?.writabilityChanged()
  }

  /// Lets everything written leave, closes this side, and gives the peer a moment to close its own: closing at once
  /// could take the last frames back from a peer that has not read them yet.
  func close() {
    guard let context, !isClosing else { return }
    isClosing = true
    let channel = context.channel
    let giveUp = context.eventLoop.scheduleTask(in: SocketHandler.lastWriteTime) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in giveUp.cancel() }
    let written = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
    written.futureResult.whenComplete { _ in
      channel.close(mode: .output, promise: nil)
      channel.eventLoop.scheduleTask(in: SocketHandler.lingerTime) { channel.close(promise: nil) }
    }
  }
}
