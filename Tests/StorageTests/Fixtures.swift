import Foundation
import Storage
import StorageTestSupport

/// One table of numbers with a unique key, and one that refers to it.
let numbersSchema = [
  Migration(
    version: 1,
    name: "numbers",
    sql: """
      CREATE TABLE number (value INTEGER PRIMARY KEY, name TEXT NOT NULL);
      CREATE TABLE note (
        id INTEGER PRIMARY KEY,
        number INTEGER NOT NULL REFERENCES number (value) DEFERRABLE INITIALLY DEFERRED
      );
      """
  )
]

extension WriteTransaction {
  func insertNumber(_ value: Int64, _ name: String = "n") throws {
    try execute("INSERT INTO number (value, name) VALUES (?1, ?2)", [.integer(value), .text(name)])
  }
}

extension Database {
  func numbers() async throws -> [Int64] {
    try await read { try $0.query("SELECT value FROM number ORDER BY value") { $0.integer(0) } }
  }
}

/// A folder that a test opens files in, removed at the end of `body`.
func withFolder(_ body: (String) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ocop-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try await body(folder.path)
}

/// The code of the DatabaseError that `body` throws; nil when it throws none.
func code(_ body: () async throws -> Void) async -> DatabaseError.Code? {
  await databaseError(body)?.code
}

/// The DatabaseError that `body` throws; nil when it throws none.
func databaseError(_ body: () async throws -> Void) async -> DatabaseError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? DatabaseError
  }
}

/// Starts `bodies` while the writer is held, so that all of them join the transaction of the one that holds it.
func runTogether(
  _ database: any CountingDatabase,
  _ bodies: [@Sendable (any WriteTransaction) throws -> Void]
) async throws -> [Result<Void, any Error>] {
  let hold = Hold()
  let first = Task { try await database.write { _ in hold.enter() } }
  await hold.waitUntilInside()
  var tasks: [Task<Void, any Error>] = []
  for body in bodies {
    let before = database.waitingWriteCount
    tasks.append(Task { try await database.write(body) })
    while database.waitingWriteCount == before { await Task.yield() }
  }
  hold.letGo()
  try await first.value
  var results: [Result<Void, any Error>] = []
  for task in tasks { results.append(await task.result) }
  return results
}
