public import DomainPrimitives
public import Messages
public import RPC

/// Which rows a caller reaches through one method.
public enum RowScope: Hashable, Sendable {
  /// All of them.
  case everything
  /// Those of these administrative units, as the map is on the day of the call, and those that belong to nobody.
  case units([UnitKey])
  /// Those of one producer, and those that belong to nobody.
  case producer(String)

  /// What a method's declaration grants to a caller.
  ///
  /// - Throws: `RPCError` UNAUTHENTICATED without a caller: a call that nobody has verified shows nothing.
  ///   PERMISSION_DENIED for a role that the method does not name, and for a producer that is none.
  public init(of caller: Caller?, through access: MethodAccess) throws(RPCError) {
    guard let caller else {
      throw RPCError(.unauthenticated, "nobody has verified who calls; call with an identity, or through the gateway")
    }
    switch caller.scope(access) {
    case .everything:
      self = .everything
    case .ownUnits:
      // A key that cannot be read is no unit's, so it covers nothing.
      self = .units(
        caller.units.compactMap { unit in
          (try? CivilDate(parsing: unit.validFrom)).map { UnitKey(code: unit.code, validFrom: $0) }
        }
      )
    case .ownRecords:
      guard !caller.producerID.isEmpty else {
        throw RPCError(.permissionDenied, "\(caller.key) is no producer, so it has no records of its own")
      }
      self = .producer(caller.producerID)
    case nil:
      throw RPCError(.permissionDenied, "\(caller.key) may not call this method")
    }
  }

  /// Refuses callers that do not reach every row, for a method that cannot leave any out.
  ///
  /// - Throws: as the initializer; PERMISSION_DENIED for a narrower scope.
  public static func requireEverything(of caller: Caller?, through access: MethodAccess) throws(RPCError) {
    guard try RowScope(of: caller, through: access) == .everything else {
      throw RPCError(.permissionDenied, "this method leaves no row out, so it is for callers that reach all of them")
    }
  }

  /// Names the scope where answers of one must not be given to another: "units 06463@2025-07-01". Empty for everything.
  public var name: String {
    switch self {
    case .everything: ""
    case .units(let keys): "units " + keys.sorted().map(\.description).joined(separator: " ")
    case .producer(let id): "producer \(id)"
    }
  }
}
