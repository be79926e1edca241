import Storage
import StoragePostgreSQL
import StorageSQLite

/// The databases that a daemon has opened, and word of one that takes no more writes.
final class OpenedStorage: Sendable {
  let database: any Database
  /// Yields once when the database has stopped taking writes.
  let stops: AsyncStream<DatabaseError>

  /// A database that is open already; `stops` yields when it takes no more writes.
  init(database: any Database, stops: AsyncStream<DatabaseError>) {
    self.database = database
    self.stops = stops
  }

  /// Opens the database at a place, and makes its folder and its schema when they are missing.
  init(_ location: StorageLocation, migrations: [Migration]) throws {
    let (stops, continuation) = AsyncStream.makeStream(of: DatabaseError.self)
    self.stops = stops
    switch location {
    case .sqlite(let path):
      try StorageFolder.make(forFile: path)
      var configuration = SQLiteConfiguration()
      configuration.onStopped = { continuation.yield($0) }
      database = try SQLiteDatabase.open(path: path, migrations: migrations, configuration: configuration)
    case .postgresql(let location):
      // It never stops: without a server its calls fail until there is one.
      do {
        database = try PostgreSQLDatabase.open(location, migrations: migrations)
      } catch let error as DatabaseError where error.code != .schemaTooNew {
        throw StartupFailure("the database cannot be opened: \(error.message); --storage names another")
      }
    }
  }
}
