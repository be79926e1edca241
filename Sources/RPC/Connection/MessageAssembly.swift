internal import Wire

/// A message that arrives in fragments.
struct MessageAssembly {
  private(set) var bytes: [UInt8] = []
  private(set) var isComplete = false

  /// Adds a fragment. The wire has checked that the fragments add up.
  mutating func add(_ fragment: DataFragment, _ data: UnsafeRawBufferPointer) {
    if fragment.isFirst && fragment.isLast {
      bytes = [UInt8](data)
    } else {
      // Room for the whole message is not taken before its bytes are there: a peer could promise a lot and send little.
      bytes.append(contentsOf: data)
    }
    isComplete = fragment.isLast
  }

  /// Sets the whole message.
  mutating func set(_ data: UnsafeRawBufferPointer) {
    bytes = [UInt8](data)
    isComplete = true
  }

  /// The complete message; the assembly is ready for the next one.
  mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    isComplete = false
    return taken
  }
}
