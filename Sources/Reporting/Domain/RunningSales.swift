/// What one listing sold until the end of a month, since its first. Sums wrap around, and so does the difference of two
/// of them back. Orders are rows of a table, so their number fits.
struct RunningSales: Hashable, Sendable {
  var quantityThousandths: Int64 = 0
  var revenueDong: Int64 = 0
  var completed: UInt32 = 0
  var evidenced: UInt32 = 0
  var declared: UInt32 = 0
  var estimated: UInt32 = 0
  var cancelled: UInt32 = 0
  var returned: UInt32 = 0
  var other: UInt32 = 0
  /// Days of the month (1 to 31) on or outside those of the month's own orders; 0 where the listing has none in it.
  var firstDay: UInt8 = 0
  var lastDay: UInt8 = 0

  /// Nothing sold.
  init() {}

  /// These sums, in no month.
  init(_ sums: SalesSums) {
    quantityThousandths = sums.quantityThousandths
    revenueDong = sums.revenueDong
    completed = UInt32(truncatingIfNeeded: sums.completed)
    evidenced = UInt32(truncatingIfNeeded: sums.evidenced)
    declared = UInt32(truncatingIfNeeded: sums.declared)
    estimated = UInt32(truncatingIfNeeded: sums.estimated)
    cancelled = UInt32(truncatingIfNeeded: sums.cancelled)
    returned = UInt32(truncatingIfNeeded: sums.returned)
    other = UInt32(truncatingIfNeeded: sums.other)
  }

  /// Whether the listing has orders in the month itself.
  var hasOrders: Bool { firstDay != 0 }

  /// The same until the end of a later month without orders.
  var carriedOver: RunningSales {
    var later = self
    (later.firstDay, later.lastDay) = (0, 0)
    return later
  }

  /// What was sold in a month of which these are the sums becomes something else.
  mutating func replace(_ known: RunningSales, with new: RunningSales) {
    quantityThousandths &+= new.quantityThousandths &- known.quantityThousandths
    revenueDong &+= new.revenueDong &- known.revenueDong
    completed &+= new.completed &- known.completed
    evidenced &+= new.evidenced &- known.evidenced
    declared &+= new.declared &- known.declared
    estimated &+= new.estimated &- known.estimated
    cancelled &+= new.cancelled &- known.cancelled
    returned &+= new.returned &- known.returned
    other &+= new.other &- known.other
  }

  /// What came after an earlier month's end.
  func sums(after earlier: RunningSales) -> SalesSums {
    SalesSums(
      completed: Int64(completed &- earlier.completed),
      evidenced: Int64(evidenced &- earlier.evidenced),
      declared: Int64(declared &- earlier.declared),
      estimated: Int64(estimated &- earlier.estimated),
      cancelled: Int64(cancelled &- earlier.cancelled),
      returned: Int64(returned &- earlier.returned),
      other: Int64(other &- earlier.other),
      quantityThousandths: quantityThousandths &- earlier.quantityThousandths,
      revenueDong: revenueDong &- earlier.revenueDong
    )
  }
}
