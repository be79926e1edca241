import Messages
import RPC
import Storage
import StorageTestSupport
import Testing

@testable import Audit

/// Goal: every entry is there once, in order, in the transaction that it tells of, and nobody changes one without being
/// found out. Method: a database of its own, with the audit log and nothing else to audit.
@Suite(.timeLimit(.minutes(1))) struct AuditLogTests {
  private let database: any Database

  init() throws {
    database = try StorageUnderTest.temporary(migrations: auditedSchema)
  }

  @Test("the digest of an entry is the one that its definition in audit.proto gives")
  func definition() {
    // Computed by Python's hashlib over the fields as audit.proto lays them out.
    var entry = AuditV1.AuditEntry()
    entry.sequence = 1
    entry.recordedAtUnixMicroseconds = 1_635_724_800_000_000
    entry.subject = "nguyễn.hoa"
    entry.role = "office"
    entry.credential = "token 4f2a"
    entry.gateway = "gateway"
    entry.onBehalfOf = "CT-01"
    entry.method = "ocop.registry.v1.Registry/PutContacts"
    entry.operationID = "put-1"
    entry.action = "put 2 contacts"
    entry.records = ["contact/CT-01", "contact/CT-02"]
    entry.outcome = "ok"
    entry.traceID = "0af7651916cd43dd8448eb211c80319c"
    entry.firstRevision = 3
    entry.lastRevision = 4
    entry.callCount = 1
    let digits = AuditDigest.digest(of: entry, after: AuditDigest.start).map { byte in
      byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16)
    }
    #expect(digits.joined() == "a8749da1b4159575b67dc6332b4e936469bf9211398ea49332cba7e6d7d8cfbc")
  }

  @Test("an entry tells who, how, through which gateway, on whose behalf, in which trace, and what")
  func entry() async throws {
    var metadata = Metadata()
    metadata.append("Hộ bà Hoa", forKey: AuditOrigin.onBehalfOfKey)
    let origin = try AuditOrigin(context(metadata: metadata))
    try await database.write { transaction in
      try AuditLog.append(
        AuditNote("put", records: ["contact/CT-01"], origin: origin, operationID: "a", revisions: 2...5),
        at: 7,
        in: transaction
      )
    }
    let entry = try #require(try await database.allEntries().first)
    #expect(entry.sequence == 1 && entry.recordedAtUnixMicroseconds == 7)
    #expect(entry.subject == "hoa" && entry.role == "office" && entry.credential == "token 4f2a")
    #expect(entry.gateway == "gateway" && entry.onBehalfOf == "Hộ bà Hoa")
    #expect(entry.method == "ocop.registry.v1.Registry/GetContact" && entry.operationID == "a")
    #expect(entry.action == "put" && entry.records == ["contact/CT-01"] && entry.outcome == "ok")
    #expect(entry.firstRevision == 2 && entry.lastRevision == 5 && entry.callCount == 1)
  }

  @Test("on whose behalf is at most 128 characters without control characters")
  func onBehalfOf() throws {
    for text in [String(repeating: "x", count: 129), "a\u{202E}b"] {
      var metadata = Metadata()
      metadata.append(text, forKey: AuditOrigin.onBehalfOfKey)
      let error = #expect(throws: RPCError.self) { try AuditOrigin(context(metadata: metadata)) }
      #expect(error?.code == .invalidArgument)
    }
  }

  @Test("an entry is undone with the transaction that it tells of, and leaves no gap")
  func undone() async throws {
    struct Undo: Error {}
    let origin = try AuditOrigin(context())
    try await database.note("first")
    await #expect(throws: Undo.self) {
      try await database.write { transaction in
        try AuditLog.append(AuditNote("undone", origin: origin), at: 1, in: transaction)
        throw Undo()
      }
    }
    try await database.note("second")
    #expect(try await database.allEntries().map(\.action) == ["first", "second"])
    #expect(try await database.auditVerdict().fault == "")
  }

  @Test("many at once are numbered without gaps, and the chain is proved")
  func concurrent() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 { group.addTask { try await database.note("\(number)", records: ["contact/\(number)"]) } }
      try await group.waitForAll()
    }
    let verdict = try await database.auditVerdict([0, 7, 200, 999])
    #expect(verdict.fault == "" && verdict.entryCount == 200 && verdict.sequence == 200)
    #expect(verdict.places.map(\.sequence) == [0, 7, 200])
    #expect(verdict.places.last?.digest == verdict.digest)
  }

  @Test(
    "the database itself refuses to change or remove an entry",
    arguments: [
      "UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "UPDATE audit_log_record SET record = 'x'",
      "DELETE FROM audit_log_record",
    ]
  )
  func appendOnly(sql: String) async throws {
    try await database.note("first", records: ["contact/CT-01"])
    let error = await #expect(throws: DatabaseError.self) { try await database.write { try $0.execute(sql) } }
    #expect(error?.message.contains("the audit log is only added to") == true, "\(String(describing: error))")
    #expect(try await database.allEntries().map(\.action) == ["first"])
  }

  /// Takes the triggers away, as somebody with the file in his hands can.
  private func dropTriggers() async throws {
    let statements: [String]
    switch try StorageUnderTest.chosen {
    case .sqlite:
      statements = ["audit_log", "audit_log_record"].flatMap { table in
        ["update", "delete"].map { "DROP TRIGGER \(table)_refuses_\($0)" }
      }
    case .postgresql: statements = ["DROP FUNCTION refuse_audit_log_change() CASCADE"]
    }
    try await database.write { transaction in for sql in statements { try transaction.execute(sql) } }
  }

  @Test(
    "whatever is done to the log behind the service's back is found at its entry",
    arguments: [
      ("UPDATE audit_log SET subject = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET recorded_at_unix_microseconds = 9 WHERE sequence = 3", 3),
      ("UPDATE audit_log SET role = 'province' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET credential = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET gateway = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET on_behalf_of = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET method = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET operation_id = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET action = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET records = 'contact/9' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET outcome = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET trace_id = 'x' WHERE sequence = 3", 3),
      ("UPDATE audit_log SET first_revision = 9 WHERE sequence = 3", 3),
      ("UPDATE audit_log SET last_revision = 9 WHERE sequence = 3", 3),
      ("UPDATE audit_log SET call_count = 9 WHERE sequence = 3", 3),
      ("DELETE FROM audit_log WHERE sequence = 3", 3), ("DELETE FROM audit_log WHERE sequence = 5", 5),
      ("DELETE FROM audit_log_record WHERE sequence = 4", 4), ("UPDATE audit_log_head SET sequence = 4", 4),
    ]
  )
  func tampering(sql: String, sequence: UInt64) async throws {
    for number in 1...5 { try await database.note("\(number)", records: ["contact/\(number)"]) }
    #expect(try await database.auditVerdict().fault == "")
    try await dropTriggers()
    try await database.write { try $0.execute(sql) }
    let verdict = try await database.auditVerdict()
    #expect(verdict.faultySequence == sequence && verdict.fault != "", "\(sql): \(verdict.fault)")
  }
}
