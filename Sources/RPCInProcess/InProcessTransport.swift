internal import RPC

/// One direction of a connection in memory: what is written is delivered to the other connection, on the loop, in a
/// cycle of its own.
///
/// Unchecked: touched on the loop only.
final class InProcessTransport: ConnectionTransport, @unchecked Sendable {
  /// Bytes on the way at which the transport is no longer writable.
  private static let pendingBytesMax = 262_144

  private let runQueue: RunQueue
  private let chunkByteCountMax: Int
  private var receiver: (any ByteConnection)?
  private var sender: (any ByteConnection)?
  private var pendingByteCount = 0
  private var isClosed = false

  init(runQueue: RunQueue, chunkByteCountMax: Int) {
    self.runQueue = runQueue
    self.chunkByteCountMax = chunkByteCountMax
  }

  func join(sender: any ByteConnection, receiver: any ByteConnection) {
    self.sender = sender
    self.receiver = receiver
  }

  var isWritable: Bool { pendingByteCount < InProcessTransport.pendingBytesMax && !isClosed }

  func write(_ bytes: UnsafeRawBufferPointer) {
    if isClosed || bytes.isEmpty { return }
    let copy = [UInt8](bytes)
    pendingByteCount += copy.count
    runQueue.driver.execute { self.deliver(copy) }
  }

  func close() {
    if isClosed { return }
    isClosed = true
    runQueue.driver.execute {
      self.runQueue.beginCycle()
      self.receiver?.receiveEnd("the peer closed the connection")
      self.receiver = nil
      self.sender = nil
      self.runQueue.finishCycle()
    }
  }

  private func deliver(_ bytes: [UInt8]) {
    let wasWritable = isWritable
    pendingByteCount -= bytes.count
    runQueue.beginCycle()
    bytes.withUnsafeBytes { all in
      var offset = 0
      while offset < all.count {
        let end = min(all.count, offset + chunkByteCountMax)
        receiver?.receive(UnsafeRawBufferPointer(rebasing: all[offset..<end]))
        offset = end
      }
    }
    if !wasWritable && isWritable { sender?.writabilityChanged() }
    runQueue.finishCycle()
  }
}
