import DomainPrimitives

/// What one listing sold by single orders from the first day of a month through each of its days, in the bytes that are
/// stored of the month. What some days sold is the difference of two of them, wherever in the month they are and
/// however many orders there were.
///
/// Four bytes hold a bit for each day that has orders, and one that says whether sums have all columns; then comes a
/// byte for each column (`DayTable.Column`), and the sums through each of those days, column by column. Where all
/// orders are sold and come from a floor's export, only orders, quantity and revenue have a column. Numbers are stored
/// lowest byte first (`DayTable`). What the month sold is what was sold through its last day, and is not stored again.
struct MonthDays: Hashable, Sendable {
  /// The bytes are not days of a month.
  struct Fault: Error, CustomStringConvertible {
    let description = "days of sales_month cannot be read; build the copy anew with ocop-reporting rebuild"
  }

  /// A day with orders.
  struct Day: Hashable, Sendable {
    /// From 1 to 31.
    let day: UInt8
    /// Of that day alone.
    var sums = SalesSums()
  }

  /// In their order.
  private var days: [Day] = []

  /// No orders yet.
  init() {}

  /// Throws `Fault`.
  init(_ bytes: [UInt8]) throws(Fault) {
    days = try bytes.withUnsafeBufferPointer { (bytes) throws(Fault) -> [Day] in
      guard let table = try DayTable(UnsafeRawBufferPointer(bytes)) else { return [] }
      var before = SalesSums()
      var all: [Day] = []
      all.reserveCapacity(table.dayCount + 1)
      for day in table.firstDay...table.lastDay where table.hasOrders(on: day) {
        let through = table.sums(through: day)
        all.append(Day(day: UInt8(day), sums: through.without(before)))
        before = through
      }
      return all
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

  /// As they are stored; empty when no day has an order.
  var bytes: [UInt8] { DayTable.bytes(days.filter { $0.sums != SalesSums() }) }

  /// What all days sold.
  var sums: SalesSums {
    days.reduce(into: SalesSums()) { $0.add($1.sums) }
  }

  /// What a month sold, from the bytes of its days as they are stored. Throws `Fault`.
  static func sales(of month: Int32, _ bytes: UnsafeRawBufferPointer) throws(Fault) -> MonthSales {
    var sales = MonthSales(monthIndex: month)
    guard let table = try DayTable(bytes) else { return sales }
    let dayBefore = Int32(clamping: MonthSales.month(month).firstDay.daysSinceEpoch) - 1
    sales.firstDay = dayBefore + Int32(table.firstDay)
    sales.lastDay = dayBefore + Int32(table.lastDay)
    sales.sums = table.sums(through: table.lastDay)
    return sales
  }

  /// Sums of the days of a month from one through another (1 to 31), from bytes as they are stored. Throws `Fault`.
  static func sums(_ bytes: UnsafeRawBufferPointer, from first: Int, through last: Int) throws(Fault) -> SalesSums {
    guard let table = try DayTable(bytes) else { return SalesSums() }
    return table.sums(through: last).without(table.sums(through: first - 1))
  }
}
