/// What an administrative unit is called in law. The numbers are stored and sent; they never change.
public enum UnitKind: Int, Hashable, Sendable, CaseIterable {
  /// Tỉnh.
  case province = 1
  /// Thành phố under the province: a district-level unit.
  case city = 2
  /// Huyện.
  case district = 3
  /// Phường.
  case ward = 4
  /// Thị trấn.
  case township = 5
  /// Xã.
  case commune = 6

  /// How high it stands.
  public var level: UnitLevel {
    switch self {
    case .province: .province
    case .city, .district: .district
    case .ward, .township, .commune: .commune
    }
  }
}
