/// How high an administrative unit stands. Since 1 July 2025 there is no district level.
public enum UnitLevel: Hashable, Sendable, CaseIterable {
  /// The province.
  case province
  /// Districts and the city.
  case district
  /// Communes, wards and townships.
  case commune
}
