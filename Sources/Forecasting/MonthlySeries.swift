public import DomainPrimitives

/// What was sold of something, month by month, and in which months it could be sold at all.
///
/// The season is known for a few months more than the sales, so that forecasts can respect it.
public struct MonthlySeries: Hashable, Sendable {
  /// Thirty years.
  public static let monthsMax = 360
  /// Months that a forecast reaches ahead.
  public static let horizonMax = 3
  /// Largest value of a month: beyond it some record must be wrong, and squares would lose their meaning.
  public static let valueMax = 1e16

  /// Month of the first value.
  public let firstMonth: CivilMonth
  /// Units of sale, each at least 0; at most `monthsMax`.
  public let values: [Double]
  /// Whether a month is in season: one for each value, then for the `horizonMax` months after them.
  public let isInSeason: [Bool]

  /// A series of these months. Throws `SeriesFault` for too many months, a season of another length, and values that
  /// are negative, too large or no numbers.
  public init(firstMonth: CivilMonth, values: [Double], isInSeason: [Bool]) throws(SeriesFault) {
    guard values.count <= Self.monthsMax else { throw .tooManyMonths(values.count) }
    guard isInSeason.count == values.count + Self.horizonMax else {
      throw .seasonOfAnotherLength(isInSeason.count, wanted: values.count + Self.horizonMax)
    }
    if let place = values.firstIndex(where: { !($0 >= 0 && $0 <= Self.valueMax) }) {
      throw .impossibleValue(month: firstMonth.adding(months: place))
    }
    self.init(checked: firstMonth, values, isInSeason)
  }

  /// A series whose season is that of a product. Throws as the other does.
  public init(firstMonth: CivilMonth, values: [Double], seasons: SeasonWindows) throws(SeriesFault) {
    guard values.count <= Self.monthsMax else { throw .tooManyMonths(values.count) }
    let isInSeason = (0..<values.count + Self.horizonMax).map { seasons.contains(firstMonth.adding(months: $0)) }
    try self.init(firstMonth: firstMonth, values: values, isInSeason: isInSeason)
  }

  private init(checked firstMonth: CivilMonth, _ values: [Double], _ isInSeason: [Bool]) {
    self.firstMonth = firstMonth
    self.values = values
    self.isInSeason = isInSeason
  }

  /// How many months are known.
  public var count: Int { values.count }

  /// The last month that is known; of an empty series the month before its first.
  public var lastMonth: CivilMonth { month(at: count - 1) }

  /// The month at a place, which may lie beyond the values.
  public func month(at place: Int) -> CivilMonth { firstMonth.adding(months: place) }

  /// Places of the months that are known and in season.
  var inSeasonPlaces: [Int] { values.indices.filter { isInSeason[$0] } }

  /// The series as it was known `count` months after it began; `count` is held to what there is.
  func prefix(_ count: Int) -> MonthlySeries {
    let count = min(max(count, 0), values.count)
    return MonthlySeries(
      checked: firstMonth,
      Array(values.prefix(count)),
      Array(isInSeason.prefix(count + Self.horizonMax))
    )
  }

  /// Number of the calendar's month (1 to 12) at a place.
  func calendarMonth(at place: Int) -> Int {
    (firstMonth.month - 1 + place) % 12 + 1
  }

  /// Share of Tết's buying days that fall in the month at a place.
  func festivalShare(at place: Int) -> Double {
    let monthsSinceYearOne = firstMonth.year * 12 + firstMonth.month - 1 + place
    return LunarNewYear.share(ofMonth: monthsSinceYearOne % 12 + 1, year: monthsSinceYearOne / 12)
  }
}
