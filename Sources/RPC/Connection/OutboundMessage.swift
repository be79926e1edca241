/// An encoded message that waits for credit or for its turn; owns its bytes.
final class OutboundMessage {
  let bytes: UnsafeMutableRawBufferPointer
  /// Bytes of it that were sent.
  var offset = 0
  /// Whether the message's last frame also ends this side of the stream.
  var endsStream: Bool
  /// Whether the bytes are the message's compressed form.
  let isCompressed: Bool
  /// Called once on the loop: true when the message was sent, false when its stream ended before.
  var whenDone: ((Bool) -> Void)?
  /// Where its bytes are counted while it waits.
  private var account: ByteAccount?

  init(byteCount: Int, endsStream: Bool = false, isCompressed: Bool = false) {
    bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    self.endsStream = endsStream
    self.isCompressed = isCompressed
  }

  convenience init(copying source: UnsafeRawBufferPointer, endsStream: Bool = false, isCompressed: Bool = false) {
    self.init(byteCount: source.count, endsStream: endsStream, isCompressed: isCompressed)
    bytes.copyMemory(from: source)
  }

  /// Counts the message's bytes, once, until it is gone.
  func charge(_ account: ByteAccount) {
    self.account = account
    account.charge(bytes.count)
  }

  deinit {
    account?.charge(-bytes.count)
    bytes.deallocate()
  }
}

/// The messages that one stream still has to send. Confined to the connection's loop.
final class OutboundStream {
  let slot: Int
  let stream: UInt32
  var messages: [OutboundMessage] = []
  /// True while it stands in the connection's line of streams that can send.
  var isInLine = false

  init(slot: Int, stream: UInt32) {
    self.slot = slot
    self.stream = stream
  }

  /// Drops what is left, because the stream has ended.
  func abandon() {
    let dropped = messages
    messages = []
    for message in dropped {
      let whenDone = message.whenDone
      message.whenDone = nil
      whenDone?(false)
    }
  }
}
