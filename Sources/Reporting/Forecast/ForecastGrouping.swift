import Messages

/// What forecasts can be broken into.
enum ForecastGrouping: Hashable, Sendable, CaseIterable {
  case everything
  case product
  case floor
  case unit
  case province

  /// Nil for a dimension that forecasts do not have.
  init?(_ dimension: ReportingV1.Dimension) {
    guard let grouping = Self.allCases.first(where: { $0.dimension == dimension }) else { return nil }
    self = grouping
  }

  /// As the protocol names it.
  var dimension: ReportingV1.Dimension {
    switch self {
    case .everything: .unspecified
    case .product: .product
    case .floor: .floor
    case .unit: .unit
    case .province: .province
    }
  }
}
