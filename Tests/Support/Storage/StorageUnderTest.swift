import Foundation
import PostgreSQLTestServer
public import Storage
public import StoragePostgreSQL
public import StorageSQLite

/// The engines that tests of the store, and of what stands on it, run with.
public enum StorageUnderTest: String, CaseIterable, Sendable {
  case sqlite
  case postgresql

  /// The engine that `OCOP_TESTED_ENGINE` names; SQLite when it names none. For suites that run once for each engine.
  public static var chosen: StorageUnderTest {
    get throws {
      guard let name = ProcessInfo.processInfo.environment["OCOP_TESTED_ENGINE"] else { return .sqlite }
      guard let engine = StorageUnderTest(rawValue: name) else {
        throw TestServer.Failure("OCOP_TESTED_ENGINE is \(name), and may be sqlite or postgresql")
      }
      return engine
    }
  }

  /// A new database of the chosen engine, which goes away when it is closed or let go of.
  public static func temporary(migrations: [Migration]) throws -> any CountingDatabase {
    try chosen.temporary(migrations: migrations)
  }

  /// A new database of this engine, which goes away when it is closed or let go of.
  public func temporary(
    migrations: [Migration] = [],
    limits: StorageLimits = StorageLimits()
  ) throws -> any CountingDatabase {
    try TemporaryPlace(self).open(migrations: migrations, limits: limits)
  }
}

/// What tests set of an engine's configuration.
public struct StorageLimits: Sendable {
  /// Writes that may wait.
  public var writeQueueCapacity = 4096
  /// Writes that share one transaction at most.
  public var groupCommitMaxWrites = 64
  /// How long a transaction takes in further writes.
  public var groupCommitMaxMilliseconds = 20

  /// The engines' own defaults.
  public init() {}
}

/// A database whose queue and commits can be counted.
public protocol CountingDatabase: Database {
  /// Writes that wait for the writer now.
  var waitingWriteCount: Int { get }
  /// Transactions committed.
  var commitCount: Int { get }
}

extension SQLiteDatabase: CountingDatabase {
  /// See ``CountingDatabase``.
  public var waitingWriteCount: Int { statistics.waitingWriteCount }
  /// See ``CountingDatabase``.
  public var commitCount: Int { statistics.commitCount }
}

extension PostgreSQLDatabase: CountingDatabase {
  /// See ``CountingDatabase``.
  public var waitingWriteCount: Int { statistics.waitingWriteCount }
  /// See ``CountingDatabase``.
  public var commitCount: Int { statistics.commitCount }
}
