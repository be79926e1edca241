public import Messages
public import RPC

/// What a call may see: its rows, and whether personal data is left out of them.
public struct CallerView: Hashable, Sendable {
  /// Which rows.
  public let scope: RowScope
  /// Whether fields that hold personal data are left out, also in those rows.
  public let hidesPersonalData: Bool

  /// - Throws: as `RowScope.init(of:through:)`.
  public init(of caller: Caller?, through access: MethodAccess) throws(RPCError) {
    scope = try RowScope(of: caller, through: access)
    hidesPersonalData = caller?.seesPersonalData != true
  }
}

extension Caller {
  /// Whether the caller's work needs personal data of the rows that it reaches. Who examines, measures or runs the
  /// daemons does without.
  public var seesPersonalData: Bool {
    if isUnrestricted { return true }
    switch role {
    case .province, .office, .producer, .service: return true
    case .operator, .auditor, .loadTester: return false
    }
  }
}
