import CPostgreSQL
import Foundation
public import Storage
public import StoragePostgreSQL
public import StorageSQLite
import Synchronization

/// The engines that tests of the store, and of what stands on it, run with.
public enum StorageUnderTest: String, CaseIterable, Sendable {
  case sqlite
  case postgresql

  /// The engine that `OCOP_TEST_STORAGE` names; SQLite when it names none. For suites that run once for each engine.
  public static var chosen: StorageUnderTest {
    get throws {
      guard let name = ProcessInfo.processInfo.environment["OCOP_TEST_STORAGE"] else { return .sqlite }
      guard let engine = StorageUnderTest(rawValue: name) else {
        throw TestServer.Failure(description: "OCOP_TEST_STORAGE is \(name), and may be sqlite or postgresql")
      }
      return engine
    }
  }

  /// A new database of the chosen engine, which goes away when it is closed or let go of.
  public static func temporary(migrations: [Migration]) throws -> any Database {
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
  public var writeQueueCapacity = 4096
  public var groupCommitMaxWrites = 64
  public var groupCommitMaxMilliseconds = 20

  public init() {}
}

/// A database whose queue and commits can be counted.
public protocol CountingDatabase: Database {
  var waitingWriteCount: Int { get }
  var commitCount: Int { get }
}

extension SQLiteDatabase: CountingDatabase {
  public var waitingWriteCount: Int { statistics.waitingWriteCount }
  public var commitCount: Int { statistics.commitCount }
}

extension PostgreSQLDatabase: CountingDatabase {
  public var waitingWriteCount: Int { statistics.waitingWriteCount }
  public var commitCount: Int { statistics.commitCount }
}
