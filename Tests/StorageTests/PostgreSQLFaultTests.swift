import Foundation
import PostgreSQLTestServer
import Storage
import StoragePostgreSQL
import StorageTestSupport
import Testing

/// Goal: whatever happens to the server or a connection, no answered write is lost, no refused one is there, and the
/// database goes on when the server does. Method: backends killed and stopped from outside, at places that a closure
/// holds the engine at.
@Suite struct PostgreSQLFaultTests {
  private let place: TemporaryPlace
  private let server: TestServer

  init() throws {
    place = try TemporaryPlace(.postgresql)
    server = try TestServer.shared()
  }

  /// Short limits, so that what never answers does not take long.
  private var quick: PostgreSQLConfiguration {
    var configuration = PostgreSQLConfiguration()
    configuration.readerCount = 2
    configuration.statementTimeoutMilliseconds = 1_000
    configuration.lockTimeoutMilliseconds = 500
    configuration.reconnectPauseMinMilliseconds = 1
    configuration.reconnectPauseMaxMilliseconds = 20
    return configuration
  }

  private func open(_ configuration: PostgreSQLConfiguration? = nil) throws -> PostgreSQLDatabase {
    try PostgreSQLDatabase.open(place.location, migrations: numbersSchema, configuration: configuration ?? quick)
  }

  /// The server's process that runs a closure's statements.
  private static func backend(_ transaction: any ReadTransaction) throws -> Int32 {
    Int32(try transaction.queryOne("SELECT pg_backend_pid()") { $0.integer(0) } ?? 0)
  }

  private func terminate(_ process: Int32) throws {
    // Returns when the process has ended.
    try server.run("SELECT pg_terminate_backend(\(process), 10000)")
  }

  /// Writes a number, trying again as long as the server cannot be reached.
  private func writeAtLast(_ database: PostgreSQLDatabase, _ value: Int64) async throws {
    while true {
      do {
        return try await database.write { try $0.insertNumber(value) }
      } catch let error as DatabaseError where error.code == .unavailable {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }

  @Test("connections that were lost while nobody used them are replaced without anybody noticing")
  func lostWhileIdle() async throws {
    let database = try open()
    let writer = try await database.write { try Self.backend($0) }
    let readers = Set(
      try await withThrowingTaskGroup(of: Int32.self) { group in
        for _ in 0..<20 { group.addTask { try await database.read { try Self.backend($0) } } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
    )
    for process in readers.union([writer]) { try terminate(process) }
    for value in 1...4 as ClosedRange<Int64> {
      try await database.write { try $0.insertNumber(value) }
      #expect(try await database.numbers() == Array(1...value))
    }
    await database.close()
  }

  @Test("a read whose connection is lost in the middle is refused, and the next one is served")
  func lostWhileReading() async throws {
    let database = try open()
    let server = server
    let lost = await databaseError {
      try await database.read { transaction in
        let process = try Self.backend(transaction)
        try server.run("SELECT pg_terminate_backend(\(process), 10000)")
        _ = try transaction.query("SELECT value FROM number") { $0.integer(0) }
      }
    }
    #expect(lost?.code == .unavailable)
    #expect(lost?.engineState == "57P01")
    #expect(try await database.numbers() == [])
    await database.close()
  }

  @Test(
    "a write whose connection is lost before the commit has no effect; those that share its transaction have theirs"
  )
  func lostWhileWriting() async throws {
    let database = try open()
    let server = server
    let hold = Hold()
    let first = Task { try await database.write { _ in hold.enter() } }
    await hold.waitUntilInside()
    let before = Task { try await database.write { try $0.insertNumber(1) } }
    while database.statistics.waitingWriteCount < 1 { await Task.yield() }
    let killed = Task {
      try await database.write { transaction in
        try transaction.insertNumber(2)
        let process = try Self.backend(transaction)
        try server.run("SELECT pg_terminate_backend(\(process), 10000)")
        try transaction.insertNumber(3)
      }
    }
    while database.statistics.waitingWriteCount < 2 { await Task.yield() }
    hold.letGo()
    try await first.value
    try await before.value
    let error = await databaseError { try await killed.value }
    #expect(error?.code == .unavailable)
    try await database.write { try $0.insertNumber(4) }
    #expect(try await database.numbers() == [1, 4])
    await database.close()
  }

  @Test("a connection that is lost during the commit leaves the outcome of its own writes unknown, and of no others")
  func lostWhileCommitting() async throws {
    // A trigger that is checked at the commit kills the process it runs in: the commit was sent and is not answered.
    let plain = Migration(version: 1, name: "p", sql: "CREATE TABLE number (value INTEGER PRIMARY KEY, name TEXT);")
    let database = try PostgreSQLDatabase.open(place.location, migrations: [plain], configuration: quick)
    try server.run(
      """
      CREATE TABLE poison (id BIGINT);
      CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON poison DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION die();
      """,
      location: place.location
    )
    let unknown = await databaseError {
      try await database.write { _ = try $0.execute("INSERT INTO poison (id) VALUES (1)") }
    }
    #expect(unknown?.code == .outcomeUnknown)
    #expect(unknown?.message.contains("may or may not be there") == true)
    try await database.write { try $0.insertNumber(2) }
    #expect(try await database.numbers() == [2])
    await database.close()
  }

  @Test(
    "a process that the server has stopped answering on is given up after the deadline, and its writes are not there"
  )
  func stoppedBackend() async throws {
    let database = try open()
    let stopped = await databaseError {
      try await database.write { transaction in
        try transaction.insertNumber(1)
        let process = try Self.backend(transaction)
        try #require(kill(process, SIGSTOP) == 0)
        // Goes on after the deadline of the statement below, so that the server can end it.
        Thread.detachNewThread {
          var alarm = timespec(tv_sec: 2, tv_nsec: 0)
          nanosleep(&alarm, nil)
          kill(process, SIGCONT)
        }
        try transaction.insertNumber(2)
      }
    }
    #expect(stopped?.code == .unavailable)
    #expect(stopped?.message.contains("did not answer in time") == true)
    try await writeWhenFree(database, 3)
    #expect(try await database.numbers() == [3])
    await database.close()
  }

  /// Writes a number, trying again while another process has its turn.
  private func writeWhenFree(_ database: PostgreSQLDatabase, _ value: Int64) async throws {
    while await code({ try await database.write { try $0.insertNumber(value) } }) != nil {
      try Task.checkCancellation()
    }
  }

  @Test(
    "a process that stops in the middle of a write loses its turn; who waits too long for it is told that it is busy"
  )
  func stoppedReplica() async throws {
    var patient = quick
    patient.idleInTransactionTimeoutMilliseconds = 1_500
    let stopped = try open(patient)
    let other = try open()
    let hold = Hold()
    let held = Task {
      try await stopped.write { transaction in
        try transaction.insertNumber(1)
        hold.enter()
        try transaction.insertNumber(2)
      }
    }
    await hold.waitUntilInside()
    #expect(await code { try await other.write { try $0.insertNumber(3) } } == .busy)
    try await writeWhenFree(other, 4)
    hold.letGo()
    let error = await databaseError { try await held.value }
    #expect(error?.code == .unavailable)
    #expect(error?.engineState == "25P03")
    try await writeAtLast(stopped, 5)
    #expect(try await other.numbers() == [4, 5])
    await stopped.close()
    await other.close()
  }

  @Test("when the server stops as in a power cut and comes back, what was answered is there and the database goes on")
  func serverStops() async throws {
    let server = try TestServer()
    let database = try PostgreSQLDatabase.open(server.location(), migrations: numbersSchema, configuration: quick)
    let answered = try await withThrowingTaskGroup(of: [Int64].self) { group in
      for caller in 0..<8 as Range<Int64> {
        group.addTask {
          var answered: [Int64] = []
          for index in 0..<100_000 as Range<Int64> {
            let value = caller * 1_000_000 + index
            guard (try? await database.write({ try $0.insertNumber(value) })) != nil else { break }
            answered.append(value)
          }
          return answered
        }
      }
      while try await database.numbers().count < 200 { await Task.yield() }
      try server.stopAtOnce()
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(answered.count >= 200)
    #expect(await code { try await database.write { try $0.insertNumber(-1) } } == .unavailable)
    #expect(await code { _ = try await database.numbers() } == .unavailable)
    try server.start()
    try await writeAtLast(database, -2)
    let found = Set(try await database.numbers())
    #expect(found.isSuperset(of: answered + [-2]))
    #expect(!found.contains(-1))
    await database.close()
  }
}
