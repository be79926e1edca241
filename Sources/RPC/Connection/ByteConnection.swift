/// A connection as its transport sees it: bytes in; bytes out through `ConnectionTransport`. Everything on the loop.
public protocol ByteConnection: AnyObject {
  /// Begins; once, when bytes can be written.
  func start(_ transport: any ConnectionTransport)
  /// Takes received bytes, cut anywhere; between `RunQueue.beginCycle` and `finishCycle`.
  func receive(_ bytes: UnsafeRawBufferPointer)
  /// The peer has closed, or the transport has failed: nothing can be written any more.
  func receiveEnd(_ reason: String)
  /// The transport's `isWritable` has changed.
  func writabilityChanged()
}
