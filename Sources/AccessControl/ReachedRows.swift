/// Which rows a call reaches, with what a transaction knows: a scope that limits, resolved on the map of the day.
public enum ReachedRows: Sendable {
  /// Those that belong to an office.
  case territory(OfficeTerritory)
  /// Those of a producer.
  case producer(String)
}
