internal import Glibc
public import Logging
public import NIOCore
internal import NIOPosix

/// Keeps a listening socket calm when the process has no file descriptors left: it stops accepting for a moment, where
/// SwiftNIO alone would try again and again as fast as it can.
public final class AcceptGuard: ChannelInboundHandler {
  /// Accepted connections.
  public typealias InboundIn = any Channel

  static let pause = TimeAmount.milliseconds(100)
  /// One log line per this many pauses.
  private static let pausesPerLogLine = 100

  private let logger: Logger
  private var isPaused = false
  private var pauseCount = 0

  /// A guard to be put into the pipeline of a listening channel.
  public init(logger: Logger) {
    self.logger = logger
  }

  /// Pauses when there are no file descriptors; passes other errors on.
  public func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError, AcceptGuard.isExhaustion(error.errnoCode) else {
      context.fireErrorCaught(error)
      return
    }
    if isPaused { return }
    isPaused = true
    if pauseCount % AcceptGuard.pausesPerLogLine == 0 {
      logger.error("cannot accept connections for now", metadata: ["reason": "\(systemText(error.errnoCode))"])
    }
    pauseCount += 1
    let channel = context.channel
    channel.setOption(.autoRead, value: false).whenComplete { _ in }
    let resumes = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: AcceptGuard.pause) {
      resumes.value.isPaused = false
      channel.setOption(.autoRead, value: true).whenComplete { _ in }
    }
  }

  private static func isExhaustion(_ errorNumber: CInt) -> Bool {
    [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errorNumber)
  }
}
