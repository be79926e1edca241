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
    days = try bytes.withUnsafeBufferPointer { (bytes) throws(Fault) -> [Day] in
      var days: [Day] = []
      try Self.forEach(UnsafeRawBufferPointer(bytes)) { day, isPlain, numbers in
        var sums = SalesSums()
        let (completed, quantityThousandths, revenueDong) = (numbers.next(), numbers.next(), numbers.next())
        sums.addSold(completed, quantityThousandths: quantityThousandths, revenueDong: revenueDong)
        if isPlain { sums.evidenced = completed } else { sums.add(numbers.others()) }
        days.append(Day(day: day, sums: sums))
        return true
      }
      return days
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
  static func sums(_ bytes: UnsafeRawBufferPointer, from first: Int, through last: Int) throws(Fault) -> SalesSums {
    var all = SalesSums()
    try forEach(bytes) { day, isPlain, numbers in
      guard Int(day) <= last else { return false }
      let (completed, quantityThousandths, revenueDong) = (numbers.next(), numbers.next(), numbers.next())
      let others = isPlain ? nil : numbers.others()
      guard Int(day) >= first, !numbers.isFaulty else { return true }
      all.addSold(completed, quantityThousandths: quantityThousandths, revenueDong: revenueDong)
      if let others { all.add(others) } else { all.evidenced += completed }
      return true
    }
    return all
  }

  /// The same from bytes that are held.
  static func sums(_ bytes: [UInt8], from first: Int, through last: Int) throws(Fault) -> SalesSums {
    try bytes.withUnsafeBufferPointer { (bytes) throws(Fault) in
      try sums(UnsafeRawBufferPointer(bytes), from: first, through: last)
    }
  }

  /// Hands over the days in their order, whether all orders of one are sold and come from a floor's export, and the
  /// numbers that follow, of which `body` takes those of the day, until it says stop.
  @inline(__always)
  private static func forEach(
    _ bytes: UnsafeRawBufferPointer,
    _ body: (UInt8, Bool, inout Numbers) -> Bool
  ) throws(Fault) {
    var numbers = Numbers(bytes)
    while let head = numbers.head() {
      let day = head & ~plain
      guard (1...31).contains(day) else { throw Fault() }
      let goesOn = body(day, head & plain != 0, &numbers)
      if numbers.isFaulty { throw Fault() }
      guard goesOn else { return }
    }
  }

  /// Reads numbers one behind the other, straight from memory. A fault is noted, and looked for once a day instead of
  /// at every number: a report reads half a million of them.
  private struct Numbers {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0
    private(set) var isFaulty = false

    init(_ bytes: UnsafeRawBufferPointer) {
      self.bytes = bytes
    }

    /// A day's first byte; nil at the end.
    mutating func head() -> UInt8? {
      guard place < bytes.count else { return nil }
      defer { place += 1 }
      return bytes[place]
    }

    @inline(__always)
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

    /// What follows the numbers of orders sold where it is told apart.
    mutating func others() -> SalesSums {
      var sums = SalesSums()
      sums.evidenced = next()
      sums.declared = next()
      sums.estimated = next()
      sums.cancelled = next()
      sums.returned = next()
      sums.other = next()
      return sums
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
