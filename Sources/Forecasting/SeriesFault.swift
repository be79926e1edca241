public import DomainPrimitives

/// Why numbers are no series.
public enum SeriesFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// More months than `MonthlySeries.monthsMax`.
  case tooManyMonths(Int)
  /// The season has not one entry for each value and each month ahead.
  case seasonOfAnotherLength(Int, wanted: Int)
  /// A value that is negative, too large or no number.
  case impossibleValue(month: CivilMonth)

  /// For people: what is wrong.
  public var description: String {
    switch self {
    case .tooManyMonths(let count): "\(count) months are too many; give the last \(MonthlySeries.monthsMax)"
    case .seasonOfAnotherLength(let count, let wanted): "the season has \(count) months; give \(wanted)"
    case .impossibleValue(let month):
      "the value of \(month) is negative, no number or above \(MonthlySeries.valueMax); correct its sales"
    }
  }
}
