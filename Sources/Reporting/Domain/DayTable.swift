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

  /// Days that have orders.
  var dayCount: Int { days.nonzeroBitCount }

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

  /// The bytes of days that have orders, in their order: what was sold through each of them.
  static func bytes(_ days: [MonthDays.Day]) -> [UInt8] {
    var head: UInt32 = 0
    var (through, isOfExportsOnly) = (SalesSums(), true)
    for day in days {
      head |= 1 << UInt32(day.day - 1)
      isOfExportsOnly = isOfExportsOnly && day.sums.isOfExportsOnly
    }
    if head == 0 { return [] }
    let columnCount = columnCount(hasAll: !isOfExportsOnly)
    return withUnsafeTemporaryAllocation(of: Int64.self, capacity: days.count * columnCount) { numbers in
      for (row, day) in days.enumerated() {
        through.add(day.sums)
        put(through, into: numbers, at: row, stride: days.count, hasAll: !isOfExportsOnly)
      }
      return bytes(head | (isOfExportsOnly ? 0 : allColumns), UnsafeBufferPointer(numbers), rowCount: days.count)
    }
  }

  /// Puts a row's numbers where its columns are.
  private static func put(
    _ sums: SalesSums,
    into numbers: UnsafeMutableBufferPointer<Int64>,
    at row: Int,
    stride: Int,
    hasAll: Bool
  ) {
    var place = row
    func next(_ number: Int64) {
      numbers.initializeElement(at: place, to: number)
      place += stride
    }
    next(sums.completed)
    next(sums.quantityThousandths)
    next(sums.revenueDong)
    guard hasAll else { return }
    next(sums.evidenced)
    next(sums.declared)
    next(sums.estimated)
    next(sums.cancelled)
    next(sums.returned)
    next(sums.other)
  }

  /// - Parameter numbers: Those of the first column, by row, then those of the next one.
  private static func bytes(_ head: UInt32, _ numbers: UnsafeBufferPointer<Int64>, rowCount: Int) -> [UInt8] {
    let columns = stride(from: 0, to: numbers.count, by: rowCount).map { start in
      Column(holding: UnsafeBufferPointer(rebasing: numbers[start..<start + rowCount]))
    }
    let byteCount = headBytes + columns.count + rowCount * columns.reduce(0) { $0 + $1.width }
    return [UInt8](unsafeUninitializedCapacity: byteCount) { bytes, count in
      func append(_ number: UInt64, width: Int) {
        for index in 0..<width { bytes[count + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index)) }
        count += width
      }
      append(UInt64(head), width: headBytes)
      for column in columns { append(UInt64(column.byte), width: 1) }
      for row in 0..<rowCount {
        for (place, column) in columns.enumerated() {
          append(UInt64(bitPattern: numbers[place * rowCount + row] / column.unit), width: column.width)
        }
      }
    }
  }

  private static func columnCount(hasAll: Bool) -> Int { hasAll ? 9 : 3 }

  @inline(__always)
  private static func number(_ bytes: UnsafeRawBufferPointer, at place: Int, width: Int) -> UInt64 {
    if place + 8 <= bytes.count {
      let number = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      // A shift by 64 leaves nothing: of eight bytes all are taken, and of none nothing.
      return number & ~(~0 << UInt64(8 * width))
    }
    var number: UInt64 = 0
    for index in 0..<width { number |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    return number
  }
}
