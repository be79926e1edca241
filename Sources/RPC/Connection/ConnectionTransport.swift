/// What carries a connection's bytes. Confined to the connection's loop.
public protocol ConnectionTransport: AnyObject {
  /// False while so much waits to leave that no more data should be added; `writabilityChanged` tells when that ends.
  var isWritable: Bool { get }
  /// Takes all bytes, in order, and sends them on without further ado. They are valid during the call only.
  func write(_ bytes: UnsafeRawBufferPointer)
  /// Ends the connection once everything written has left.
  func close()
}
