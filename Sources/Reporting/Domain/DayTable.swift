/// The bytes of `MonthDays`, read where they lie: which days have orders, and what was sold from the month's first day
/// through each of them.
struct DayTable {
  /// In the first four bytes: sums have all columns, not only those of orders sold by a floor's export.
  private static let allColumns: UInt32 = 1 << 31
  private static let headBytes = 4

  private let bytes: UnsafeRawBufferPointer
  /// A bit for each day that has orders, that of the month's first lowest.
  private let days: UInt32
  private let hasAllColumns: Bool
  /// Bytes of each column, four bits each, that of the first lowest.
  private let widths: UInt64
  private let firstRow: Int
  private let rowBytes: Int

  /// Nil where there is no byte: no day has orders. Throws `MonthDays.Fault`.
  @inline(__always)
  init?(_ bytes: UnsafeRawBufferPointer) throws(MonthDays.Fault) {
    if bytes.isEmpty { return nil }
    guard bytes.count > Self.headBytes else { throw MonthDays.Fault() }
    self.bytes = bytes
    let head = UInt32(Self.number(bytes, at: 0, width: Self.headBytes))
    days = head & ~Self.allColumns
    hasAllColumns = head & Self.allColumns != 0
    let columns = Self.columnCount(hasAll: hasAllColumns)
    firstRow = Self.headBytes + Self.widthsBytes(columns)
    guard bytes.count > firstRow else { throw MonthDays.Fault() }
    widths = Self.number(bytes, at: Self.headBytes, width: firstRow - Self.headBytes)
    var rowBytes = 0
    for column in 0..<columns {
      let width = Self.width(widths, column)
      guard width <= 8 else { throw MonthDays.Fault() }
      rowBytes += width
    }
    self.rowBytes = rowBytes
    guard bytes.count == firstRow + days.nonzeroBitCount * rowBytes else { throw MonthDays.Fault() }
  }

  /// Whether there are orders of a day, from 1 to 31.
  func hasOrders(on day: Int) -> Bool { days & (1 << UInt32(day - 1)) != 0 }

  /// What was sold from the month's first day through one of 0 to 31.
  @inline(__always)
  func sums(through day: Int) -> SalesSums {
    var sums = SalesSums()
    let row = (days & ((1 << UInt32(day)) - 1)).nonzeroBitCount - 1
    guard row >= 0 else { return sums }
    var place = firstRow + row * rowBytes
    var rest = widths
    func next() -> Int64 {
      let width = Int(rest & 0xf)
      defer { (rest, place) = (rest >> 4, place + width) }
      return Int64(bitPattern: Self.number(bytes, at: place, width: width))
    }
    sums.completed = next()
    sums.quantityThousandths = next()
    sums.revenueDong = next()
    guard hasAllColumns else {
      sums.evidenced = sums.completed
      return sums
    }
    sums.evidenced = next()
    sums.declared = next()
    sums.estimated = next()
    sums.cancelled = next()
    sums.returned = next()
    sums.other = next()
    return sums
  }

  /// The bytes of sums through days, each with its day, in their order; none where there is no day.
  static func bytes(_ sums: [(day: UInt8, sums: SalesSums)]) -> [UInt8] {
    guard !sums.isEmpty else { return [] }
    let hasAll = !sums.allSatisfy { $0.sums.isOfExportsOnly }
    var head = hasAll ? allColumns : 0
    for entry in sums { head |= 1 << UInt32(entry.day - 1) }
    let rows = sums.map { columns($0.sums, hasAll: hasAll) }
    var widths: UInt64 = 0
    for column in 0..<columnCount(hasAll: hasAll) {
      let largest = rows.reduce(0) { $0 | $1[column] }
      widths |= UInt64((71 - largest.leadingZeroBitCount) / 8) << UInt64(4 * column)
    }
    var bytes: [UInt8] = []
    append(UInt64(head), width: headBytes, to: &bytes)
    append(widths, width: widthsBytes(columnCount(hasAll: hasAll)), to: &bytes)
    for row in rows {
      for (column, number) in row.enumerated() { append(number, width: width(widths, column), to: &bytes) }
    }
    return bytes
  }

  private static func columns(_ sums: SalesSums, hasAll: Bool) -> [UInt64] {
    let sold = [sums.completed, sums.quantityThousandths, sums.revenueDong]
    let others = [sums.evidenced, sums.declared, sums.estimated, sums.cancelled, sums.returned, sums.other]
    return (hasAll ? sold + others : sold).map { UInt64(bitPattern: $0) }
  }

  private static func columnCount(hasAll: Bool) -> Int { hasAll ? 9 : 3 }

  private static func widthsBytes(_ columns: Int) -> Int { (columns + 1) / 2 }

  private static func width(_ widths: UInt64, _ column: Int) -> Int {
    Int(widths >> UInt64(4 * column) & 0xf)
  }

  @inline(__always)
  private static func number(_ bytes: UnsafeRawBufferPointer, at place: Int, width: Int) -> UInt64 {
    var number: UInt64 = 0
    for index in 0..<width { number |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    return number
  }

  private static func append(_ number: UInt64, width: Int, to bytes: inout [UInt8]) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
  }
}
