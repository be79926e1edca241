internal import Messages
public import RPC
internal import Services

/// What the cases run with.
public struct InteropSession: Sendable {
  /// To the server under test.
  public let channel: any Channel
  /// How many calls `concurrent_large_unary` makes.
  public let concurrentCalls: Int
  /// What its payloads are multiplied with, above 0 to 1.
  public let payloadScale: Double

  /// A session over a channel.
  public init(channel: any Channel, concurrentCalls: Int = 1000, payloadScale: Double = 1) {
    self.channel = channel
    self.concurrentCalls = concurrentCalls
    self.payloadScale = payloadScale
  }

  var client: TestingV1.InteropClient { TestingV1.InteropClient(channel: channel) }

  /// Longest time that a call of these cases may take: a hang fails.
  static let timeout = Duration.seconds(60)

  /// A server that is being replaced is waited for.
  static var options: CallOptions {
    var options = CallOptions(timeout: timeout)
    options.waitsForReady = true
    return options
  }

  static func request(_ payloadBytes: Int, responseBytes: Int = 0) -> TestingV1.InteropRequest {
    var request = TestingV1.InteropRequest()
    request.responseBytes = UInt32(responseBytes)
    request.payload = payload(payloadBytes)
    return request
  }

  static func streamRequest(_ payloadBytes: Int, responses: [Int]) -> TestingV1.StreamingOutputRequest {
    var request = TestingV1.StreamingOutputRequest()
    request.responseParameters = responses.map { byteCount in
      var parameters = TestingV1.ResponseParameters()
      parameters.responseBytes = UInt32(byteCount)
      return parameters
    }
    request.payload = payload(payloadBytes)
    return request
  }

  private static func payload(_ byteCount: Int) -> TestingV1.Payload {
    var payload = TestingV1.Payload()
    payload.body = [UInt8](repeating: 0, count: byteCount)
    return payload
  }
}
