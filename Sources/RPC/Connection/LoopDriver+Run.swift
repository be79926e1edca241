extension LoopDriver {
  /// Runs `body` at once where this is the loop, else on it when its turn comes.
  func run(_ body: @escaping @Sendable () -> Void) {
    if isCurrent { body() } else { execute(body) }
  }
}
