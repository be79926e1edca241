internal import Synchronization

/// Bytes that all connections of a server may hold together.
final class ByteBudget: Sendable {
  let byteCountMax: Int
  private let heldByteCount = Atomic<Int>(0)

  init(byteCountMax: Int) {
    self.byteCountMax = byteCountMax
  }

  /// Bytes that are held now.
  var byteCount: Int { heldByteCount.load(ordering: .relaxed) }

  func charge(_ byteCount: Int) {
    heldByteCount.add(byteCount, ordering: .relaxed)
  }
}
