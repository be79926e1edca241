/// Chooses one member for all calls: the first of the list that works, kept for as long as it does, also when an
/// earlier one comes back.
struct FirstPicker: Sendable {
  /// How a member of the list stands.
  enum Standing: Sendable {
    /// It can take calls.
    case usable
    /// It may be connected to.
    case idle
    /// It may become usable by itself: a connection is being made, or its health is not known yet.
    case pending
    /// It cannot be used now.
    case unusable
  }

  /// What to do.
  struct Choice: Equatable {
    /// The member that takes the calls.
    var chosen: Int?
    /// The member to connect to.
    var connects: Int?
  }

  private var current: Int?

  /// The choice for a list of members.
  /// - Parameter list: number and standing of each member, in the list's order.
  mutating func choose(_ list: [(member: Int, standing: Standing)]) -> Choice {
    if let current, list.contains(where: { $0.member == current && $0.standing == .usable }) {
      return Choice(chosen: current)
    }
    current = list.first { $0.standing == .usable }?.member
    if let current { return Choice(chosen: current) }
    // One at a time: the next is tried when this one has failed.
    let candidate = list.first { $0.standing == .idle || $0.standing == .pending }
    return Choice(connects: candidate?.standing == .idle ? candidate?.member : nil)
  }
}
