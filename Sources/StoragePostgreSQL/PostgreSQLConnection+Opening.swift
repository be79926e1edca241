import CPostgreSQL
import Glibc
import Storage

extension PostgreSQLConnection {
  /// Oldest server that the engine is tested with.
  private static let versionMin: Int32 = 150_000

  /// Connects and sets the connection up. Blocks, at most the time to connect for each host.
  ///
  /// - Throws: ``DatabaseError``: `unavailable` when no host answers as a server that can be written to, `cannotOpen`
  ///   when the server or database is not one that keeps the promises.
  static func open(
    _ location: ConnectionString,
    role: Role,
    configuration: PostgreSQLConfiguration
  ) throws(DatabaseError) -> PostgreSQLConnection {
    // The location's own parameters come later than our defaults and earlier than what it may not change.
    let parameters: [(String, String)] = [
      ("fallback_application_name", "ocop \(role)"),
      ("connect_timeout", "\(max(2, configuration.connectTimeoutSeconds))"),
      ("target_session_attrs", "read-write"),
      ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
      ("dbname", location.secret),
      ("client_encoding", "UTF8"),
    ]
    guard let handle = connect(parameters) else {
      throw DatabaseError(.other, message: "no memory for a connection to \(location.masked)")
    }
    let connection = PostgreSQLConnection(
      handle: handle,
      place: location.masked,
      role: role,
      configuration: configuration
    )
    guard PQstatus(handle) == CONNECTION_OK else {
      let lines = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
      let reason = lines.split(separator: "\n").joined(separator: "; ")
      throw DatabaseError(.unavailable, message: "cannot connect to \(location.masked): \(reason)")
    }
    try connection.setUp(configuration)
    return connection
  }

  private static func connect(_ parameters: [(String, String)]) -> OpaquePointer? {
    let names = parameters.map { strdup($0.0) }
    let values = parameters.map { strdup($0.1) }
    defer { for pointer in names + values { free(pointer) } }
    let constantNames = names.map { UnsafePointer($0) } + [nil]
    let constantValues = values.map { UnsafePointer($0) } + [nil]
    return PQconnectdbParams(constantNames, constantValues, 1)
  }

  private func setUp(_ configuration: PostgreSQLConfiguration) throws(DatabaseError) {
    // Notices would go to standard error.
    PQsetNoticeReceiver(handle, { _, _ in }, nil)
    guard PQserverVersion(handle) >= Self.versionMin else {
      let version = PQserverVersion(handle) / 10_000
      throw DatabaseError(.cannotOpen, message: "\(place) runs PostgreSQL \(version); the engine needs 15 or later")
    }
    guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else { throw lost() }
    // A reader's closure may compute for long between two statements; it keeps nobody from writing.
    let idleFactor = role == .writer ? 1 : 12
    let limit = Duration.milliseconds(configuration.statementTimeoutMilliseconds)
    let found = try ask(
      """
      SELECT current_setting('server_encoding'), d.datcollate, d.datlocprovider, current_setting('fsync'), \
      coalesce(current_schema(), ''), pg_is_in_recovery(), \
      set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' \
      THEN 'remote_apply' ELSE 'on' END, false), \
      set_config('lock_timeout', '\(configuration.lockTimeoutMilliseconds)', false), \
      set_config('idle_in_transaction_session_timeout', \
      '\(configuration.idleInTransactionTimeoutMilliseconds * idleFactor)', false), \
      set_config('client_connection_check_interval', '1000', false), \
      set_config('standard_conforming_strings', 'on', false) \
      FROM pg_catalog.pg_database AS d WHERE d.datname = current_database()
      """,
      within: limit
    )
    let settings = found.first ?? []
    guard settings.count == 11 else { throw lost() }
    let synchronous = try ask("SELECT current_setting('synchronous_commit')", within: limit).first?.first ?? ""
    try check(settings, synchronousCommit: synchronous, configuration)
    isFresh = true
  }

  /// Refuses a server or database that does not keep the promises.
  private func check(
    _ settings: [String],
    synchronousCommit: String,
    _ configuration: PostgreSQLConfiguration
  ) throws(DatabaseError) {
    func refuse(_ what: String) -> DatabaseError {
      DatabaseError(.cannotOpen, message: "\(place) \(what)")
    }
    guard settings[0] == "UTF8" else { throw refuse("is encoded in \(settings[0]); make a database in UTF8") }
    guard ["C", "POSIX"].contains(settings[1]), settings[2] == "c" else {
      throw refuse(
        "orders text by \(settings[1]), and SQLite by bytes; make the database with "
          + "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
      )
    }
    guard settings[3] == "on" || configuration.acceptsServerWithoutFsync else {
      throw refuse("runs with fsync = off and loses data when the machine stops; set fsync = on")
    }
    guard !settings[4].isEmpty else { throw refuse("has no schema that tables could be made in; see search_path") }
    guard settings[5] == "f" else {
      throw DatabaseError(.unavailable, message: "\(place) is a standby and takes no writes; try again")
    }
    guard ["on", "remote_apply"].contains(synchronousCommit) else {
      throw refuse("keeps synchronous_commit at \(synchronousCommit); it must be on")
    }
  }
}
