import Messages
import RPC
import RPCInProcess
import Services
import Storage
import StorageTestSupport
import Testing

@testable import Audit

/// Goal: refused calls are in the log, and whoever knocks again and again cannot fill it. Method: limits that are easy
/// to hit.
@Suite(.timeLimit(.minutes(1))) struct AuditRefusalsTests {
  private let database: any Database
  private let denied = RPCError(.permissionDenied, "no")

  init() throws {
    database = try StorageUnderTest.temporary(migrations: auditedSchema)
  }

  private func refusals(perInterval: Int, perDay: Int, day: Int64 = 0) -> AuditRefusals {
    var limits = AuditRefusalLimits()
    limits.interval = .milliseconds(1)
    limits.entriesPerIntervalMax = perInterval
    limits.entriesPerDayMax = perDay
    return AuditRefusals(database: database, limits: limits, logger: silentLogger) { day * 86_400_000_000 }
  }

  /// "subject outcome count" of every entry.
  private func entries() async throws -> [String] {
    try await database.allEntries().map { "\($0.subject) \($0.outcome) \($0.callCount)" }
  }

  @Test("refusals of one caller and method are one entry with their number")
  func aggregated() async throws {
    let refusals = refusals(perInterval: 10, perDay: 100)
    for _ in 0..<1_000 { refusals.note(try AuditOrigin(context("hoa")), denied) }
    refusals.note(try AuditOrigin(context("lan")), denied)
    try await refusals.write()
    #expect(try await entries() == ["hoa PERMISSION_DENIED 1000", "lan PERMISSION_DENIED 1"])
    try await refusals.write()
    #expect(try await entries().count == 2)
  }

  @Test("more callers than an interval takes are counted, not listed")
  func bounded() async throws {
    let refusals = refusals(perInterval: 2, perDay: 100)
    for number in 0..<50 { refusals.note(try AuditOrigin(context("\(number)")), denied) }
    #expect(refusals.collectedCount == 2)
    try await refusals.write()
    #expect(try await entries() == ["0 PERMISSION_DENIED 1", "1 PERMISSION_DENIED 1", " PERMISSION_DENIED 48"])
  }

  @Test("a day takes a number of entries and no more; none of the calls is lost from the count")
  func daily() async throws {
    let refusals = refusals(perInterval: 10, perDay: 4)
    for number in 0..<20 {
      refusals.note(try AuditOrigin(context("\(number)")), denied)
      try await refusals.write()
    }
    let first = try await database.allEntries()
    #expect(first.count == 4)
    #expect(first.map(\.callCount) == [1, 1, 1, 1])
    #expect(first.last?.subject == "")
  }

  @Test("what a full store did not take is counted in the next entry")
  func failure() async throws {
    let refusals = refusals(perInterval: 10, perDay: 100)
    try await database.write { try $0.execute("ALTER TABLE audit_log RENAME TO audit_log_away") }
    refusals.note(try AuditOrigin(context()), denied)
    await #expect(throws: DatabaseError.self) { try await refusals.write() }
    try await database.write { try $0.execute("ALTER TABLE audit_log_away RENAME TO audit_log") }
    try await refusals.write()
    #expect(try await entries() == [" PERMISSION_DENIED 1"])
  }

  @Test("a handler's refusal is noted and thrown on, other errors are only thrown on; the end of the run writes them")
  func noting() async throws {
    let refusals = refusals(perInterval: 10, perDay: 100)
    let running = Task { await refusals.run() }
    for code in [StatusCode.permissionDenied, .notFound] {
      let error = await #expect(throws: RPCError.self) {
        try await refusals.noting(context()) { throw RPCError(code, "no") }
      }
      #expect(error?.code == code)
    }
    running.cancel()
    await running.value
    #expect(try await entries() == ["hoa PERMISSION_DENIED 1"])
  }

  /// Says who calls and refuses everything but one method.
  private struct Doorkeeper: AdmissionInterceptor {
    func admit(_ call: inout ArrivingCall) throws(RPCError) {
      call.identify(as: Caller(subject: "lan", role: .auditor, credential: "token 1"))
      if call.path.hasSuffix("/Check") { throw RPCError(.unauthenticated, "no") }
      throw RPCError(.permissionDenied, "no")
    }
  }

  @Test("a call that is refused when it arrives is noted with its caller and method, one without an identity is not")
  func admission() async throws {
    let refusals = refusals(perInterval: 10, perDay: 100)
    var router = Router()
    router.unary(RpcV1.HealthMethods.check) { _, _ in RpcV1.CheckResponse() }
    router.unary(RpcV1.HealthMethods.getStatus) { _, _ in RpcV1.ServiceStatus() }
    router.intercept(admittingWith: AuditedAdmission(Doorkeeper(), refusals: refusals))
    let client = RpcV1.HealthClient(channel: InProcessChannel(router: router, logger: silentLogger))
    await #expect(throws: RPCError.self) { try await client.check(RpcV1.CheckRequest()) }
    for _ in 0..<2 { await #expect(throws: RPCError.self) { try await client.getStatus(RpcV1.GetStatusRequest()) } }
    try await refusals.write()
    #expect(try await entries() == ["lan PERMISSION_DENIED 2"])
    #expect(try await database.allEntries().first?.method == RpcV1.HealthMethods.getStatus.path)
  }
}
