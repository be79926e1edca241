import DomainPrimitives

/// What one listing sold on each day of a month by single orders, in the bytes that are stored with the month's sums:
/// by day the day of the month, the orders sold, their quantity and revenue, and, where not all orders are sold and
/// come from a floor's export, the other counts. Numbers are in groups of seven bits, lowest first.
struct MonthDays: Hashable, Sendable {
  /// The bytes are not days of a month.
  struct Fault: Error, CustomStringConvertible {
    let description = "days of sales_month cannot be read; build the copy anew with ocop-reporting rebuild"
  }

  /// Set in a day's first byte when its orders are all sold, and by a floor's export.
  private static let plain: UInt8 = 0x80

  private(set) var sumsByDay: [UInt8: SalesSums] = [:]

  /// No orders yet.
  init() {}

  /// Throws `Fault`.
  init(_ bytes: [UInt8]) throws(Fault) {
    try Self.forEach(bytes) { day, sums in
      sumsByDay[day] = sums
      return true
    }
  }

  /// Takes an order in.
  mutating func add(_ order: OrderLine) {
    sumsByDay[UInt8(order.day.day), default: SalesSums()].add(order)
  }

  /// Takes an order out again.
  mutating func subtract(_ order: OrderLine) {
    sumsByDay[UInt8(order.day.day), default: SalesSums()].subtract(order)
  }

  /// As they are stored, oldest first; days without an order are left out.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for (day, sums) in sumsByDay.sorted(by: { $0.key < $1.key }) where sums != SalesSums() {
      let others = [sums.evidenced, sums.declared, sums.estimated, sums.cancelled, sums.returned, sums.other]
      let isPlain = others == [sums.completed, 0, 0, 0, 0, 0]
      bytes.append(isPlain ? day | Self.plain : day)
      let numbers = [sums.completed, sums.quantityThousandths, sums.revenueDong] + (isPlain ? [] : others)
      for number in numbers { Self.append(number, to: &bytes) }
    }
    return bytes
  }

  /// Sums of the days of a month from one through another (1 to 31), from bytes as they are stored. Throws `Fault`.
  static func sums(_ bytes: [UInt8], from first: Int, through last: Int) throws(Fault) -> SalesSums {
    var all = SalesSums()
    try forEach(bytes) { day, sums in
      guard Int(day) <= last else { return false }
      if Int(day) >= first { all.add(sums) }
      return true
    }
    return all
  }

  /// Hands over the days in their order, until `body` says stop.
  private static func forEach(_ bytes: [UInt8], _ body: (UInt8, SalesSums) -> Bool) throws(Fault) {
    var place = 0
    while place < bytes.count {
      let head = bytes[place]
      place += 1
      let day = head & ~plain
      guard (1...31).contains(day) else { throw Fault() }
      var sums = SalesSums()
      sums.completed = try number(bytes, &place)
      sums.quantityThousandths = try number(bytes, &place)
      sums.revenueDong = try number(bytes, &place)
      if head & plain != 0 {
        sums.evidenced = sums.completed
      } else {
        sums.evidenced = try number(bytes, &place)
        sums.declared = try number(bytes, &place)
        sums.estimated = try number(bytes, &place)
        sums.cancelled = try number(bytes, &place)
        sums.returned = try number(bytes, &place)
        sums.other = try number(bytes, &place)
      }
      guard body(day, sums) else { return }
    }
  }

  private static func append(_ number: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func number(_ bytes: [UInt8], _ place: inout Int) throws(Fault) -> Int64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while place < bytes.count, shift < 64 {
      let byte = bytes[place]
      place += 1
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int64(bitPattern: number) }
      shift += 7
    }
    throw Fault()
  }
}
