internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// One connection of the admin port: one request, one answer, the end. Confined to its channel's loop.
final class AdminConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let routes: AdminRoutes
  private let limits: AdminLimits
  private let isLoopbackOnly: Bool
  private let logger: Logger
  private var isAnswered = false
  private var timer: Scheduled<Void>?
  private var task: Task<Void, Never>?

  init(routes: AdminRoutes, limits: AdminLimits, isLoopbackOnly: Bool, logger: Logger) {
    self.routes = routes
    self.limits = limits
    self.isLoopbackOnly = isLoopbackOnly
    self.logger = logger
  }

  func channelActive(context: ChannelHandlerContext) {
    closeUnless(context, doneWithin: limits.requestTimeout)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    task?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !isAnswered else { return }
    isAnswered = true
    closeUnless(context, doneWithin: limits.answerTimeout)
    let isHead = head.method == .HEAD
    guard head.method == .GET || isHead else {
      return answer(context, .text("only GET and HEAD are answered", status: 405), withoutBody: false)
    }
    guard HostCheck.isAccepted(head.headers["host"].first, isLoopbackOnly: isLoopbackOnly) else {
      let text = "this server is for this machine only; name it localhost, or by its address"
      return answer(context, .text(text, status: 403), withoutBody: isHead)
    }
    let path = AdminConnection.path(of: head.uri)
    guard let handler = routes.handler(for: path) else {
      let text = "nothing here; there is \(routes.paths.joined(separator: ", "))"
      return answer(context, .text(text, status: 404), withoutBody: isHead)
    }
    logger.debug("admin request", metadata: ["path": "\(path)"])
    let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    let eventLoop = context.eventLoop
    let request = AdminRequest(path: path)
    task = Task {
      let response = await handler(request)
      eventLoop.execute {
        let (connection, context) = loopBound.value
        connection.answer(context, response, withoutBody: isHead)
      }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError, !isAnswered else {
      context.close(promise: nil)
      return
    }
    isAnswered = true
    closeUnless(context, doneWithin: limits.answerTimeout)
    let response: AdminResponse =
      error == .headerOverflow
      ? .text("the request has too many or too long lines", status: 431)
      : .text("this is not an HTTP request", status: 400)
    answer(context, response, withoutBody: false)
  }

  /// The path of a request's target, without query.
  static func path(of target: String) -> String {
    var rest = target[...]
    for scheme in ["http://", "https://"] where target.hasPrefix(scheme) {
      // The absolute form, as sent to a proxy.
      rest = rest.dropFirst(scheme.count)
      rest = rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }
    return String(rest.prefix { $0 != "?" && $0 != "#" })
  }

  private func answer(_ context: ChannelHandlerContext, _ response: AdminResponse, withoutBody: Bool) {
    guard context.channel.isActive else { return }
    var headers = HTTPHeaders([
      ("Content-Type", response.contentType), ("Content-Length", "\(response.body.count)"), ("Connection", "close"),
      ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
      // Pages have no scripts and load nothing, whatever somebody manages to write into them.
      ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
    ])
    if response.status == 405 { headers.add(name: "Allow", value: "GET, HEAD") }
    let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: response.status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !withoutBody {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: response.body)))), promise: nil)
    }
    let written = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
    let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    written.futureResult.whenComplete { _ in
      let (connection, context) = loopBound.value
      // Closing both sides at once could take the answer back from a caller that is still sending.
      context.channel.close(mode: .output, promise: nil)
      connection.closeUnless(context, doneWithin: connection.limits.lingerTimeout)
    }
  }

  /// Closes the connection after a time, unless another time is set before.
  private func closeUnless(_ context: ChannelHandlerContext, doneWithin time: TimeAmount) {
    timer?.cancel()
    let channel = context.channel
    timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
