internal import Synchronization

/// Bytes that one connection holds, part of a server's budget. What is still charged when it goes is given back.
final class ByteAccount: Sendable {
  /// A connection may hold one part in so many of the budget: one alone cannot starve the others.
  private static let sharesPerBudget = 4

  private let budget: ByteBudget
  private let heldByteCount = Atomic<Int>(0)

  init(_ budget: ByteBudget) {
    self.budget = budget
  }

  deinit {
    budget.charge(-byteCount)
  }

  /// Bytes that the connection holds now.
  var byteCount: Int { heldByteCount.load(ordering: .relaxed) }

  /// Counts more bytes, or fewer.
  func charge(_ byteCount: Int) {
    heldByteCount.add(byteCount, ordering: .relaxed)
    budget.charge(byteCount)
  }

  /// True when no more should be taken on.
  var isExhausted: Bool { holds(times: 1) }

  /// True when what is taken on has to be dropped.
  var isOverdrawn: Bool { holds(times: 2) }

  private func holds(times: Int) -> Bool {
    budget.byteCount >= times * budget.byteCountMax
      || byteCount >= times * (budget.byteCountMax / ByteAccount.sharesPerBudget)
  }
}
