internal import Synchronization

/// The members of a pool that the last attempts of one call were sent to, so that the next attempt goes elsewhere if it
/// can. Without memory of its own beside itself: there is one for each call that may be repeated.
final class AttemptTrail: Sendable {
  /// Generations, which are a pool's own names for its members; 0 = none. The latest first.
  private let generations = Mutex((0, 0, 0, 0, 0))

  func contains(_ token: MemberToken) -> Bool {
    let wanted = token.generation
    return generations.withLock { known in
      known.0 == wanted || known.1 == wanted || known.2 == wanted || known.3 == wanted || known.4 == wanted
    }
  }

  func append(_ token: MemberToken) {
    generations.withLock { $0 = (token.generation, $0.0, $0.1, $0.2, $0.3) }
  }
}
