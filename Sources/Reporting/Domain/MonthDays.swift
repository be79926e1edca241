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

  private struct Day: Hashable, Sendable {
    let day: UInt8
    var sums = SalesSums()
  }

  /// In their order.
  private var days: [Day] = []

  /// No orders yet.
  init() {}

  /// Throws `Fault`.
  init(_ bytes: [UInt8]) throws(Fault) {
    try Self.forEach(bytes) { day, sums in
      days.append(Day(day: day, sums: sums))
      return true
    }
  }

  /// Takes an order in.
  mutating func add(_ order: OrderLine) {
    days[place(of: order)].sums.add(order)
  }

  /// Takes an order out again.
  mutating func subtract(_ order: OrderLine) {
    days[place(of: order)].sums.subtract(order)
  }

  /// The place of an order's day, which is made where there is none.
  private mutating func place(of order: OrderLine) -> Int {
    let day = UInt8(order.day.day)
    let place = days.firstIndex { $0.day >= day } ?? days.count
    if place == days.count || days[place].day != day { days.insert(Day(day: day), at: place) }
    return place
  }

  /// As they are stored, oldest first; days without an order are left out.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(days.count * 10)
    for entry in days where entry.sums != SalesSums() {
      let sums = entry.sums
      var plainSums = SalesSums()
      (plainSums.completed, plainSums.evidenced) = (sums.completed, sums.completed)
      (plainSums.quantityThousandths, plainSums.revenueDong) = (sums.quantityThousandths, sums.revenueDong)
      bytes.append(sums == plainSums ? entry.day | Self.plain : entry.day)
      Self.append(sums.completed, to: &bytes)
      Self.append(sums.quantityThousandths, to: &bytes)
      Self.append(sums.revenueDong, to: &bytes)
      guard sums != plainSums else { continue }
      Self.append(sums.evidenced, to: &bytes)
      Self.append(sums.declared, to: &bytes)
      Self.append(sums.estimated, to: &bytes)
      Self.append(sums.cancelled, to: &bytes)
      Self.append(sums.returned, to: &bytes)
      Self.append(sums.other, to: &bytes)
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
    let isRead = bytes.withUnsafeBufferPointer { bytes in
      var numbers = Numbers(bytes)
      while let head = numbers.head() {
        let day = head & ~plain
        guard (1...31).contains(day) else { return false }
        var sums = SalesSums()
        sums.completed = numbers.next()
        sums.quantityThousandths = numbers.next()
        sums.revenueDong = numbers.next()
        if head & plain != 0 {
          sums.evidenced = sums.completed
        } else {
          sums.evidenced = numbers.next()
          sums.declared = numbers.next()
          sums.estimated = numbers.next()
          sums.cancelled = numbers.next()
          sums.returned = numbers.next()
          sums.other = numbers.next()
        }
        if numbers.isFaulty { return false }
        guard body(day, sums) else { return true }
      }
      return true
    }
    guard isRead else { throw Fault() }
  }

  /// Reads numbers one behind the other, straight from memory. A fault is noted, and looked for once a day instead of
  /// at every number: a report reads half a million of them.
  private struct Numbers {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var place = 0
    private(set) var isFaulty = false

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
      self.bytes = bytes
    }

    /// A day's first byte; nil at the end.
    mutating func head() -> UInt8? {
      guard place < bytes.count else { return nil }
      defer { place += 1 }
      return bytes[place]
    }

    mutating func next() -> Int64 {
      var number: UInt64 = 0
      var shift: UInt64 = 0
      while place < bytes.count, shift < 64 {
        let byte = bytes[place]
        place += 1
        number |= UInt64(byte & 0x7f) &<< shift
        if byte < 0x80 { return Int64(bitPattern: number) }
        shift += 7
      }
      isFaulty = true
      return 0
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
}
