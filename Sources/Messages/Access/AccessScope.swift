/// Which rows a role reaches through a method. The numbers are those of `ocop.rpc.v1.Scope`.
public enum AccessScope: UInt8, CaseIterable, Hashable, Sendable {
  /// All of them, or the method is not about rows.
  case everything = 1
  /// Those of the caller's administrative units, as the map is on the day of the call, and those that belong to nobody.
  case ownUnits = 2
  /// Those of the producer that the caller is, and those that belong to nobody.
  case ownRecords = 3
}
