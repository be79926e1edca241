/// One direction of the network: bytes on their way, in order. What was sent is kept to the end of the run, so that
/// what arrives can be compared with it.
struct SimulatedLink {
  /// All bytes given to the network.
  private(set) var bytes: [UInt8] = []
  /// How many of them have arrived.
  private(set) var arrivedByteCount = 0
  /// Steps for which nothing arrives.
  var pauseSteps = 0
  /// True once the connection is lost for this direction.
  private(set) var isCut = false

  /// Bytes on their way.
  var pendingByteCount: Int { isCut ? 0 : bytes.count - arrivedByteCount }

  /// Takes bytes from a writer.
  mutating func add(_ added: UnsafeRawBufferPointer) {
    if !isCut { bytes.append(contentsOf: added) }
  }

  /// The next `byteCount` bytes have arrived: where they are.
  mutating func arrive(_ byteCount: Int) -> Range<Int> {
    let start = arrivedByteCount
    arrivedByteCount += byteCount
    return start..<arrivedByteCount
  }

  /// Loses everything that is on its way, and what comes after.
  mutating func cut() {
    isCut = true
  }
}
