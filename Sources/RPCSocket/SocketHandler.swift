internal import NIOCore
internal import RPC

/// Carries a connection's bytes over a SwiftNIO channel. Confined to the channel's loop.
final class SocketHandler: ChannelInboundHandler, ConnectionTransport {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// How long the peer may take to close its side after this side has closed its own.
  static let lingerTime = TimeAmount.seconds(1)
  /// How long the last bytes may take to leave.
  static let lastWriteTime = TimeAmount.seconds(5)

  private let connection: any ByteConnection
  private let runQueue: RunQueue
  private var context: ChannelHandlerContext?
  private var outbound = ByteBuffer()
  private(set) var isWritable = true
  private var isStarted = false
  private var isClosing = false
  private var endReason = "the peer closed the connection"

  init(connection: any ByteConnection, runQueue: RunQueue) {
    self.connection = connection
    self.runQueue = runQueue
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    if context.channel.isActive { start() }
  }

  func channelActive(context: ChannelHandlerContext) {
    start()
  }

  private func start() {
    if isStarted { return }
    isStarted = true
    connection.start(self)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isClosing { return }
    runQueue.beginCycle()
    unwrapInboundIn(data).withUnsafeReadableBytes { connection.receive($0) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    runQueue.finishCycle()
  }

  func channelInactive(context: ChannelHandlerContext) {
    self.context = nil
    isWritable = false
    connection.receiveEnd(endReason)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    endReason = SocketError.reason(error)
    context.close(promise: nil)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    isWritable = context.channel.isWritable
    connection.writabilityChanged()
  }

  // MARK: ConnectionTransport

  func write(_ bytes: UnsafeRawBufferPointer) {
    guard let context else { return }
    outbound.clear()
    outbound.writeBytes(bytes)
    context.writeAndFlush(wrapOutboundOut(outbound), promise: nil)
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
