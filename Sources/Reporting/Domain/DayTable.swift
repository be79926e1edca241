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
    firstRow = Self.headBytes + Self.columnCount(hasAll: hasAllColumns)
    guard bytes.count > firstRow else { throw MonthDays.Fault() }
    var rowBytes = 0
    for place in Self.headBytes..<firstRow {
      let column = Column(byte: bytes[place])
      guard column.width <= 8 else { throw MonthDays.Fault() }
      rowBytes += column.width
    }
    self.rowBytes = rowBytes
    guard days != 0, bytes.count == firstRow + days.nonzeroBitCount * rowBytes else { throw MonthDays.Fault() }
  }

  /// The first of the month's days that has orders, and the last one, from 1 to 31.
  var firstDay: Int { days.trailingZeroBitCount + 1 }
  var lastDay: Int { 32 - days.leadingZeroBitCount }

  /// Whether there are orders of a day, from 1 to 31.
  func hasOrders(on day: Int) -> Bool { days & (1 << UInt32(day - 1)) != 0 }

  /// What was sold from the month's first day through one of 0 to 31.
  @inline(__always)
  func sums(through day: Int) -> SalesSums {
    var sums = SalesSums()
    let row = (days & ((1 << UInt32(day)) - 1)).nonzeroBitCount - 1
    guard row >= 0 else { return sums }
    var place = firstRow + row * rowBytes
    var columnPlace = Self.headBytes
    func next() -> Int64 {
      let column = Column(byte: bytes[columnPlace])
      defer { (columnPlace, place) = (columnPlace + 1, place + column.width) }
      return Int64(bitPattern: Self.number(bytes, at: place, width: column.width)) &* column.unit
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
    let rows = sums.map { numbers($0.sums, hasAll: hasAll) }
    let columns = (0..<columnCount(hasAll: hasAll)).map { column in Column(holding: rows.map { $0[column] }) }
    var bytes: [UInt8] = []
    append(UInt64(head), width: headBytes, to: &bytes)
    bytes += columns.map(\.byte)
    for row in rows {
      for (column, number) in zip(columns, row) {
        append(UInt64(bitPattern: number / column.unit), width: column.width, to: &bytes)
      }
    }
    return bytes
  }

  private static func numbers(_ sums: SalesSums, hasAll: Bool) -> [Int64] {
    let sold = [sums.completed, sums.quantityThousandths, sums.revenueDong]
    let others = [sums.evidenced, sums.declared, sums.estimated, sums.cancelled, sums.returned, sums.other]
    return hasAll ? sold + others : sold
  }

  private static func columnCount(hasAll: Bool) -> Int { hasAll ? 9 : 3 }

  @inline(__always)
  private static func number(_ bytes: UnsafeRawBufferPointer, at place: Int, width: Int) -> UInt64 {
    if place + 8 <= bytes.count {
      let number = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      // Shifting by 64 leaves nothing, and so a column without bytes is 0.
      return number & ~(~0 << UInt64(8 * width))
    }
    var number: UInt64 = 0
    for index in 0..<width { number |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    return number
  }

  private static func append(_ number: UInt64, width: Int, to bytes: inout [UInt8]) {
    for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(8 * index))) }
  }
}
