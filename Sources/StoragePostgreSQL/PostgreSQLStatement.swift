import CPostgreSQL
import Storage
import StorageEngine

/// A statement that the server has prepared on one connection.
final class PostgreSQLStatement: CachedStatement {
  /// Names of statements that the server may forget.
  final class Forgotten {
    var names: [String] = []
  }

  /// The server's name for it.
  let name: String
  let parameterTypes: [UInt32]
  let columnTypes: [UInt32]
  /// Whether running it may change something. A SELECT counts as reading: no function that writes belongs into the SQL
  /// of both engines.
  let mayWrite: Bool
  private let forgotten: Forgotten

  /// - Parameter description: The server's answer to the question what the statement takes and gives.
  init(_ sql: String, name: String, description: PostgreSQLResult, forgotten: Forgotten) {
    self.name = name
    self.forgotten = forgotten
    parameterTypes = (0..<PQnparams(description.handle)).map { PQparamtype(description.handle, $0) }
    columnTypes = (0..<PQnfields(description.handle)).map { PQftype(description.handle, $0) }
    mayWrite = StatementText.firstWord(of: sql) != "SELECT"
    super.init(sql: sql)
  }

  deinit {
    forgotten.names.append(name)
  }
}
