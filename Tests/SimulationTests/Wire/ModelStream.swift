import Wire

/// A stream as both sides must see it.
final class ModelStream {
  let stream: UInt32
  /// What the client sends, and what the server sends.
  var flows: [ModelFlow]
  /// Whether the stream is open at the client, and at the server.
  var isOpen = [true, false]
  /// Where each side keeps it; -1 = not yet there.
  var slots = [-1, -1]
  /// Largest message that each side accepts on it.
  var messageBytesMax: [Int]
  /// Whether each side passes on what comes instead of taking it: then credit is its own business.
  var isRelay: [Bool]
  /// True once the server has written HEADERS or DATA.
  var hasAnswerBegun = false
  /// The status with which the server has closed it, and the size of its message.
  var closeCode: UInt8?
  /// True once the client has seen that status.
  var hasCloseArrived = false

  init(stream: UInt32, flows: [ModelFlow], messageBytesMax: [Int], isRelay: [Bool]) {
    self.stream = stream
    self.flows = flows
    self.messageBytesMax = messageBytesMax
    self.isRelay = isRelay
  }
}
