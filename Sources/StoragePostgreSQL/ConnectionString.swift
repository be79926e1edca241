import CPostgreSQL
import Storage

/// Where the server is, as libpq reads it, and as people may see it.
struct ConnectionString: Sendable {
  /// The whole, with the password if it has one. For libpq only.
  let secret: String
  /// The same for messages and logs.
  let masked: String

  /// - Throws: ``DatabaseError/Code/cannotOpen`` when libpq does not understand it, or is not there.
  init(_ text: String) throws(DatabaseError) {
    secret = text
    masked = PostgreSQLLocation.masked(text)
    guard !text.utf8.contains(0) else {
      throw DatabaseError(.cannotOpen, message: "the database's location holds a NUL character")
    }
    guard cpostgresql_load() == 0 else {
      let reason = String(cString: cpostgresql_load_failure())
      let message = "PostgreSQL's client library cannot be loaded (\(reason)); install it (Debian's libpq5)"
      throw DatabaseError(.cannotOpen, message: message)
    }
    var reason: UnsafeMutablePointer<CChar>?
    let options = PQconninfoParse(text, &reason)
    // libpq's own words may repeat a part of the password.
    PQfreemem(reason)
    guard let options else {
      throw DatabaseError(.cannotOpen, message: "\(masked) is not a location that PostgreSQL's library understands")
    }
    PQconninfoFree(options)
  }
}
