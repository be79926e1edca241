import Foundation
import Storage
import StorageSQLite
import Synchronization
import Testing

/// Goal: a commit that fails in the middle is never answered as done or refused. Method: the descriptor of the
/// write-ahead log is replaced by a read-only one, so that SQLite's next write to it fails as on a broken disk.
@Suite struct CommitFailureTests {
  private func makeReadOnly(_ path: String) throws {
    let readOnly = open(path, O_RDONLY)
    try #require(readOnly >= 0)
    defer { close(readOnly) }
    var replaced = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      guard let descriptor = Int32(name), descriptor != readOnly else { continue }
      let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
      guard target == path else { continue }
      try #require(dup2(readOnly, descriptor) == descriptor)
      replaced += 1
    }
    try #require(replaced > 0)
  }

  @Test("an I/O error at commit leaves the outcome unknown and stops the database; a restart serves what is there")
  func unknownOutcome() async throws {
    try await withFolder { folder in
      let path = folder + "/numbers.db"
      let stopsSeen = StopsSeen()
      var configuration = SQLiteConfiguration()
      configuration.onStopped = { stopsSeen.add($0) }
      let database = try SQLiteDatabase.open(path: path, migrations: numbersSchema, configuration: configuration)
      try await database.write { try $0.insertNumber(1) }
      try makeReadOnly(path + "-wal")
      let unknown = await databaseError { try await database.write { try $0.insertNumber(2) } }
      #expect(unknown?.code == .outcomeUnknown)
      #expect(unknown?.message.contains("may or may not be there after a restart") == true)
      #expect(await code { try await database.write { try $0.insertNumber(3) } } == .stopped)
      #expect(stopsSeen.codes == [.outcomeUnknown])
      #expect(database.stopCause?.code == .outcomeUnknown)
      // What was answered before is still served.
      #expect(try await database.numbers() == [1])
      await database.close()
      let again = try SQLiteDatabase.open(path: path, migrations: numbersSchema)
      #expect(try await again.numbers().filter { $0 != 2 } == [1])
      try await again.write { try $0.insertNumber(4) }
      await again.close()
    }
  }
}

/// Collects what `onStopped` is called with.
private final class StopsSeen: Sendable {
  private let errors = Mutex<[DatabaseError]>([])

  var codes: [DatabaseError.Code] { errors.withLock { $0.map(\.code) } }

  func add(_ error: DatabaseError) {
    errors.withLock { $0.append(error) }
  }
}
