/// How much more or less is sold in a month of the year than in the mean month: one pattern for all products, since a
/// short series has not seen every month even once.
///
/// Every year of a product, counted back from its last month, is freed from Tết and divided by its own mean month in
/// season: so kilograms and boxes can be pooled, and growth over the years is not taken for a season. Of each calendar
/// month the mean of all of them is its index.
struct SeasonIndex: Hashable, Sendable {
  /// Of January to December, each within `factorRange`; 1 where fewer than `productsMin` products tell.
  let factors: [Double]

  static let none = SeasonIndex(factors: [Double](repeating: 1, count: 12))
  /// Fewer say more about themselves than about the season.
  static let productsMin = 3
  /// Beyond it a month says more about single records than about the season, and nothing is divided by nearly 0.
  static let factorRange = 0.1...10

  private init(factors: [Double]) { self.factors = factors }

  /// Of all products, as known through their first `counts` months.
  init(pool: [MonthlySeries], counts: [Int], lift: FestivalLift) {
    var sums = [Double](repeating: 0, count: 12)
    var observations = [Int](repeating: 0, count: 12)
    var products = [Int](repeating: 0, count: 12)
    for (series, count) in zip(pool, counts) {
      var isTold = [Bool](repeating: false, count: 12)
      for start in stride(from: count - 12, through: 0, by: -12) {
        let places = (start..<start + 12).filter { series.isInSeason[$0] }
        let plain = places.map { series.values[$0] / lift.multiplier(share: series.festivalShare(at: $0)) }
        let mean = plain.reduce(0, +) / Double(max(plain.count, 1))
        guard plain.count >= Forecaster.knownMonthsMin, mean > 0 else { continue }
        for (place, value) in zip(places, plain) {
          let month = series.calendarMonth(at: place) - 1
          sums[month] += min(value / mean, Self.factorRange.upperBound)
          observations[month] += 1
          isTold[month] = true
        }
      }
      for month in isTold.indices where isTold[month] { products[month] += 1 }
    }
    factors = (0..<12).map { month in
      guard products[month] >= Self.productsMin else { return 1 }
      let mean = sums[month] / Double(observations[month])
      return min(max(mean, Self.factorRange.lowerBound), Self.factorRange.upperBound)
    }
  }
}
