import Messages
import RPC

/// Whose value each field of a conflict is to get.
struct ConflictDecision: Sendable {
  private let take: CommonV1.ConflictSide
  private let fields: [String: CommonV1.ConflictSide]

  /// Reads a decision.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT that names the field of the request.
  init(_ request: CommonV1.ResolveConflictRequest) throws(RPCError) {
    try Self.check(request.take, "take", isOptional: true)
    take = request.take
    var fields: [String: CommonV1.ConflictSide] = [:]
    for (index, field) in request.fields.enumerated() {
      try Self.check(field.take, "fields[\(index)].take", isOptional: false)
      guard fields.updateValue(field.take, forKey: field.name) == nil else {
        throw .invalid(
          field: "fields[\(index)].name",
          reason: "repeated",
          description: "the field \(field.name.prefix(64)) is decided twice; name it once"
        )
      }
    }
    self.fields = fields
  }

  /// Fields that are taken from mine, of those that collide, in their order.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT for a field that does not collide, and for one that is left undecided.
  func takenFields(of collidingFields: [String]) throws(RPCError) -> [String] {
    for name in fields.keys.sorted() where !collidingFields.contains(name) {
      throw .invalid(
        field: "fields",
        reason: "not_in_conflict",
        description: "the field \(name.prefix(64)) is not in conflict; decide only on those that the conflict lists"
      )
    }
    var taken: [String] = []
    for name in collidingFields {
      switch fields[name] ?? take {
      case .mine: taken.append(name)
      case .theirs: break
      default:
        throw .invalid(
          field: "take",
          reason: "undecided",
          description: "the field \(name) is not decided on; say mine or theirs for it, or for all"
        )
      }
    }
    return taken
  }

  private static func check(
    _ side: CommonV1.ConflictSide,
    _ field: String,
    isOptional: Bool
  ) throws(RPCError) {
    if side == .mine || side == .theirs || (isOptional && side == .unspecified) { return }
    throw .invalid(field: field, reason: "unknown_value", description: "\(field) must be 1 (mine) or 2 (theirs)")
  }
}
