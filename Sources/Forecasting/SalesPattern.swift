/// What all products together tell about a month: its season index, and the lift before Tết.
struct SalesPattern: Hashable, Sendable {
  let index: SeasonIndex
  let lift: FestivalLift

  /// Every month like the others.
  static let none = SalesPattern(index: .none, lift: .none)

  private init(index: SeasonIndex, lift: FestivalLift) {
    self.index = index
    self.lift = lift
  }

  /// Of all products, as known through their first `counts` months.
  ///
  /// What came after a product's last sale is left out: where a product has come to its end, the year that it ended in
  /// is no season.
  init(pool: [MonthlySeries], counts: [Int]) {
    let counts = zip(pool, counts).map { series, count in
      (series.values.prefix(count).lastIndex { $0 > 0 } ?? -1) + 1
    }
    lift = FestivalLift(pool: pool, counts: counts)
    index = SeasonIndex(pool: pool, counts: counts, lift: lift)
  }

  /// What the mean month is multiplied by to give the month at a place of a series; above 0.
  func multiplier(_ series: MonthlySeries, at place: Int) -> Double {
    index.factors[series.calendarMonth(at: place) - 1] * lift.multiplier(share: series.festivalShare(at: place))
  }
}
