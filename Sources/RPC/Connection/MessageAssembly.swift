internal import Wire

/// A message that arrives in fragments.
struct MessageAssembly {
  private var message = ReceivedMessage(bytes: [])
  private(set) var isComplete = false

  /// Adds a fragment. The wire has checked that the fragments add up.
  mutating func add(_ fragment: DataFragment, _ data: UnsafeRawBufferPointer) {
    if fragment.isFirst { message.isCompressed = fragment.isCompressed }
    if fragment.isFirst && fragment.isLast {
      message.bytes = [UInt8](data)
    } else {
      // Room for the whole message is not taken before its bytes are there: a peer could promise a lot and send little.
      message.bytes.append(contentsOf: data)
    }
    isComplete = fragment.isLast
  }

  /// Sets the whole message.
  mutating func set(_ data: UnsafeRawBufferPointer, isCompressed: Bool) {
    message = ReceivedMessage(bytes: [UInt8](data), isCompressed: isCompressed)
    isComplete = true
  }

  /// The complete message; the assembly is ready for the next one.
  mutating func take() -> ReceivedMessage {
    let taken = message
    message = ReceivedMessage(bytes: [])
    isComplete = false
    return taken
  }
}
