import Audit
import Feed
import Foundation
import Messages
import RPC
import Services
import Storage
import Testing

@testable import Registry

/// Goal: what is erased of a person is gone for good, and what law wants kept stays under a pseudonym. Method: a
/// registry with one household whose name occurs nowhere else.
@Suite("Export and erasure of personal data", .timeLimit(.minutes(1)))
struct ErasureTests {
  private let contacts: ContactTests
  private var registry: RegistryUnderTest { contacts.registry }
  private let canary = "Hộ Canary 7c1e"

  init() async throws {
    contacts = try await ContactTests()
    let records = [
      Sample.household("CT-7", name: canary, number: "0100047516"), Sample.product("SP-7", of: "CT-7"),
      Sample.recognition("CN-7", of: "SP-7"),
    ]
    try #require(try await registry.importing(records, operationID: "first").applied)
    let moved = Sample.household("CT-7", name: canary, unit: "06040", number: "0100047516")
    try #require(try await registry.importing([moved]).applied)
    try #require(try await contacts.put([ContactTests.contact("CT-7")]).applied)
  }

  private func erase(
    _ id: String = "CT-7",
    operationID: String = "erase",
    ground: RegistryV1.ErasureGround = .request,
    by caller: Caller = .unrestricted
  ) async throws -> RegistryV1.Erasure {
    var request = RegistryV1.ErasePersonalDataRequest()
    request.producerID = id
    request.operationID = operationID
    request.ground = ground
    let path = RegistryV1.RegistryMethods.erasePersonalData.path
    return try await registry.handlers.erasePersonalData(request, context: CallContext(path: path, caller: caller))
  }

  private func export(_ id: String = "CT-7") async throws -> RegistryV1.PersonalData {
    var request = RegistryV1.ExportPersonalDataRequest()
    request.producerID = id
    let context = CallContext(path: RegistryV1.RegistryMethods.exportPersonalData.path, caller: .unrestricted)
    return try await registry.handlers.exportPersonalData(request, context: context)
  }

  private func name() async throws -> String {
    guard case .producer(let producer) = try await registry.get(.producer, "CT-7").record else { return "" }
    return producer.name
  }

  @Test("an export holds the contact, the name, the events with it, and who dealt with it")
  func exported() async throws {
    let data = try await export()
    #expect(data.name == canary && data.contact?.phone == "+84912345678" && data.erasure == nil)
    #expect(data.eventRevisions.count == 2)
    #expect(data.auditEntries.map(\.action).contains { $0.hasPrefix("import 3 records") })
    #expect(data.auditEntries.map(\.action).contains { $0.hasPrefix("put 1 contacts") })
    #expect(data.places.contains { $0.contains("backups") })
    #expect(try await contacts.actions(about: "contact/CT-7").last == "export personal data")
  }

  @Test("an erasure takes the contact and every name, keeps products and recognitions, and the log is proved")
  func erased() async throws {
    let erasure = try await erase()
    #expect(erasure.contactErased && erasure.erasedEventCount == 2)
    #expect(erasure.pseudonym.wholeMatch(of: /Hộ đã xoá [0-9a-f]{6}/) != nil)
    #expect(try await name() == erasure.pseudonym)
    let missing = await #expect(throws: RPCError.self) { try await contacts.get("CT-7") }
    #expect(missing?.code == .notFound)
    #expect(try await registry.get(.recognition, "CN-7").revision > 0)
    let verdict = try await ChangeLogVerification(database: registry.database).verdict()
    #expect(verdict.fault == "" && verdict.erasedCount == 2)
    #expect(try await AuditVerification(database: registry.database).verdict().fault == "")
    let last = try await registry.auditEntries(about: "producer/CT-7").last
    #expect(last?.action == "erase personal data, ground: request; 2 events" && last?.lastRevision == erasure.revision)
    let data = try await export()
    #expect(data.contact == nil && data.name == erasure.pseudonym && data.erasure?.ground == .request)
  }

  @Test("nothing in any table tells the name, the number or the address any more")
  func nowhere() async throws {
    _ = try await erase()
    try await ErasureSweep(database: registry.database, logger: registry.logger).sweepIfDue()
    let text = try await registry.everythingStored()
    for canary in [canary, "Canary", "912345678", "Minh Hoà", "Hoàng Thị Mai", "0100047516"] {
      #expect(!text.contains(canary), "\(canary)")
    }
    #expect(text.contains("Hộ đã xoá"))
  }

  @Test("repeating an erasure returns the first answer; another one keeps the pseudonym and finds nothing to do")
  func repeated() async throws {
    let first = try await erase()
    let head = try await registry.revision()
    #expect(try await erase() == first)
    let again = try await erase(operationID: "again", ground: .order)
    #expect(again.pseudonym == first.pseudonym && again.erasedEventCount == 0 && !again.contactErased)
    #expect(try await registry.revision() == head)
    #expect(try await export().erasure == first)
    // The first one's answer is still there.
    #expect(try await erase() == first)
  }

  @Test("an erased name does not come back: not by a new import, not by a repeated one, not as a contact")
  func staysErased() async throws {
    let pseudonym = try await erase().pseudonym
    let faults = try await registry.faults([Sample.household("CT-7", name: canary)])
    #expect(faults == ["0 name person_erased"])
    // What was kept of the first operation is forgotten with the name, so it is done anew, and refused.
    let records = [
      Sample.household("CT-7", name: canary), Sample.product("SP-7", of: "CT-7"),
      Sample.recognition("CN-7", of: "SP-7"),
    ]
    #expect(try await registry.importing(records, operationID: "first").applied == false)
    let numbered = Sample.household("CT-7", name: pseudonym, unit: "06040", number: "0100047516")
    #expect(try await registry.faults([numbered]) == ["0 registration_number person_erased"])
    #expect(try await registry.importing([Sample.household("CT-7", name: pseudonym, unit: "06040")]).applied)
    let put = try await contacts.put([ContactTests.contact("CT-7")])
    #expect(put.violations.map(\.reason) == ["person_erased"])
  }

  @Test("an export of a person that was registered twice names the other record, whichever of the two it is of")
  func registeredTwice() async throws {
    var duplicate = Sample.household("CT-8", name: canary)
    if case .producer(var producer) = duplicate.record {
      producer.mergedIntoProducerID = "CT-7"
      duplicate.record = .producer(producer)
    }
    try #require(try await registry.importing([duplicate]).applied)
    #expect(try await export("CT-7").places.contains { $0.hasPrefix("producer CT-8: another record") })
    #expect(try await export("CT-8").places.contains { $0.hasPrefix("producer CT-7: another record") })
  }

  @Test("an organisation loses its contact and keeps its name")
  func organisation() async throws {
    try #require(try await contacts.put([ContactTests.contact("HTX-1")], operationID: "htx").applied)
    let erasure = try await erase("HTX-1")
    #expect(erasure.contactErased && erasure.pseudonym == "" && erasure.erasedEventCount == 0)
    guard case .producer(let producer) = try await registry.get(.producer, "HTX-1").record else {
      Issue.record("no producer")
      return
    }
    #expect(producer.name == "Hợp tác xã")
  }

  @Test("who has no right, gives no ground, or names nobody is refused, and nothing is erased")
  func refusals() async throws {
    let other = Caller(subject: "x", role: .producer, producerID: "CT-1", credential: "token")
    let denied = await #expect(throws: RPCError.self) { try await erase(by: other) }
    #expect(denied?.code == .permissionDenied)
    let groundless = await #expect(throws: RPCError.self) { try await erase(ground: .unspecified) }
    #expect(groundless?.code == .invalidArgument)
    let unknown = await #expect(throws: RPCError.self) { try await erase("CT-99") }
    #expect(unknown?.code == .notFound)
    #expect(try await name() == canary)
    #expect(try await contacts.get("CT-7").phone == "+84912345678")
  }
}
