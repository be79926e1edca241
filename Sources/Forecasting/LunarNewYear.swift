import DomainPrimitives

/// Tết Nguyên Đán in Vietnam (UTC+7), which moves between late January and late February, and the month of buying
/// before it.
enum LunarNewYear {
  /// Days before the first day of the year in which people buy for it.
  static let buyingDays = 28

  /// Month and day of the first day of the lunar year, from `firstYear` on.
  static let days: [(month: Int, day: Int)] = [
    (2, 19), (2, 8), (1, 28), (2, 16), (2, 5), (1, 25), (2, 12), (2, 1), (1, 22), (2, 10), (1, 29), (2, 17), (2, 6),
    (1, 26), (2, 13), (2, 2), (1, 23), (2, 11), (1, 31), (2, 19), (2, 8), (1, 28), (2, 15), (2, 4), (1, 24), (2, 12),
  ]
  static let firstYear = 2015

  /// Share of the buying days that fall in a month, 0 to 1; years that are not in the table have none.
  static func share(ofMonth month: Int, year: Int) -> Double {
    let place = (year - firstYear) * 12 + month - 1
    return shares.indices.contains(place) ? shares[place] : 0
  }

  /// Of every month, from January of `firstYear` on.
  private static let shares: [Double] = {
    var shares = [Double](repeating: 0, count: days.count * 12)
    for (offset, festival) in days.enumerated() {
      guard let date = try? CivilDate(year: firstYear + offset, month: festival.month, day: festival.day) else {
        continue
      }
      for daysBefore in 1...buyingDays {
        let buying = date.adding(days: -daysBefore).components
        let place = (buying.year - firstYear) * 12 + buying.month - 1
        if shares.indices.contains(place) { shares[place] += 1 / Double(buyingDays) }
      }
    }
    return shares
  }()
}
