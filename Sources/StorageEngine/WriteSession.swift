package import Storage

/// What ``GroupWriter`` needs of an engine: one transaction at a time, on the writer's thread.
package protocol WriteSession {
  /// Begins a transaction as the only writer of the database.
  ///
  /// - Throws: ``DatabaseError``; no transaction is open then.
  func begin() throws(DatabaseError)

  /// Runs a call and undoes what it did when it throws; everything before it stays.
  func runBehindSavepoint(_ call: Call) -> MemberProgress

  /// Commits. Returns when it is durable, refused or lost.
  func commit() -> GroupEnding

  /// Undoes the whole transaction.
  ///
  /// - Parameter error: Why; nil when the last member's closure threw its own.
  func rollBack(because error: DatabaseError?) -> GroupEnding
}

/// What a member left of the shared transaction.
package enum MemberProgress {
  /// The next member may run.
  case goesOn
  /// It can go no further. Without an error, the member's closure threw its own.
  case broken(DatabaseError?)
}

/// How a shared transaction ended.
package enum GroupEnding {
  /// All of it is in the database.
  case committed
  /// Nothing of it is in the database. Without an error, the last member's closure threw its own.
  case undone(DatabaseError?)
  /// Nobody knows.
  case unknown(DatabaseError)
}
