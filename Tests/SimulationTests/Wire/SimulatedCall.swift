/// What the application, or the relay, at one end of a stream knows of it.
final class SimulatedCall {
  let stream: UInt32
  let slot: Int
  let isRelay: Bool
  /// The message that is being sent.
  var outgoing: OutgoingMessage?
  /// True once this side has said that it sends no more.
  var hasEnded = false
  var hasSentHeaders = false
  var hasSentMessages = false
  /// True once the peer has said so.
  var peerHasEnded = false

  /// Messages that have arrived completely.
  var receivedCount = 0
  /// Bytes of the incomplete one.
  var receivedBytes = 0
  /// Sizes of the complete ones that were not taken, oldest first.
  var waiting: [Int] = []
  /// Bytes for which a relay has not given credit yet.
  var owedBytes = 0

  init(stream: UInt32, slot: Int, isRelay: Bool) {
    self.stream = stream
    self.slot = slot
    self.isRelay = isRelay
  }
}
