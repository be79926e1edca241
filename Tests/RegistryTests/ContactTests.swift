import Audit
import CallerTestSupport
import Feed
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

/// Goal: contacts are seen and changed by those who have a right to them, and never without an entry in the audit log.
/// Method: a registry of its own; the handlers are called with every kind of caller.
@Suite("Contacts", .timeLimit(.minutes(1)))
struct ContactTests {
  let registry: RegistryUnderTest

  init() async throws {
    registry = try await RegistryUnderTest.withUnits()
    // 06463 is Đồng Mỏ, 06040 is Thất Khê.
    let producers = [
      Sample.household("CT-1", name: "Hộ Một"), Sample.household("CT-2", name: "Hộ Hai", unit: "06040"),
      Sample.producer("HTX-1"),
    ]
    try #require(try await registry.importing(producers).applied)
  }

  static func contact(_ producerID: String, phone: String = "0912 345 678") -> RegistryV1.Contact {
    var contact = RegistryV1.Contact()
    contact.producerID = producerID
    contact.representative = "Hoàng Thị Mai"
    contact.phone = phone
    contact.address = "Thôn Minh Hoà"
    return contact
  }

  func put(
    _ contacts: [RegistryV1.Contact],
    operationID: String = "put",
    by caller: Caller? = .unrestricted
  ) async throws -> RegistryV1.PutContactsResponse {
    var request = RegistryV1.PutContactsRequest()
    request.operationID = operationID
    request.contacts = contacts
    let path = RegistryV1.RegistryMethods.putContacts.path
    return try await registry.handlers.putContacts(request, context: CallContext(path: path, caller: caller))
  }

  func get(_ id: String, by caller: Caller? = .unrestricted) async throws -> RegistryV1.Contact {
    var request = RegistryV1.GetContactRequest()
    request.producerID = id
    let path = RegistryV1.RegistryMethods.getContact.path
    return try await registry.handlers.getContact(request, context: CallContext(path: path, caller: caller))
  }

  func list(by caller: Caller?) async throws -> [String] {
    let path = RegistryV1.RegistryMethods.listContacts.path
    let context = CallContext(path: path, caller: caller)
    return try await registry.handlers.listContacts(RegistryV1.ListContactsRequest(), context: context).contacts
      .map(\.producerID)
  }

  /// Actions of all entries, or of those about a record.
  func actions(about record: String = "") async throws -> [String] {
    try await registry.auditEntries(about: record).map(\.action)
  }

  @Test("a contact comes back with its number in the one form, and both calls are in the audit log")
  func roundTrip() async throws {
    let response = try await put([Self.contact("CT-1")])
    #expect(response.applied && response.created == 1)
    var expected = Self.contact("CT-1")
    expected.phone = "+84912345678"
    #expect(try await get("CT-1") == expected)
    #expect(
      try await actions(about: "contact/CT-1") == ["put 1 contacts: 1 new, 0 changed, 0 unchanged", "read contact"]
    )
    let entries = try await registry.auditEntries(about: "contact/CT-1")
    #expect(entries.map(\.operationID) == ["put", ""])
    #expect(entries.allSatisfy { $0.subject == "development" && $0.outcome == "ok" })
  }

  @Test("repeating an operation returns the first answer without another entry; with other contacts it is refused")
  func repetition() async throws {
    let first = try await put([Self.contact("CT-1")])
    #expect(try await put([Self.contact("CT-1")]) == first)
    #expect(try await actions(about: "contact/CT-1").count == 1)
    let error = await #expect(throws: RPCError.self) { try await put([Self.contact("CT-2")]) }
    #expect(error?.code == .alreadyExists)
    let again = try await put([Self.contact("CT-1"), Self.contact("CT-2")], operationID: "more")
    #expect(again.unchanged == 1 && again.created == 1)
    #expect(try await put([Self.contact("CT-1", phone: "0205 3812 345")], operationID: "change").updated == 1)
  }

  @Test("of contacts with one that is wrong none is stored, and each fault is named")
  func allOrNone() async throws {
    var empty = RegistryV1.Contact()
    empty.producerID = "HTX-1"
    let response = try await put([
      Self.contact("CT-1"), Self.contact("CT-2", phone: "12"), Self.contact("CT-9"), empty, Self.contact("CT-1"),
    ])
    #expect(!response.applied && response.created == 0)
    #expect(
      response.violations.map { "\($0.recordIndex) \($0.field) \($0.reason)" } == [
        "1 phone bad_phone", "2 producer_id unknown_producer", "3 representative missing",
        "4 producer_id record_repeated",
      ]
    )
    let error = await #expect(throws: RPCError.self) { try await get("CT-1") }
    #expect(error?.code == .notFound)
    #expect(try await actions(about: "contact/CT-1") == [])
    let none = await #expect(throws: RPCError.self) { try await put([]) }
    #expect(none?.code == .invalidArgument)
  }

  @Test("an import of what is not the caller's is noted as refused, a dry run of it is not")
  func outOfScope() async throws {
    var request = RegistryV1.ImportRecordsRequest()
    request.operationID = "foreign"
    request.records = [Sample.producer("HTX-1", name: "Tên mới")]
    request.dryRun = true
    let caller = Caller.office("06040@2020-01-01")
    let context = CallContext(path: RegistryV1.RegistryMethods.importRecords.path, caller: caller)
    #expect(try await registry.handlers.importRecords(request, context: context).applied == false)
    request.dryRun = false
    #expect(try await registry.handlers.importRecords(request, context: context).applied == false)
    let running = Task { await registry.service.refusals.run() }
    running.cancel()
    await running.value
    let refused = try await registry.auditEntries().filter { $0.outcome == "PERMISSION_DENIED" }
    #expect(refused.map(\.callCount) == [1] && refused.first?.subject == caller.subject)
  }

  @Test("a province sees all, an office its units, a producer itself, and nobody else anything")
  func access() async throws {
    try #require(try await put([Self.contact("CT-1"), Self.contact("CT-2"), Self.contact("HTX-1")]).applied)
    func caller(_ role: AccessRole, units: [String] = [], producer: String = "") -> Caller {
      let units = units.map { Caller.Unit(code: $0, validFrom: "2020-01-01") }
      return Caller(subject: "x", role: role, units: units, producerID: producer, credential: "token")
    }
    let all = ["CT-1", "CT-2", "HTX-1"]
    let cases: [(Caller?, [String])] = [
      (caller(.province), all), (caller(.office, units: ["06463"]), ["CT-1", "HTX-1"]),
      (caller(.office, units: ["06040"]), ["CT-2"]), (caller(.producer, producer: "CT-2"), ["CT-2"]),
    ]
    for caller in [caller(.service), caller(.operator), caller(.auditor), caller(.loadTester), nil] {
      let seen = await #expect(throws: RPCError.self) { try await list(by: caller) }
      #expect(seen?.code == (caller == nil ? .unauthenticated : .permissionDenied))
      await #expect(throws: RPCError.self) { try await get("CT-1", by: caller) }
    }
    for (caller, reached) in cases {
      #expect(try await list(by: caller) == reached, "\(String(describing: caller?.key))")
      for id in all {
        if reached.contains(id) {
          #expect(try await get(id, by: caller).producerID == id)
        } else {
          let error = await #expect(throws: RPCError.self) { try await get(id, by: caller) }
          #expect(error?.code == .permissionDenied)
          let change = await #expect(throws: RPCError.self) {
            try await put([Self.contact(id)], operationID: "\(caller?.key ?? "") \(id)", by: caller)
          }
          #expect(change?.code == .permissionDenied)
        }
      }
    }
    // Whether there is such a producer is not told either.
    let error = await #expect(throws: RPCError.self) {
      try await get("CT-9", by: caller(.producer, producer: "CT-1"))
    }
    #expect(error?.code == .permissionDenied)
    let unnamed = await #expect(throws: RPCError.self) { try await get("", by: nil) }
    #expect(unnamed?.code == .invalidArgument)
  }

  @Test("a list names in its entry everybody who was on the page")
  func listEntry() async throws {
    try #require(try await put([Self.contact("CT-1"), Self.contact("CT-2")]).applied)
    #expect(try await list(by: .unrestricted) == ["CT-1", "CT-2"])
    #expect(try await actions(about: "contact/CT-2").last == "read 2 contacts")
  }

  @Test("when the audit log cannot be written, nothing personal is answered and nothing is changed")
  func failsClosed() async throws {
    try #require(try await put([Self.contact("CT-1")]).applied)
    try await registry.database.write { try $0.execute("ALTER TABLE audit_log RENAME TO audit_log_away") }
    await #expect(throws: RPCError.self) { try await get("CT-1") }
    await #expect(throws: RPCError.self) { try await list(by: .unrestricted) }
    await #expect(throws: RPCError.self) {
      try await put([Self.contact("CT-1", phone: "0987654321")], operationID: "change")
    }
    let imported = await #expect(throws: RPCError.self) { try await registry.importing([Sample.producer("HTX-9")]) }
    #expect(imported?.code == .internalError)
    try await registry.database.write { try $0.execute("ALTER TABLE audit_log_away RENAME TO audit_log") }
    #expect(try await get("CT-1").phone == "+84912345678")
  }

  @Test("an import is in the audit log with its counts, first records and events; a dry run and a repetition are not")
  func imports() async throws {
    let before = try await registry.revision()
    let records = (1...25).map { Sample.producer("N-\($0)") }
    _ = try await registry.importing(records, operationID: "pack", dryRun: true)
    _ = try await registry.importing(records, operationID: "pack")
    _ = try await registry.importing(records, operationID: "pack")
    let entries = try await registry.auditEntries(about: "producer/N-25")
    #expect(entries.map(\.action) == ["import 25 records: 25 new, 0 changed, 0 unchanged"])
    let entry = try #require(entries.first)
    #expect(entry.records == (1...20).map { "producer/N-\($0)" })
    #expect(entry.firstRevision == before + 1 && entry.lastRevision == before + 25)
    #expect(entry.operationID == "pack" && entry.method == "ocop.registry.v1.Registry/ImportRecords")
  }
}
