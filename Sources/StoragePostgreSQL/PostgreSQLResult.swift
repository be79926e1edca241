import CPostgreSQL
import Storage

/// An answer of the server, freed when it is let go of.
final class PostgreSQLResult {
  let handle: OpaquePointer

  init(_ handle: OpaquePointer) {
    self.handle = handle
  }

  deinit {
    PQclear(handle)
  }

  var status: ExecStatusType { PQresultStatus(handle) }

  /// "INSERT 0 1".
  var commandTag: String { PQcmdStatus(handle).map { String(cString: $0) } ?? "" }

  /// Rows inserted, changed or deleted; 0 for a statement that only reads.
  var changedRowCount: Int {
    // For SELECT the server gives the number of rows read in the same place.
    if PQcmdStatus(handle).map({ $0[0] == 0x53 && $0[1] == 0x45 }) ?? true { return 0 }
    return PQcmdTuples(handle).flatMap { Int(String(cString: $0)) } ?? 0
  }

  /// The five characters of the error's code; empty when it is libpq's own error.
  var sqlState: String { cpostgresql_sqlstate(handle).map { String(cString: $0) } ?? "" }

  /// Whether the server has ended the connection, or libpq lost it.
  var isFatal: Bool {
    guard let severity = cpostgresql_severity(handle) else { return true }
    return String(cString: severity) != "ERROR"
  }
}
