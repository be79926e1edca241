import DomainPrimitives

extension SeasonWindows {
  /// Months that are looked at for the next or the current season: three years hold every pattern of windows.
  private static let monthsMax = 36

  /// The first day of the next season that begins after a day; nil when none does within three years.
  func nextOpening(after day: CivilDate) -> CivilDate? {
    let month = CivilMonth(containing: day)
    var isOpen = contains(month)
    for offset in 1...Self.monthsMax {
      let next = month.adding(months: offset)
      let opens = contains(next)
      if opens, !isOpen { return next.firstDay }
      isOpen = opens
    }
    return nil
  }

  /// The first day of the season that a day lies in; nil out of season, and when the season began more than three
  /// years before or has no beginning.
  func opening(containing day: CivilDate) -> CivilDate? {
    var month = CivilMonth(containing: day)
    guard contains(month) else { return nil }
    for _ in 1...Self.monthsMax {
      let before = month.adding(months: -1)
      if !contains(before) { return month.firstDay }
      month = before
    }
    return nil
  }

  /// The last day of the season that a day lies in; nil out of season, and when it goes on for three years or for good.
  func closing(containing day: CivilDate) -> CivilDate? {
    var month = CivilMonth(containing: day)
    guard contains(month) else { return nil }
    for _ in 1...Self.monthsMax {
      let next = month.adding(months: 1)
      if !contains(next) { return month.lastDay }
      month = next
    }
    return nil
  }
}
