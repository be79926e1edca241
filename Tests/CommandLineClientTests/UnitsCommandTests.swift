import ClientKit
import Messages
import RPC
import Testing

@testable import CommandLineClient

@Suite("Commands for units, search and history")
struct UnitsCommandTests {
  private static func unit(_ code: String, _ name: String, from: String, to: String = "")
    -> RegistryV1.AdministrativeUnit
  {
    var unit = RegistryV1.AdministrativeUnit()
    unit.code = code
    unit.name = name
    unit.kind = .commune
    unit.validFrom = from
    unit.validTo = to
    return unit
  }

  private static let old = unit("06154", "Xã Bắc Việt", from: "2020-01-01", to: "2025-07-01")
  private static let new = unit("06154", "Xã Văn Lãng", from: "2025-07-01")

  private static var registry: FakeRegistry {
    var answers = FakeAnswers()
    answers.findUnits = { request in
      guard request.text != "nowhere" else { return RegistryV1.FindUnitsResponse() }
      var response = RegistryV1.FindUnitsResponse()
      var found = RegistryV1.FoundUnit()
      found.unit = old
      found.path = "Xã Bắc Việt, Huyện Văn Lãng · \(request.on) \(request.level.rawValue) \(request.underCode)"
      response.units = [found]
      response.unitCount = 3
      return response
    }
    answers.unit = { request in
      guard request.code == "06154" else { throw RPCError(.notFound, "no unit has the code") }
      var details = RegistryV1.UnitDetails()
      details.on = request.on.isEmpty ? "2026-01-01" : request.on
      let isOld = request.on == "2020-01-01"
      details.unit = isOld ? old : new
      details.path = isOld ? "Xã Bắc Việt, Huyện Văn Lãng" : "Xã Văn Lãng, Tỉnh Lạng Sơn"
      details.sameCode = [isOld ? new : old]
      details.children = [unit("1", "Thôn", from: "2020-01-01")]
      details.descendantCount = 1
      if isOld {
        var change = RegistryV1.UnitChange()
        var edge = RegistryV1.UnitSuccession()
        edge.change = .merged
        edge.legalBasis = "1672/NQ-UBTVQH15"
        change.succession = edge
        change.unit = new
        details.became = [change]
      }
      return details
    }
    answers.search = { request in
      var response = RegistryV1.SearchResponse()
      let start = Int(request.page?.pageToken ?? "") ?? 0
      response.found = (start..<min(start + Int(request.page?.pageSize ?? 0), 3)).map { number in
        var found = RegistryV1.FoundRecord()
        found.record = FakeRegistry.producer("CT-\(number)", name: number == 2 ? "" : "Lạp sườn \(request.query)")
        if number == 2 { found.record?.maskedFields = ["name"] }
        found.match = .typo
        return found
      }
      response.nextPageToken = start + response.found.count < 3 ? String(start + response.found.count) : ""
      response.isComplete = true
      return response
    }
    answers.history = { request in
      var response = RegistryV1.ListHistoryResponse()
      response.versions = [("Mới", false), ("", true), ("Cũ", false)].enumerated().map { index, version in
        var message = RegistryV1.RecordVersion()
        message.revision = UInt64(30 - 10 * index)
        message.recordedAtUnixMicroseconds = 1_636_070_400_000_000
        message.operationID = "op-\(index)"
        message.isErased = version.1
        if !version.1 { message.record = FakeRegistry.producer(request.id, name: version.0) }
        return message
      }
      response.isTruncated = true
      return response
    }
    return FakeRegistry(answers: answers)
  }

  @Test("units are found with their paths, on the day and the level asked for, and none is a refusal")
  func find() async {
    let found = await CommandRun(
      ["units", "find", "bac viet", "--on", "2021-11-05", "--level", "commune", "--under", "182"],
      Self.registry
    )
    #expect(found.status == .success)
    #expect(found.output.contains("06154  2020-01-01  Xã Bắc Việt, Huyện Văn Lãng · 2021-11-05 3 182"))
    #expect(found.diagnostics.contains("2 more"))
    #expect(await CommandRun(["units", "find", "nowhere"], Self.registry).status == .refused)
    #expect(await CommandRun(["units", "find", "x", "--level", "village"], Self.registry).status == .usage)
    #expect(await CommandRun(["units", "find", "x", "--json"], Self.registry).output.contains("\"Xã Bắc Việt\""))
  }

  @Test("what became of a code is told of every unit that bore it, or of the one of a day")
  func became() async {
    let all = await CommandRun(["units", "became", "06154"], Self.registry)
    #expect(
      all.output == """
        Xã Bắc Việt 06154@2020-01-01
          Xã Văn Lãng 06154@2025-07-01: all of it (1672/NQ-UBTVQH15)
        Xã Văn Lãng 06154@2025-07-01
          in force

        """
    )
    let one = await CommandRun(["units", "became", "06154@2020-01-01"], Self.registry)
    #expect(all.output.hasPrefix(one.output) && !one.output.isEmpty)
    #expect(await CommandRun(["units", "became", "9"], Self.registry).status == .refused)
  }

  @Test("a unit is shown with what else its code stands for, and what lies below it is listed")
  func show() async {
    let shown = await CommandRun(["units", "show", "06154", "--on", "2020-01-01"], Self.registry)
    #expect(shown.output.hasPrefix("Xã Bắc Việt, Huyện Văn Lãng\ncode 06154, 2020-01-01 to before 2025-07-01"))
    #expect(shown.output.contains("became Xã Văn Lãng 06154@2025-07-01"))
    #expect(shown.output.contains("the code also stands for Xã Văn Lãng, from 2025-07-01"))
    let under = await CommandRun(["units", "under", "06154"], Self.registry)
    #expect(under.output.contains("Thôn") && under.diagnostics.contains("1 on all levels"))
  }

  @Test("a search prints all pages up to the limit, and marks what is masked")
  func search() async {
    let all = await CommandRun(["search", "bich", "tram"], Self.registry)
    #expect(all.status == .success)
    #expect(all.output.contains("producer  CT-0  Lạp sườn bich tram  typo"))
    #expect(all.output.contains(ShownRecord.mark))
    let two = await CommandRun(["search", "x", "--limit", "2"], Self.registry)
    #expect(!two.output.contains("CT-2") && two.diagnostics.contains("there is more"))
    #expect(await CommandRun(["search", "x", "--kind", "orders"], Self.registry).status == .usage)
    #expect(await CommandRun(["search", "x", "--limit", "0"], Self.registry).status == .usage)
    #expect(await CommandRun(["search", "x", "--json"], Self.registry).output.contains("\"has_more\": false"))
  }

  @Test("a history tells each change as a difference, oldest first, and says what is gone")
  func history() async {
    let run = await CommandRun(["history", "producer", "CT-1"], Self.registry)
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(
      run.output == """
        earlier changes were compacted away
        revision 10  2021-11-05T00:00:00Z  op-2
          producer_id: CT-1
          name: Cũ
          type: household
        revision 20  2021-11-05T00:00:00Z  op-1
          erased on a person's behalf
        revision 30  2021-11-05T00:00:00Z  op-0
          producer_id: CT-1
          name: Mới
          type: household

        """
    )
    let json = await CommandRun(["history", "producer", "CT-1", "--json"], Self.registry)
    #expect(json.output.contains("\"is_erased\": true") && json.output.contains("\"operation_id\": \"op-2\""))
  }
}
