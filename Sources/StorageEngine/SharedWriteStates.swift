package import Storage

/// The states that the writes in one transaction share. Used on the writer's thread.
package final class SharedWriteStates {
  private var states: [(type: ObjectIdentifier, state: any SharedWriteState)] = []

  /// None.
  package init() {}

  /// The state of a type.
  package func state<State: SharedWriteState>(_ type: State.Type) -> State? {
    let wanted = ObjectIdentifier(type)
    for each in states where each.type == wanted { return unsafeDowncast(each.state, to: State.self) }
    return nil
  }

  /// Keeps a state.
  package func add<State: SharedWriteState>(_ state: State) {
    states.append((ObjectIdentifier(State.self), state))
  }

  /// Writes what the states hold.
  ///
  /// - Throws: What one of them throws.
  package func finish(in transaction: any WriteTransaction) throws {
    for each in states { try each.state.finish(in: transaction) }
  }

  /// Forgets them, since their transaction is over.
  package func removeAll() {
    states.removeAll(keepingCapacity: true)
  }
}
