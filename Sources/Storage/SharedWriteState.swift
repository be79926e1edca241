/// What writes that share one transaction hand on to each other, instead of writing and reading the same row for each:
/// the place a counter has come to. It lives as long as the transaction, and is written once, before the commit.
public protocol SharedWriteState: AnyObject {
  /// Writes what has changed. Called in the shared transaction, after its last write.
  ///
  /// - Throws: ``DatabaseError``; the whole transaction is undone then, and its writes run again, each alone.
  func finish(in transaction: any WriteTransaction) throws
}
