import DomainPrimitives

extension UnitKind {
  /// As in ocop.registry.v1.UnitKind.
  var number: Int64 {
    switch self {
    case .province: 1
    case .city: 2
    case .district: 3
    case .ward: 4
    case .township: 5
    case .commune: 6
    }
  }

  /// The kind with that number; nil for an unknown one.
  init?(number: Int64) {
    guard let kind = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = kind
  }
}
