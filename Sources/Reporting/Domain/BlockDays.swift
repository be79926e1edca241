/// What each listing of a block sold through each day of one month, in the bytes in which the copy stores it
/// (`MonthDays`), one listing's behind another's: reports go over all of them in that order.
struct BlockDays: Sendable {
  /// By listing, where its bytes end and the next one's begin.
  private var ends = [UInt32](repeating: 0, count: SalesBlock.listingCount)
  private var bytes: [UInt8] = []

  /// Puts a listing's days in the place of what they were; no bytes where they are not known.
  /// - Parameter days: As `MonthDays` has read them without a fault.
  mutating func put(_ days: UnsafeRawBufferPointer, of listing: Int) {
    let known = range(of: listing)
    if known.isEmpty && days.isEmpty { return }
    bytes.replaceSubrange(known, with: days)
    let (grown, shrunk) = (UInt32(days.count), UInt32(known.count))
    for later in listing..<ends.count { ends[later] = ends[later] &+ grown &- shrunk }
  }

  /// What a listing sold from one day of the month through another (1 to 31); nil where its days are not known.
  @inline(__always)
  func sums(of listing: Int, from first: Int, through last: Int) -> SalesSums? {
    let range = range(of: listing)
    if range.isEmpty { return nil }
    return bytes.withUnsafeBytes { bytes in
      // There is no fault to be thrown, as they were read when they were put in.
      try? MonthDays.sums(UnsafeRawBufferPointer(rebasing: bytes[range]), from: first, through: last)
    }
  }

  @inline(__always)
  private func range(of listing: Int) -> Range<Int> {
    (listing == 0 ? 0 : Int(ends[listing - 1]))..<Int(ends[listing])
  }
}
