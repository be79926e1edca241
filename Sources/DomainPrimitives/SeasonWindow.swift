/// Months of the year in which a product can be had, both ends inclusive; November to February wraps around the year.
public struct SeasonWindow: Hashable, Sendable {
  /// 1 to 12.
  public let firstMonth: Int
  /// 1 to 12; below `firstMonth` when the window wraps around the year.
  public let lastMonth: Int

  /// The window of these months, 1 to 12 each. Throws `CalendarError` (`monthOutOfRange`) otherwise.
  public init(firstMonth: Int, lastMonth: Int) throws(CalendarError) {
    for month in [firstMonth, lastMonth] where !(1...12).contains(month) {
      throw CalendarError(.monthOutOfRange, "month \(month) is not between 1 and 12")
    }
    self.firstMonth = firstMonth
    self.lastMonth = lastMonth
  }

  /// The months as bits, January the lowest.
  var months: UInt16 {
    let through: UInt16 = 0xFFF >> (12 - lastMonth)
    let from: UInt16 = 0xFFF << (firstMonth - 1) & 0xFFF
    return firstMonth <= lastMonth ? through & from : through | from
  }
}
