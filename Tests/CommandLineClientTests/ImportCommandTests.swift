import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

/// Runs `ocop import` on real files against services in this process, which record what reaches them.
@Suite("ocop import")
struct ImportCommandTests {
  private static let producers =
    "producer_id,name,type,unit_code,registered_on,ended_on,registration_number,merged_into_producer_id\n"
  private static let products =
    "product_id,producer_id,name,group,unit_of_sale,season_windows,season_exceptions,gtin\n"
  private static let floors = "floor_id,name,url,unverified_after_days,requirements\n"
  private static let stores = "store_id,producer_id,floor_id,name,opened_on,closed_on\n"

  /// Runs a body with a folder that holds files, and removes it.
  private func withFolder(_ files: [String: String], _ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ocop-import-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try await body(folder.path())
  }

  private func violation(_ index: UInt32, _ field: String, _ reason: String) -> CommonV1.RecordViolation {
    var violation = CommonV1.RecordViolation()
    violation.recordIndex = index
    violation.field = field
    violation.reason = reason
    violation.description = "no such thing (name one that exists)"
    return violation
  }

  @Test("a folder's files are sent in the order of their references, listing with the registry's last revision")
  func order() async throws {
    let files = [
      "stores.csv": Self.stores + "CH,CT,voso,x,2021-08-03,\n",
      "floors.csv": Self.floors + "voso,Vỏ Sò,https://voso.vn,90,payment_account\n",
      "producers.csv": Self.producers + "CT,Hộ,household,06463,2020-09-14,,,\n",
      "administrative_units.csv": "code,name,kind,parent_code,valid_from,valid_to\n20,Lạng Sơn,province,,2020-01-01,\n",
      "notes.txt": "not imported",
    ]
    try await withFolder(files) { folder in
      let (registry, listing) = (FakeRegistry(), FakeListing())
      let run = await CommandRun(["import", folder], registry, listing)
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(registry.imports.map(\.records.count) == [1, 1])
      guard case .administrativeUnit(let unit) = registry.imports.first?.records.first?.record else {
        Issue.record("the units did not come first")
        return
      }
      #expect(unit.code == "20")
      #expect(listing.imports.map(\.registryRevision) == [200, 200])
      #expect(Set(registry.imports.map(\.operationID) + listing.imports.map(\.operationID)).count == 4)
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 4)
      #expect(lines[1].hasSuffix("producers.csv: 1 row: 1 created, 0 updated, 0 unchanged (registry revision 200)"))
    }
  }

  @Test("listing files alone wait for what the registry holds now")
  func listingAlone() async throws {
    try await withFolder(["floors.csv": Self.floors + "voso,Vỏ Sò,,,\n"]) { folder in
      let listing = FakeListing()
      let run = await CommandRun(["import", folder + "/floors.csv"], FakeRegistry(), listing)
      #expect(run.status == .success)
      #expect(listing.imports.map(\.registryRevision) == [77])
    }
  }

  @Test("what a service refuses is shown with its file, line, column and value, and later files are not sent")
  func violations() async throws {
    let files = [
      "producers.csv": Self.producers + "A,\"Hộ\nmột\",farm,06463,2020-09-14,,,\n\nB,Hộ,farm,99999,2020-09-14,,,\n",
      "floors.csv": Self.floors + "voso,Vỏ Sò,,,\n",
    ]
    try await withFolder(files) { folder in
      let refused = violation(1, "unit_code", "unknown_unit")
      let (registry, listing) = (FakeRegistry(violations: { _ in [refused] }), FakeListing())
      let run = await CommandRun(["import", folder], registry, listing)
      #expect(run.status == .refused)
      #expect(run.diagnostics.contains("producers.csv:5: unit_code: 99999: no such thing (name one that exists)\n"))
      #expect(run.output.contains("producers.csv: 2 rows, 1 fault: nothing of this file is stored"))
      #expect(run.output.contains("floors.csv: 1 row: not sent"))
      #expect(listing.imports.isEmpty)
    }
  }

  @Test("a violation within a field is shown at the field's column, and thousandths at the quantity")
  func nestedViolations() async throws {
    let header = "order_id,product_listing_id,ordered_on,quantity,revenue_dong,state,evidence,source\n"
    try await withFolder(["orders.csv": header + "DH,DB,2021-08-05,0,1,completed,declared,\n"]) { folder in
      let refused = [violation(0, "quantity_thousandths", "not_positive"), violation(0, "evidence.inner[2]", "odd")]
      let run = await CommandRun(["import", folder], FakeRegistry(), FakeListing(violations: { _ in refused }))
      #expect(run.diagnostics.contains("orders.csv:2: quantity: 0: no such thing"))
      #expect(run.diagnostics.contains("orders.csv:2: evidence: declared: no such thing"))
    }
  }

  @Test("one bad row in any file keeps every file from being sent")
  func badRow() async throws {
    let files = [
      "producers.csv": Self.producers + "A,Hộ,farm,06463,2020-09-14,,,\n",
      "floors.csv": Self.floors + "voso,Vỏ Sò\n",
    ]
    try await withFolder(files) { folder in
      let registry = FakeRegistry()
      let run = await CommandRun(["import", folder], registry)
      #expect(run.status == .refused)
      #expect(run.endpoint == nil)
      #expect(registry.imports.isEmpty)
      #expect(run.diagnostics.contains("floors.csv:2: the row has 2 cells, the header 5"))
    }
  }

  @Test("an answer that was lost is asked for again under the same operation id")
  func unknownOutcome() async throws {
    try await withFolder(["producers.csv": Self.producers + "A,Hộ,farm,06463,2020-09-14,,,\n"]) { folder in
      let registry = FakeRegistry()
      var router = Router()
      router.register(registry)
      let channel = UnreliableChannel(
        InProcessChannel(router: router),
        failures: [.after(.unavailable), .before(.unavailable), .after(.deadlineExceeded)],
        of: "ImportRecords"
      )
      let run = await CommandRun(["import", folder], channel: channel)
      #expect(run.status == .success)
      #expect(registry.imports.count == 3)
      #expect(Set(registry.imports.map(\.operationID)).count == 1)
      #expect(Set(registry.imports).count == 1)
      #expect(run.diagnostics.contains("trying again"))
    }
  }

  @Test("two runs of the same file are one operation, unless it is to be stored again")
  func runsAreOne() async throws {
    try await withFolder(["producers.csv": Self.producers + "A,Hộ,farm,06463,2020-09-14,,,\n"]) { folder in
      let registry = FakeRegistry()
      _ = await CommandRun(["import", folder], registry)
      _ = await CommandRun(["import", folder], registry)
      #expect(Set(registry.imports.map(\.operationID)).count == 1)
      _ = await CommandRun(["import", "--again", folder], registry)
      _ = await CommandRun(["import", "--again", folder], registry)
      #expect(Set(registry.imports.map(\.operationID)).count == 3)
      #expect(Set(registry.imports.map(\.records)).count == 1)
    }
  }

  @Test("a service that stays away ends the import with 3 and the advice to repeat it")
  func serviceAway() async throws {
    try await withFolder(["producers.csv": Self.producers + "A,Hộ,farm,06463,2020-09-14,,,\n"]) { folder in
      let away = UnreliableChannel(
        InProcessChannel(router: Router()),
        failures: Array(repeating: .before(.unavailable), count: 100)
      )
      let run = await CommandRun(["import", folder], channel: away)
      #expect(run.status == .unavailable)
      #expect(run.diagnostics.contains("cannot reach the gateway at tcp:127.0.0.1:7400: connection refused"))
      #expect(run.diagnostics.contains("can simply be repeated"))
    }
  }

  @Test("a refusal is not tried again")
  func refusalIsFinal() async throws {
    try await withFolder(["producers.csv": Self.producers + "A,Hộ,farm,06463,2020-09-14,,,\n"]) { folder in
      let registry = FakeRegistry()
      var router = Router()
      router.register(registry)
      let channel = UnreliableChannel(
        InProcessChannel(router: router),
        failures: [.before(.invalidArgument)],
        of: "ImportRecords"
      )
      let run = await CommandRun(["import", folder], channel: channel)
      #expect(run.status == .refused)
      #expect(registry.imports.isEmpty)
    }
  }

  @Test("a dry run asks each service once, stores nothing, and knows what the same run would add to the registry")
  func dryRun() async throws {
    let files = [
      "producers.csv": Self.producers + "CT-1,Hộ,farm,06463,2020-09-14,,,\n",
      "products.csv": Self.products + "SP,CT-1,Na,food,kg,,,\n",
      "stores.csv": Self.stores + "CH-1,CT-1,voso,x,2021-08-03,\nCH-2,CT-9,voso,x,2021-08-03,\n",
    ]
    try await withFolder(files) { folder in
      let unknown = [violation(0, "producer_id", "unknown_producer"), violation(1, "producer_id", "unknown_producer")]
      let (registry, listing) = (FakeRegistry(), FakeListing(violations: { _ in unknown }))
      let run = await CommandRun(["import", "--dry-run", folder], registry, listing)
      #expect(run.status == .refused)
      #expect(registry.imports.map(\.dryRun) == [true])
      #expect(registry.imports.map(\.records.count) == [2])
      #expect(listing.imports.map(\.dryRun) == [true])
      #expect(!run.diagnostics.contains("CT-1:"))
      #expect(run.diagnostics.contains("stores.csv:3: producer_id: CT-9: "))
      #expect(run.output.contains("producers.csv: 1 row: nothing wrong"))
      #expect(run.output.contains("stores.csv: 2 rows, 1 fault"))
    }
  }

  @Test("in a check of several files at once a fault is shown in the file that it came from")
  func dryRunFaultInLaterFile() async throws {
    let files = [
      "producers.csv": Self.producers + "A,Hộ,farm,06463,2020-09-14,,,\nB,Hộ,farm,06463,2020-09-14,,,\n",
      "products.csv": Self.products + "SP,A,Na,food,kg,,,\nSQ,Z,Na,food,kg,,,\n",
    ]
    try await withFolder(files) { folder in
      let unknown = violation(3, "producer_id", "unknown_producer")
      let run = await CommandRun(["import", "--dry-run", folder], FakeRegistry(violations: { _ in [unknown] }))
      #expect(run.diagnostics.contains("products.csv:3: producer_id: Z: "))
      #expect(run.output.contains("producers.csv: 2 rows: nothing wrong"))
    }
  }

  @Test("names that are no kind of record are refused, unless --kind says what the file holds")
  func kinds() async throws {
    try await withFolder(["prodcers.csv": Self.producers + "A,Hộ,farm,06463,2020-09-14,,,\n"]) { folder in
      let refused = await CommandRun(["import", folder], FakeRegistry())
      #expect(refused.status == .usage)
      #expect(refused.diagnostics.contains("Did you mean producers?"))
      let registry = FakeRegistry()
      #expect(
        await CommandRun(["import", "--kind", "producers", folder + "/prodcers.csv"], registry).status == .success
      )
      #expect(registry.imports.count == 1)
      #expect(await CommandRun(["import", folder + "/none.csv"], FakeRegistry()).status == .usage)
    }
  }

  @Test("for programs there is one JSON document with the fate of every file")
  func json() async throws {
    try await withFolder(["producers.csv": Self.producers + "A,Hộ,farn,06463,2020-09-14,,,\n"]) { folder in
      let run = await CommandRun(["import", "--json", folder], FakeRegistry())
      #expect(run.status == .refused)
      guard case .object(let members) = try JSONParser.value(of: Array(run.output.utf8)) else {
        Issue.record("not an object: \(run.output)")
        return
      }
      #expect(members.first { $0.name == "refused" }?.value == .bool(true))
      #expect(run.output.contains(#""column": "type""#))
      #expect(run.output.contains(#""state": "refused""#))
    }
  }
}
