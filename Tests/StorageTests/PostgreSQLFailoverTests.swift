import PostgreSQLTestServer
import Storage
import StorageTestSupport
import Testing

@testable import StoragePostgreSQL

/// Which server of several is taken, and what happens between two.
@Suite struct PostgreSQLFailoverTests {
  @Test("of two servers the one that takes writes is used; when it stops, the other one once that takes them")
  func failover() async throws {
    let first = try TestServer()
    let second = try TestServer()
    // Both have the schema, as a standby has.
    for server in [first, second] {
      await (try PostgreSQLDatabase.open(server.location(), migrations: numbersSchema)).close()
    }
    try second.setReadOnly(true)
    let hosts = [second, first].map { server in
      server.folder.split(separator: "/", omittingEmptySubsequences: false).joined(separator: "%2F")
    }
    var configuration = PostgreSQLConfiguration()
    configuration.reconnectPauseMinMilliseconds = 1
    configuration.reconnectPauseMaxMilliseconds = 20
    let database = try PostgreSQLDatabase.open(
      "postgresql://postgres@\(hosts.joined(separator: ","))/postgres",
      migrations: numbersSchema,
      configuration: configuration
    )
    try await database.write { try $0.insertNumber(1) }
    #expect(try first.run("SELECT value FROM number") == ["1"])
    try first.stopAtOnce()
    #expect(await code { try await database.write { try $0.insertNumber(2) } } == .unavailable)
    #expect(await code { _ = try await database.numbers() } == .unavailable)
    try second.setReadOnly(false)
    while await code({ try await database.write { try $0.insertNumber(3) } }) == .unavailable { await Task.yield() }
    // Each reader has a connection of its own, and finds out for itself.
    var found: [Int64] = []
    while await code({ found = try await database.numbers() }) == .unavailable { await Task.yield() }
    #expect(found == [3])
    #expect(try second.run("SELECT value FROM number") == ["3"])
    await database.close()
  }

  @Test("after an attempt in vain the next ones wait, and calls within the pause fail at once with its reason")
  func pauses() throws {
    var configuration = PostgreSQLConfiguration()
    configuration.reconnectPauseMinMilliseconds = 60_000
    let location = try ConnectionString("postgresql:///x?host=%2Ftmp%2Focop-nobody-is-here")
    let keeper = ConnectionKeeper(location, role: .reader, configuration: configuration)
    let before = ContinuousClock.now
    let first = #expect(throws: DatabaseError.self) { _ = try keeper.connection() }
    let after = ContinuousClock.now
    let next = try #require(keeper.nextAttempt)
    #expect(next >= before + .seconds(30))
    #expect(next <= after + .seconds(60))
    let second = #expect(throws: DatabaseError.self) { _ = try keeper.connection() }
    #expect(second == first)
    #expect(keeper.nextAttempt == next)
  }
}
