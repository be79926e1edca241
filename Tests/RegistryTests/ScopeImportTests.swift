import CallerTestSupport
import Messages
import RPC
import Testing

@testable import Registry

/// Ways to change, or to learn of, what is not one's own by importing.
@Suite("Imports into the registry within a scope")
struct ScopeImportTests {
  private static let chiLang = Caller.office("187@2020-01-01")

  /// "index field reason" of what an import by a caller is refused for, the same for a dry run and a real one.
  private func faults(
    _ scenario: ScopeScenario,
    _ records: [RegistryV1.Record],
    by caller: Caller = chiLang
  ) async throws -> [String] {
    let registry = scenario.registry.called(by: caller)
    let before = try await scenario.registry.revision()
    let dry = try await registry.importing(records, dryRun: true)
    let faults = try await registry.faults(records)
    #expect(dry.violations.map { "\($0.recordIndex) \($0.field) \($0.reason)" } == faults)
    if !faults.isEmpty { #expect(try await scenario.registry.revision() == before, "something was stored") }
    return faults
  }

  @Test("an office imports what is its own, in any order, and the province everything")
  func own() async throws {
    let scenario = try await ScopeScenario()
    let pack = [
      Sample.recognition("CN-9", of: "SP-9"), Sample.product("SP-9", of: "CT-9"),
      Sample.training("TH-9", unit: "187", attended: ["CT-9", "DM"]), Sample.supportRequest("DN-9", of: "CT-9"),
      Sample.producer("CT-9", unit: "06466"), Sample.producer("TT", name: "Tên mới", unit: "06463"),
    ]
    #expect(try await faults(scenario, pack) == [])
    #expect(try await scenario.ids(.producer, for: Self.chiLang) == ["CT-9", "DM", "TT"])
    #expect(try await faults(scenario, [Sample.producer("CT-8", unit: "06154")], by: .someone(.province)) == [])
  }

  @Test("every row outside of the scope is a violation of its row, named by the field that puts it there")
  func outside() async throws {
    let scenario = try await ScopeScenario()
    let found = try await faults(
      scenario,
      [
        Sample.producer("CT-9", unit: "06154"), Sample.product("SP-9", of: "BV"),
        Sample.recognition("CN-9", of: "SP-BV"),
        Sample.training("TH-9", unit: "182", attended: []), Sample.supportRequest("DN-9", of: "BV"),
        Sample.producer("CT-8", unit: "06463"),
      ]
    )
    #expect(
      found == [
        "0 unit_code out_of_scope", "1 producer_id out_of_scope", "2 product_id out_of_scope",
        "3 unit_code out_of_scope", "4 producer_id out_of_scope",
      ]
    )
    try scenario.setDay("2025-07-01")
    #expect(try await faults(scenario, [Sample.producer("CT-9", unit: "06463")]) == ["0 unit_code out_of_scope"])
  }

  @Test("records of others are not changed, moved in or moved away, and own ones are not given away")
  func moves() async throws {
    let scenario = try await ScopeScenario()
    let found = try await faults(
      scenario,
      [
        Sample.producer("BV", name: "Đổi tên", unit: "06154"), Sample.product("SP-BV", of: "DM"),
        Sample.recognition("CN-BV", of: "SP-DM"), Sample.training("TH-BV", unit: "06463", attended: []),
        Sample.supportRequest("DN-BV", of: "DM"), Sample.producer("DM", unit: "06154"),
        Sample.product("SP-TT", of: "BV"),
      ]
    )
    #expect(
      found == [
        "0 producer_id out_of_scope", "1 product_id out_of_scope", "2 recognition_id out_of_scope",
        "3 training_id out_of_scope", "4 request_id out_of_scope", "5 unit_code out_of_scope",
        "6 producer_id out_of_scope",
      ]
    )
    // Stealing a producer in one row must not open what it has to the next.
    let stolen = [Sample.producer("BV", unit: "06463"), Sample.product("SP-BV", of: "BV")]
    #expect(try await faults(scenario, stolen) == ["0 producer_id out_of_scope", "1 product_id out_of_scope"])
  }

  @Test("what others have and what does not exist are told alike")
  func noOracle() async throws {
    let scenario = try await ScopeScenario()
    let registry = scenario.registry.called(by: Self.chiLang)
    func told(_ records: (String) -> RegistryV1.Record) async throws -> [[String]] {
      var told: [[String]] = []
      for id in ["BV", "XX"] {
        let summary = try await registry.importing([records(id)], dryRun: true)
        told.append(
          summary.violations.map { "\($0.field) \($0.reason) \($0.description)".replacing(id, with: "ID") }
        )
        #expect(summary.created == 1 && summary.updated == 0 && summary.unchanged == 0)
      }
      return told
    }
    let product = try await told { Sample.product("SP-9", of: $0) }
    let recognition = try await told { Sample.recognition("CN-9", of: "SP-\($0)") }
    let request = try await told { Sample.supportRequest("DN-9", of: $0) }
    let training = try await told { Sample.training("TH-9", unit: "187", attended: ["DM", $0]) }
    for pair in [product, recognition, request, training] {
      #expect(pair[0] == pair[1] && pair[0].count == 1)
    }
    // Guessing all of a record of somebody else must not be answered with "unchanged", nor its revision with its own.
    var guess = Sample.producer("BV", unit: "06154")
    let unchanged = try await registry.importing([guess], dryRun: true)
    #expect(unchanged.unchanged == 0 && unchanged.violations.map(\.reason) == ["out_of_scope"])
    guess.revision = 7
    let stale = try await registry.importing([guess], dryRun: true)
    #expect(stale.violations.map(\.reason) == ["out_of_scope"])
  }

  @Test("attendance of others that is there may stay, and no other may be added")
  func attendance() async throws {
    let scenario = try await ScopeScenario()
    let kept = Sample.training("TH-187", unit: "187", attended: ["BV", "DM"])
    #expect(try await faults(scenario, [kept]) == [])
    let added = Sample.training("TH-187", unit: "187", attended: ["BV", "DM", "BX"])
    #expect(try await faults(scenario, [added]) == ["0 attended_producer_ids out_of_scope"])
  }

  @Test("what belongs to nobody is the province's to import")
  func nobodys() async throws {
    let scenario = try await ScopeScenario()
    let found = try await faults(
      scenario,
      [
        Sample.phase("phase-1", "2021-07-20", "2021-09-20", units: ["187"]),
        Sample.target("MT-9", phase: "phase-1", unit: "187"), Sample.claim("CB-9", phase: "phase-1"),
        Sample.unit("06463", "Thị trấn Đồng Mỏ", .township, parent: "187", to: "2025-07-01"),
        Sample.succession(from: "06622@2020-01-01", to: "06613@2025-07-01", .split),
      ]
    )
    #expect(found == (0..<5).map { "\($0) record out_of_scope" })
  }

  @Test("a unit that cannot be found is told with what may be meant, which is no secret")
  func unitNames() async throws {
    let scenario = try await ScopeScenario()
    let found = try await faults(
      scenario,
      [Sample.producer("CT-9", unit: "Đồng Mỏ"), Sample.training("TH-9", unit: "99999", attended: ["BV"])]
    )
    #expect(found == ["0 unit_code unit_name_instead_of_code", "1 unit_code unknown_unit"])
  }

  @Test("a repeated operation is answered only within the scope that it was made in")
  func operations() async throws {
    let scenario = try await ScopeScenario()
    let records = [Sample.producer("CT-9", unit: "06154")]
    try #require(try await scenario.registry.importing(records, operationID: "pack-1").applied)
    let error = await #expect(throws: RPCError.self) {
      try await scenario.registry.called(by: Self.chiLang).importing(records, operationID: "pack-1")
    }
    #expect(error?.code == .alreadyExists)
    let own = [Sample.producer("CT-8", unit: "06463")]
    let office = scenario.registry.called(by: Self.chiLang)
    let first = try await office.importing(own, operationID: "pack-2")
    #expect(first.applied)
    #expect(try await office.importing(own, operationID: "pack-2") == first)
  }

  @Test("a record that was shown with something left out is not imported")
  func masked() async throws {
    let scenario = try await ScopeScenario()
    let shown = try await scenario.registry.called(by: .someone(.auditor)).getWithoutRevision(.producer, "DM")
    #expect(try await scenario.registry.faults([shown]).contains("0 masked_fields masked_record"))
    let training = try await scenario.registry.called(by: .producer("DM")).getWithoutRevision(.training, "TH-187")
    #expect(try await scenario.registry.faults([training]) == ["0 masked_fields masked_record"])
  }

  @Test("roles that the method does not name import nothing", arguments: [AccessRole.auditor, .service, .operator])
  func roles(role: AccessRole) async throws {
    let scenario = try await ScopeScenario()
    for caller in [Caller.someone(role), .producer("DM")] {
      let error = await #expect(throws: RPCError.self) {
        try await scenario.registry.called(by: caller).importing([Sample.producer("CT-9")], dryRun: true)
      }
      #expect(error?.code == .permissionDenied)
    }
  }
}
