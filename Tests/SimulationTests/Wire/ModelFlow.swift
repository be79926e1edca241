/// One direction of a stream, as somebody sees it who reads the bytes on the wire and knows the protocol's text.
final class ModelFlow {
  /// Messages whose sending has begun, in order; what the applications must see is this.
  var messages: [ModelMessage] = []

  // At the sender, by what it has written.
  /// Messages that were written completely.
  var writtenCount = 0
  /// Bytes of the next message that were written; -1 = none is begun.
  var writtenBytes = -1
  /// What the sender may still send, by what it has heard.
  var senderCredit: Int
  var hasWrittenEnd = false

  // At the receiver, by what has arrived.
  /// Messages that have arrived completely.
  var arrivedCount = 0
  /// Bytes of the next message that have arrived; -1 = none is begun.
  var arrivedBytes = -1
  /// What the receiver lets the sender still send.
  var receiverCredit: Int
  /// Bytes of complete messages that were not taken yet.
  var unconsumedBytes = 0
  var hasEndArrived = false
  /// True once the receiver has met a message that is too large: it is about to end the stream.
  var hasFailed = false

  /// What the receiver started with.
  let window: Int
  /// What the receiver has more than the sender because the sender did not know better when the stream began.
  let surplus: Int

  init(senderCredit: Int, window: Int) {
    self.senderCredit = senderCredit
    self.window = window
    receiverCredit = window
    surplus = window - senderCredit
  }

  /// Credit that can be given back: the window less what is given and what complete messages hold.
  var grantable: Int { window - receiverCredit - unconsumedBytes }

  /// Credit at which giving it back may no longer be put off (PROTOCOL.md section 7).
  var step: Int { max(1, min(window / 4, 65_536)) }

  /// Bytes that the receiver has to keep.
  var heldBytes: Int { unconsumedBytes + max(0, arrivedBytes) }
}
