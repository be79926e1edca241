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

  /// Writes what the states hold, on the connection that has the transaction open.
  ///
  /// - Returns: Why that failed; nil when all is written.
  package func finish(on runner: some StatementRunner) -> DatabaseError? {
    let transaction = EngineTransaction(runner)
    defer { transaction.end() }
    do {
      for each in states { try each.state.finish(in: transaction) }
      return nil
    } catch {
      return error as? DatabaseError ?? DatabaseError(.other, message: "\(error)")
    }
  }

  /// Forgets them, since their transaction is over.
  package func removeAll() {
    states.removeAll(keepingCapacity: true)
  }
}
