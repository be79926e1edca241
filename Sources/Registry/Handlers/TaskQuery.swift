import DomainPrimitives
import Messages
import RPC

/// Which tasks are asked for.
struct TaskQuery: Sendable {
  let asOf: CivilDate
  /// In the order of lists.
  let kinds: [RegistryTask.Kind]
  let assignee: String
  let actor: RegistryTask.Actor?
  let overdueOnly: Bool

  /// - Throws: `RPCError` INVALID_ARGUMENT for a kind or an actor that is not known.
  init(_ request: CommonV1.ListTasksRequest, asOf: CivilDate) throws(RPCError) {
    self.asOf = asOf
    for kind in request.kinds where kind == .unspecified || !CommonV1.TaskKind.allCases.contains(kind) {
      throw .invalid(
        field: "kinds",
        reason: "unknown_value",
        description: "kind \(kind.rawValue) is no kind of task; use 1 to \(CommonV1.TaskKind.allCases.count - 1)"
      )
    }
    // Kinds that other services tell of are asked for there; here there are none of them.
    let wanted = Set(request.kinds.map { Int($0.rawValue) })
    kinds = RegistryTask.Kind.allCases.filter { wanted.isEmpty || wanted.contains($0.rawValue) }
    assignee = request.assignee
    overdueOnly = request.overdueOnly
    if request.actor == .unspecified {
      actor = nil
    } else if let known = RegistryTask.Actor(rawValue: Int(request.actor.rawValue)) {
      actor = known
    } else {
      throw .invalid(
        field: "actor",
        reason: "unknown_value",
        description: "actor \(request.actor.rawValue) is not known; use 1 to \(RegistryTask.Actor.allCases.count)"
      )
    }
  }

  /// Whether a task is one of those.
  func admits(_ task: RegistryTask) -> Bool {
    if !assignee.isEmpty, task.assignee != assignee { return false }
    if let actor, task.actor != actor { return false }
    return !overdueOnly || task.urgency(on: asOf) == .overdue
  }
}
