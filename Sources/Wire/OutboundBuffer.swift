/// A growing run of bytes that frames are encoded into, in place; a transport takes all of it at each flush.
/// Confined to its owner; freed with it.
public struct OutboundBuffer: ~Copyable {
  private var storage: UnsafeMutableRawPointer
  private var capacity: Int
  /// Bytes written and not yet taken.
  public private(set) var count = 0

  /// A capacity above this is given back once the buffer was emptied, in bytes.
  private static let retainedCapacityMax = 1 << 20

  /// An empty buffer with room for `capacity` bytes.
  public init(capacity: Int = 4096) {
    self.capacity = Swift.max(capacity, 64)
    storage = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit {
    storage.deallocate()
  }

  /// True when nothing waits.
  public var isEmpty: Bool { count == 0 }

  /// Adds `byteCount` bytes and returns them for the caller to fill at once: the pointer is invalid after the next
  /// call.
  public mutating func appendUninitialized(byteCount: Int) -> UnsafeMutableRawBufferPointer {
    if count + byteCount > capacity {
      grow(toHold: count + byteCount)
    }
    let added = UnsafeMutableRawBufferPointer(start: storage + count, count: byteCount)
    count += byteCount
    return added
  }

  /// Adds a copy of `bytes`.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    appendUninitialized(byteCount: bytes.count).baseAddress?.copyMemory(from: source, byteCount: bytes.count)
  }

  /// Calls `body` with all bytes.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: storage, count: count))
  }

  /// Empties the buffer and keeps its room, unless a burst made it very large.
  public mutating func removeAll() {
    count = 0
    if capacity > OutboundBuffer.retainedCapacityMax {
      storage.deallocate()
      capacity = 65_536
      storage = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    }
  }

  /// Drops the first `byteCount` bytes, which were taken.
  public mutating func removeFirst(_ byteCount: Int) {
    precondition(byteCount <= count, "more bytes removed than there are")
    if byteCount == count {
      removeAll()
      return
    }
    storage.copyMemory(from: storage + byteCount, byteCount: count - byteCount)
    count -= byteCount
  }

  private mutating func grow(toHold needed: Int) {
    var newCapacity = capacity * 2
    while newCapacity < needed { newCapacity *= 2 }
    let replacement = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
    replacement.copyMemory(from: storage, byteCount: count)
    storage.deallocate()
    storage = replacement
    capacity = newCapacity
  }
}
