import ArgumentParser
import Messages

/// What forecasts are broken into, as `--by` names it.
enum ForecastGroupingArgument: String, ExpressibleByArgument, CaseIterable {
  case product
  case floor
  case unit
  case province

  /// The dimension for a request; nil means everything in one.
  static func dimension(_ argument: ForecastGroupingArgument?) -> ReportingV1.Dimension {
    switch argument {
    case nil: .unspecified
    case .product: .product
    case .floor: .floor
    case .unit: .unit
    case .province: .province
    }
  }
}
