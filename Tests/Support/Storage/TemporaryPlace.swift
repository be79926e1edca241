import Foundation
import PostgreSQLTestServer
public import Storage
import StoragePostgreSQL
import StorageSQLite
import Synchronization

/// A place for one test's database, which can be opened again and again: a file in a folder of its own, or a schema of
/// its own on the shared server. Goes away when nothing holds it any more.
public final class TemporaryPlace: Sendable {
  /// The database file, or PostgreSQL's location.
  public let location: String
  private let engine: StorageUnderTest
  private let remove: @Sendable () -> Void

  private static let schemaNumber = Atomic<Int>(0)

  /// A new place.
  public init(_ engine: StorageUnderTest) throws {
    self.engine = engine
    switch engine {
    case .sqlite:
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ocop-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      location = folder.path + "/test.db"
      remove = { try? FileManager.default.removeItem(at: folder) }
    case .postgresql:
      let server = try TestServer.shared()
      let number = Self.schemaNumber.add(1, ordering: .relaxed).newValue
      let schema = "test_\(getpid())_\(number)"
      try server.run("CREATE SCHEMA \(schema)")
      location = server.location(parameters: ["options=-csearch_path%3D\(schema)"])
      remove = {
        _ = try? server.run("SET client_min_messages = error; SET lock_timeout = 5000; DROP SCHEMA \(schema) CASCADE")
      }
    }
  }

  deinit {
    remove()
  }

  /// Opens the database of this place.
  public func open(migrations: [Migration], limits: StorageLimits = StorageLimits()) throws -> any CountingDatabase {
    switch engine {
    case .sqlite:
      var configuration = SQLiteConfiguration()
      configuration.writeQueueCapacity = limits.writeQueueCapacity
      configuration.groupCommitMaxWrites = limits.groupCommitMaxWrites
      configuration.groupCommitMaxMilliseconds = limits.groupCommitMaxMilliseconds
      return HeldDatabase(
        try SQLiteDatabase.open(path: location, migrations: migrations, configuration: configuration),
        place: self
      )
    case .postgresql:
      var configuration = PostgreSQLConfiguration()
      configuration.readerCount = 2
      configuration.writeQueueCapacity = limits.writeQueueCapacity
      configuration.groupCommitMaxWrites = limits.groupCommitMaxWrites
      configuration.groupCommitMaxMilliseconds = limits.groupCommitMaxMilliseconds
      return HeldDatabase(
        try PostgreSQLDatabase.open(location, migrations: migrations, configuration: configuration),
        place: self
      )
    }
  }
}

/// A database that keeps its place as long as it is held.
private final class HeldDatabase: CountingDatabase {
  private let database: any CountingDatabase
  private let place: TemporaryPlace

  init(_ database: any CountingDatabase, place: TemporaryPlace) {
    self.database = database
    self.place = place
  }

  var waitingWriteCount: Int { database.waitingWriteCount }
  var commitCount: Int { database.commitCount }

  func read<T: Sendable>(_ body: @escaping @Sendable (any ReadTransaction) throws -> T) async throws -> T {
    try await database.read(body)
  }

  func write<T: Sendable>(_ body: @escaping @Sendable (any WriteTransaction) throws -> T) async throws -> T {
    try await database.write(body)
  }

  func onCommitElsewhere(_ body: @escaping @Sendable () -> Void) {
    database.onCommitElsewhere(body)
  }

  func close() async {
    await database.close()
  }
}
