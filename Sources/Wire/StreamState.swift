/// What a connection knows of one open stream.
struct StreamState: Sendable {
  var stream: UInt32
  /// Bytes of data this side may still send.
  var sendCredit: Int
  /// Bytes of data the peer may still send.
  var receiveCredit: Int
  /// What `receiveCredit` is brought back to as messages are consumed.
  var receiveWindow: Int
  /// Bytes of complete messages that were received and not yet consumed.
  var unconsumed = 0
  /// Bytes of the message being received that are still to come; -1 = no message is in progress.
  var incomingRemaining = -1
  /// Size of the message being received, or of the last one.
  var incomingTotal = 0
  /// Largest message accepted on this stream.
  var messageBytesMax = Int.max
  var peerEnded = false
  var sawHeadersOrData = false

  init(stream: UInt32, sendCredit: Int, receiveWindow: Int) {
    self.stream = stream
    self.sendCredit = sendCredit
    self.receiveCredit = receiveWindow
    self.receiveWindow = receiveWindow
  }
}
