/// What one listing sold month by month, as running sums: what it sold in any whole months is the difference of two.
struct ListingSales: Sendable {
  /// Sums of this month and of all before it; they wrap around, and so does their difference back. Orders are rows of
  /// a table, so their number fits.
  private struct Row: Sendable {
    let monthIndex: Int32
    /// The month's own.
    var firstDay: Int32
    var lastDay: Int32
    var completed: UInt32 = 0
    var evidenced: UInt32 = 0
    var declared: UInt32 = 0
    var estimated: UInt32 = 0
    var cancelled: UInt32 = 0
    var returned: UInt32 = 0
    var other: UInt32 = 0
    var quantityThousandths: Int64 = 0
    var revenueDong: Int64 = 0

    init(_ month: MonthSales) {
      (monthIndex, firstDay, lastDay) = (month.monthIndex, month.firstDay, month.lastDay)
    }

    mutating func add(_ sums: SalesSums) {
      completed &+= UInt32(truncatingIfNeeded: sums.completed)
      evidenced &+= UInt32(truncatingIfNeeded: sums.evidenced)
      declared &+= UInt32(truncatingIfNeeded: sums.declared)
      estimated &+= UInt32(truncatingIfNeeded: sums.estimated)
      cancelled &+= UInt32(truncatingIfNeeded: sums.cancelled)
      returned &+= UInt32(truncatingIfNeeded: sums.returned)
      other &+= UInt32(truncatingIfNeeded: sums.other)
      quantityThousandths &+= sums.quantityThousandths
      revenueDong &+= sums.revenueDong
    }

    /// What came after another row, up to this one.
    func sums(after row: Row) -> SalesSums {
      SalesSums(
        completed: Int64(completed &- row.completed),
        evidenced: Int64(evidenced &- row.evidenced),
        declared: Int64(declared &- row.declared),
        estimated: Int64(estimated &- row.estimated),
        cancelled: Int64(cancelled &- row.cancelled),
        returned: Int64(returned &- row.returned),
        other: Int64(other &- row.other),
        quantityThousandths: quantityThousandths &- row.quantityThousandths,
        revenueDong: revenueDong &- row.revenueDong
      )
    }

    var sums: SalesSums {
      SalesSums(
        completed: Int64(completed),
        evidenced: Int64(evidenced),
        declared: Int64(declared),
        estimated: Int64(estimated),
        cancelled: Int64(cancelled),
        returned: Int64(returned),
        other: Int64(other),
        quantityThousandths: quantityThousandths,
        revenueDong: revenueDong
      )
    }
  }

  private var rows: [Row] = []
  private var firstMonth: Int32 = 0
  /// Which of the 128 months from the first one on there is a row of, lowest bit first.
  private var present: UInt128 = 0
  /// As much as the sums of all months can come to; `.max` where they may not fit, and then months are added one by
  /// one.
  private var largest: Int64 = 0

  /// Its months with orders, oldest first.
  var months: [MonthSales] { rows.indices.map { month(at: $0) } }

  /// A month's own sums; nil without an order in it.
  func month(_ monthIndex: Int32) -> MonthSales? {
    let place = place(of: monthIndex)
    guard place < rows.count, rows[place].monthIndex == monthIndex else { return nil }
    return month(at: place)
  }

  /// Hands over the months, oldest first.
  func forEachMonth(_ body: (_ month: Int32, _ sums: SalesSums) -> Void) {
    guard var earlier = rows.first else { return }
    body(earlier.monthIndex, earlier.sums)
    for row in rows.dropFirst() {
      body(row.monthIndex, row.sums(after: earlier))
      earlier = row
    }
  }

  /// What was sold in months, both included.
  func sums(from first: Int32, through last: Int32) -> SalesSums {
    guard first <= last else { return SalesSums() }
    let begin = place(of: first)
    let end = place(of: last + 1)
    guard begin < end else { return SalesSums() }
    guard largest == .max else { return begin == 0 ? rows[end - 1].sums : rows[end - 1].sums(after: rows[begin - 1]) }
    var sums = SalesSums()
    for place in begin..<end { sums.add(month(at: place).sums) }
    return sums
  }

  /// Puts a month's sums in the place of what they were.
  mutating func put(_ month: MonthSales) {
    let place = place(of: month.monthIndex)
    var later = rows[place...].indices.map { self.month(at: $0) }
    if let known = later.first, known.monthIndex == month.monthIndex {
      later[0] = month
    } else {
      later.insert(month, at: 0)
    }
    rows.removeSubrange(place...)
    if rows.isEmpty { present = 0 }
    for month in later {
      var row = Row(month)
      if let earlier = rows.last { row.add(earlier.sums) }
      row.add(month.sums)
      rows.append(row)
    }
    firstMonth = rows[0].monthIndex
    if later.count == 1 { note(month.monthIndex) } else { rows.forEach { note($0.monthIndex) } }
    largest = later.count == 1 ? Self.sum(largest, month.sums) : months.reduce(0) { Self.sum($0, $1.sums) }
  }

  private mutating func note(_ month: Int32) {
    let offset = Int(month) - Int(firstMonth)
    if offset < UInt128.bitWidth { present |= 1 << offset }
  }

  private func month(at place: Int) -> MonthSales {
    let row = rows[place]
    let sums = place == 0 ? row.sums : row.sums(after: rows[place - 1])
    return MonthSales(monthIndex: row.monthIndex, firstDay: row.firstDay, lastDay: row.lastDay, sums: sums)
  }

  private static func sum(_ largest: Int64, _ sums: SalesSums) -> Int64 {
    let more = Int64(clamping: max(sums.quantityThousandths.magnitude, sums.revenueDong.magnitude))
    let (sum, overflow) = largest.addingReportingOverflow(more)
    return overflow ? .max : sum
  }

  /// Place of the first month that is not before one. Reports look up every listing's, and the rows are far apart in
  /// memory: the bits are not.
  private func place(of month: Int32) -> Int {
    guard month > firstMonth, present != 0 else { return 0 }
    let offset = Int(month) - Int(firstMonth)
    guard offset >= UInt128.bitWidth else { return (present & ((1 << offset) - 1)).nonzeroBitCount }
    var low = present.nonzeroBitCount
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].monthIndex < month { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
