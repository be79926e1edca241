/// Where a pool gets its addresses from: a list, the DNS, a file.
///
/// A resolver tells whole lists. A list holds no endpoint twice, is never empty, and is told only when it differs from
/// the one before; what order it has means nothing. A failure changes no list: who was told one goes on with it, and is
/// not told the same list again when the failure is over. A failure that lasts is told once.
public protocol AddressResolver: Sendable {
  /// Begins to resolve; once. `update` is called, from any thread, one call at a time: with the first list or with why
  /// there is none yet, then with every later list or failure. It must not block.
  func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void)
  /// Asks to look again soon, because an address did not work. May be called often: a resolver keeps its own least
  /// interval between two looks.
  func refresh()
  /// Ends it: `update` is not called any more once this has returned, save by a call that was running already.
  func stop()
}
