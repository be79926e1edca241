package import Storage

/// Shares transactions among the writes that wait, a savepoint each, and answers them after the commit.
package struct GroupWriter<Session: WriteSession> {
  private let session: Session
  private let queue: CallQueue
  private let limits: GroupLimits
  /// Makes the answer of those whose outcome is unknown, and notes it.
  private let onUnknown: (DatabaseError) -> DatabaseError
  /// What further writes are refused with; nil while all is well.
  private let refusal: () -> DatabaseError?

  /// - Parameters:
  ///   - session: Runs the transactions.
  ///   - queue: Where the further members of a group come from.
  ///   - limits: How large a group may be.
  ///   - onUnknown: Called with the cause when nobody knows how a commit ended; gives the answer for those in it.
  ///   - refusal: What further writes are refused with, when the engine takes none any more.
  package init(
    session: Session,
    queue: CallQueue,
    limits: GroupLimits,
    onUnknown: @escaping (DatabaseError) -> DatabaseError,
    refusal: @escaping () -> DatabaseError?
  ) {
    self.session = session
    self.queue = queue
    self.limits = limits
    self.onUnknown = onUnknown
    self.refusal = refusal
  }

  /// Serves a call, and those that wait behind it, and answers them.
  package func serve(startingWith first: Call) {
    var group: [Call] = []
    switch runGroup(startingWith: first, &group) {
    case .committed:
      break
    case .undone(let error) where group.count == 1:
      if let error { group[0].overrule(with: error) }
    case .undone:
      // One member made the whole transaction fail. Alone, each gets what it deserves.
      serveOneByOne(group)
    case .unknown(let cause):
      let error = onUnknown(cause)
      for call in group { call.overrule(with: error) }
    }
    for call in group { call.answer() }
  }

  /// Runs calls that were started already, each in a transaction of its own.
  private func serveOneByOne(_ group: [Call]) {
    for (index, call) in group.enumerated() {
      switch runAlone(call) {
      case .committed: break
      case .undone(let error): if let error { call.overrule(with: error) }
      case .unknown(let cause): call.overrule(with: onUnknown(cause))
      }
      if let refusal = refusal() {
        for later in group[(index + 1)...] { later.overrule(with: refusal) }
        return
      }
    }
  }

  private func runGroup(startingWith first: Call, _ group: inout [Call]) -> GroupEnding {
    do {
      try session.begin()
    } catch {
      if first.start() { group.append(first) }
      return group.isEmpty ? .committed : .undone(error)
    }
    let started = ContinuousClock.now
    var next: Call? = first
    while let call = next {
      if call.start() {
        group.append(call)
        if case .broken(let error) = session.runBehindSavepoint(call) { return session.rollBack(because: error) }
      }
      guard group.count < limits.writesMax, started.duration(to: .now) < limits.durationMax else { break }
      next = queue.nextIfAny()
    }
    return session.commit()
  }

  private func runAlone(_ call: Call) -> GroupEnding {
    do {
      try session.begin()
    } catch {
      return .undone(error)
    }
    if case .broken(let error) = session.runBehindSavepoint(call) { return session.rollBack(because: error) }
    return session.commit()
  }
}
