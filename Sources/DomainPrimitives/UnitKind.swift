/// What an administrative unit is called in law.
public enum UnitKind: Hashable, Sendable, CaseIterable {
  /// Tỉnh.
  case province
  /// Thành phố under the province: a district-level unit.
  case city
  /// Huyện.
  case district
  /// Phường.
  case ward
  /// Thị trấn.
  case township
  /// Xã.
  case commune

  /// How high it stands.
  public var level: UnitLevel {
    switch self {
    case .province: .province
    case .city, .district: .district
    case .ward, .township, .commune: .commune
    }
  }
}
