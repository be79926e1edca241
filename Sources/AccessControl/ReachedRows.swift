/// Which rows a call reaches, with what a transaction knows: a scope that limits, resolved on the map of the day.
public enum ReachedRows: Sendable {
  /// Those that belong to an office; with the producers that do, where they are remembered.
  case territory(OfficeTerritory, producers: [String]?)
  /// Those of a producer.
  case producer(String)

  /// What belongs to the office; nil for those of a producer.
  public var territory: OfficeTerritory? {
    if case .territory(let territory, _) = self { territory } else { nil }
  }
}
