/// How much more is sold when all buying days before Tết lie in a month: sales are multiplied by 1 + `factor` × share.
///
/// One number for all products, since Tết comes once a year and a single product has seen few: least squares through
/// the origin, over the months of all products that hold buying days, of (sales ÷ the product's mean month without
/// buying days − 1) on the share of buying days. The mean month is that of the half year on both sides, so that growth
/// over the years is not taken for Tết.
struct FestivalLift: Hashable, Sendable {
  /// 0 to 5.
  let factor: Double

  static let none = FestivalLift(factor: 0)
  static let factorMax = 5.0
  /// Months with buying days that it takes: two or three Tếts of two or three products.
  static let observationsMin = 6
  /// One odd month must not move all products.
  static let ratioMax = 10.0

  private init(factor: Double) { self.factor = factor }

  /// Of all products, as known through their first `counts` months.
  init(pool: [MonthlySeries], counts: [Int]) {
    var products = 0.0
    var squares = 0.0
    var observations = 0
    for (series, count) in zip(pool, counts) {
      for place in 0..<max(count, 0) where series.isInSeason[place] {
        let share = series.festivalShare(at: place)
        guard share > 0, let base = Self.plainMean(series, count, around: place), base > 0 else { continue }
        products += share * (min(series.values[place] / base, Self.ratioMax) - 1)
        squares += share * share
        observations += 1
      }
    }
    let isKnown = observations >= Self.observationsMin && squares > 0
    factor = isKnown ? min(max(products / squares, 0), Self.factorMax) : 0
  }

  /// Mean month in season without buying days, of the half year before a place and the one after it.
  private static func plainMean(_ series: MonthlySeries, _ count: Int, around place: Int) -> Double? {
    let around = max(0, place - 6)..<min(count, place + 7)
    let plain = around.filter { series.isInSeason[$0] && series.festivalShare(at: $0) == 0 }
    guard plain.count >= Forecaster.knownMonthsMin else { return nil }
    return plain.reduce(0) { $0 + series.values[$1] } / Double(plain.count)
  }

  /// What a month's sales are multiplied by.
  func multiplier(share: Double) -> Double { 1 + factor * share }
}
