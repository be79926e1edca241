import AccessControl
import DomainPrimitives
import Feed
import Messages
import RPC
import Storage

/// Whose contacts a call may see and change: those of the producers that it reaches.
struct ContactAccess: Sendable {
  /// Which rows.
  let scope: RowScope
  private let resolver: ScopeResolver

  /// - Parameters:
  ///   - context: The call.
  ///   - access: Who may call its method.
  ///   - resolver: Finds out which rows those are.
  /// - Throws: As `RowScope.init(of:through:)`.
  init(_ context: CallContext, through access: MethodAccess, resolver: ScopeResolver) throws(RPCError) {
    scope = try RowScope(of: context.caller, through: access)
    self.resolver = resolver
  }

  /// Refuses what cannot be the identifier of a producer, whoever asks. Throws `RPCError` INVALID_ARGUMENT.
  static func check(producerID: String) throws(RPCError) {
    guard !FieldText.isIdentifier(producerID) else { return }
    throw .invalid(
      field: "producer_id",
      reason: producerID.isEmpty ? "missing" : "bad_identifier",
      description: "producer_id names a producer: 1 to 64 characters of A-Z a-z 0-9 - _ ."
    )
  }

  /// The producers that the call reaches, of some, in their order. To be asked before the transaction's first write.
  /// Throws `DatabaseError`.
  func reached(of producerIDs: [String], in transaction: any ReadTransaction) throws -> [String] {
    guard let rows = try resolver.rows(of: scope, in: transaction),
      let filter = RegistryRows.filter(.producer, rows)
    else { return producerIDs }
    return try producerIDs.filter { id in
      try RegistryStore.contains(.producer, id: id, reachedBy: filter, in: transaction)
    }
  }

  /// Refuses a call that does not reach every one of some producers. To be asked before the transaction's first write.
  ///
  /// - Throws: `RPCError` PERMISSION_DENIED, the same whether there is such a producer or not; `DatabaseError`.
  func check(_ producerIDs: [String], in transaction: any ReadTransaction) throws {
    guard try reached(of: producerIDs, in: transaction).count == producerIDs.count else {
      let whose = producerIDs.count == 1 ? "this producer" : "every one of these producers"
      throw RPCError(.permissionDenied, "you have no right to the contact of \(whose)")
    }
  }
}
