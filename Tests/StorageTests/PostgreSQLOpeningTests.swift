import Foundation
import PostgreSQLTestServer
import Storage
import StoragePostgreSQL
import StorageTestSupport
import Testing

/// What a PostgreSQL database must be to be opened, and what of its location may be seen.
@Suite struct PostgreSQLOpeningTests {
  private func open(_ location: String, _ migrations: [Migration] = numbersSchema) throws -> PostgreSQLDatabase {
    try PostgreSQLDatabase.open(location, migrations: migrations)
  }

  @Test("a database that orders text by a language, or is not in UTF8, is refused with what to do")
  func unsuitableDatabases() async throws {
    let server = try TestServer.shared()
    try server.run("CREATE DATABASE ordered TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'vi'")
    try server.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    let ordered = await databaseError { _ = try open(server.location(database: "ordered")) }
    #expect(ordered?.code == .cannotOpen)
    #expect(ordered?.message.contains("TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'") == true)
    let latin = await databaseError { _ = try open(server.location(database: "latin")) }
    #expect(latin?.code == .cannotOpen)
    #expect(latin?.message.contains("is encoded in LATIN1") == true)
  }

  @Test("a server without fsync is refused; synchronous_commit is on whatever the database has")
  func durabilitySettings() async throws {
    let server = try TestServer(settings: ["fsync=off", "synchronous_commit=off"])
    let refused = await databaseError { _ = try open(server.location()) }
    #expect(refused?.code == .cannotOpen)
    #expect(refused?.message.contains("fsync = off") == true)
    var configuration = PostgreSQLConfiguration()
    configuration.acceptsServerWithoutFsync = true
    let database = try PostgreSQLDatabase.open(
      server.location(),
      migrations: numbersSchema,
      configuration: configuration
    )
    let sql = "SELECT setting FROM pg_settings WHERE name = 'synchronous_commit'"
    #expect(try await database.write { try $0.queryOne(sql) { $0.text(0) } } == "on")
    #expect(try await database.read { try $0.queryOne(sql) { $0.text(0) } } == "on")
    await database.close()
  }

  @Test("no server, an unknown database and a location that makes no sense are told apart and named")
  func places() async throws {
    let nobody = await databaseError { _ = try open("postgresql:///x?host=%2Ftmp%2Focop-nobody-is-here") }
    #expect(nobody?.code == .unavailable)
    #expect(nobody?.message.contains("No such file or directory") == true)
    let unknown = await databaseError { _ = try open(try TestServer.shared().location(database: "nowhere")) }
    #expect(unknown?.message.contains("database \"nowhere\" does not exist") == true)
    let nonsense = await databaseError { _ = try open("postgresql://user:secret%zz@host/x") }
    #expect(nonsense?.code == .cannotOpen)
    #expect(nonsense.map { "\($0)".contains("secret") } == false)
  }

  @Test("a host that takes the connection and never says a word is given up")
  func silentHost() async throws {
    try await withFolder { folder in
      let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(listener) }
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(folder)/.s.PGSQL.5432".utf8) }
      let isBound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      try #require(isBound == 0 && listen(listener, 8) == 0)
      let silent = await databaseError { _ = try open("postgresql:///x?host=\(folder)&connect_timeout=2") }
      #expect(silent?.code == .unavailable)
      #expect(silent?.message.contains("timeout expired") == true)
    }
  }

  @Test("the first host that answers as a server is taken")
  func severalHosts() async throws {
    let place = try TemporaryPlace(.postgresql)
    let server = try TestServer.shared()
    let folder = server.folder.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
    let hosts = "%2Ftmp%2Focop-nobody-is-here,\(folder)"
    let parameters = try #require(place.location.split(separator: "?").last)
    let database = try open("postgresql://postgres@\(hosts)/postgres?\(parameters)")
    try await database.write { try $0.insertNumber(1) }
    #expect(try await database.numbers() == [1])
    await database.close()
  }

  @Test(
    "passwords of a location are not shown",
    arguments: [
      ("postgresql://ocop@db/ocop", "postgresql://ocop@db/ocop"),
      ("postgresql://ocop:se:cr@et@a,b:5433/ocop", "postgresql://ocop:***@a,b:5433/ocop"),
      (
        "postgres://db/x?user=a&password=secret&sslmode=require",
        "postgres://db/x?user=a&password=***&sslmode=require"
      ),
      ("postgresql://db?sslpassword=secret&p%61ssword=secret", "postgresql://db?sslpassword=***&p%61ssword=***"),
    ]
  )
  func masking(location: String, shown: String) {
    #expect(PostgreSQLLocation.masked(location) == shown)
  }

  @Test("an error has the engine's code and the statement, and no value")
  func errorsWithoutValues() async throws {
    let database = try StorageUnderTest.postgresql.temporary(migrations: numbersSchema)
    try await database.write { try $0.insertNumber(4711, "secret") }
    let duplicate = await databaseError { try await database.write { try $0.insertNumber(4711, "secret") } }
    #expect(duplicate?.code == .constraint)
    #expect(duplicate?.engineState == "23505")
    #expect(duplicate?.sql.hasPrefix("INSERT INTO number") == true)
    let conversion = await databaseError {
      _ = try await database.read { try $0.query("SELECT CAST(?1 AS INTEGER)", ["secret"]) { $0.integer(0) } }
    }
    #expect(conversion?.code == .misuse)
    let cast = await databaseError {
      _ = try await database.read {
        try $0.query("SELECT CAST(CAST(?1 AS TEXT) AS INTEGER)", ["secret"]) { $0.integer(0) }
      }
    }
    #expect(cast?.engineState == "22P02")
    for error in [duplicate, conversion, cast] { #expect(error.map { "\($0)" }?.contains("secret") == false) }
    #expect(duplicate.map { "\($0)" }?.contains("4711") == false)
  }

  @Test("a schema that two processes bring up to date at once is made once")
  func migrationsAtOnce() async throws {
    let place = try TemporaryPlace(.postgresql)
    let steps = (1...6).map { Migration(version: $0, name: "\($0)", sql: "CREATE TABLE t\($0) (id INTEGER);") }
    let failures = await withTaskGroup(of: DatabaseError?.self) { group in
      for _ in 0..<4 {
        group.addTask { await databaseError { await (try place.open(migrations: steps)).close() } }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(failures.allSatisfy { $0 == nil }, "\(failures)")
  }
}
