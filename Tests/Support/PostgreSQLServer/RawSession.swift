import CPostgreSQL

/// A session on a server, apart from the engine under test: for what the engine does not do. Used by one task at a
/// time.
public final class RawSession {
  private let connection: OpaquePointer?

  /// Connects.
  ///
  /// - Throws: `TestServer.Failure` with the server's words.
  public init(_ location: String) throws {
    connection = PQconnectdb(location)
    guard PQstatus(connection) == CONNECTION_OK else { throw failure }
  }

  deinit {
    PQfinish(connection)
  }

  /// Runs SQL; gives the first column of the rows of the last statement.
  ///
  /// - Throws: `TestServer.Failure` with the server's words.
  @discardableResult
  public func run(_ sql: String) throws -> [String] {
    let result = PQexec(connection, sql)
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw failure }
    return (0..<PQntuples(result)).map { String(cString: PQgetvalue(result, $0, 0)) }
  }

  private var failure: TestServer.Failure {
    TestServer.Failure(String(cString: PQerrorMessage(connection)))
  }
}
