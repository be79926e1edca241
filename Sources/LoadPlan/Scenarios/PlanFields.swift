import ClientKit

/// A mapping of a scenario file whose names are known.
struct PlanFields {
  private let node: PlanNode
  private let title: String
  private let members: [PlanNode.Member]

  /// - Parameter title: what the mapping is, for messages: "load".
  /// - Throws: ``PlanFault`` when it is no mapping, or has a name that is not known.
  init(_ node: PlanNode, title: String, known names: [String]) throws(PlanFault) {
    guard case .mapping(let members) = node.content else {
      throw node.fault("\(title) is a mapping, not \(node.kindName). Its keys: \(names.joined(separator: ", "))")
    }
    if let unknown = members.first(where: { !names.contains($0.name) }) {
      throw PlanFault(
        position: unknown.position,
        reason: "\(title) has no key \"\(unknown.name)\".\(Suggestion.clause(for: unknown.name, among: names)) "
          + "Its keys: \(names.joined(separator: ", "))"
      )
    }
    self.node = node
    self.title = title
    self.members = members
  }

  /// The value of a name; nil when it is not given.
  subscript(name: String) -> PlanNode? { members.first { $0.name == name }?.value }

  /// The value of a name.
  ///
  /// - Throws: ``PlanFault`` when it is not given.
  func required(_ name: String) throws(PlanFault) -> PlanNode {
    guard let value = self[name] else { throw fault("\(title) needs the key \"\(name)\"") }
    return value
  }

  /// A fault of the mapping as a whole.
  func fault(_ reason: String) -> PlanFault { node.fault(reason) }
}
