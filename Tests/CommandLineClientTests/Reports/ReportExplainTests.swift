import ClientKit
import Foundation
import Messages
import RPC
import RPCInProcess
import Services
import Synchronization
import Testing

@testable import CommandLineClient

@Suite("ocop report explain and watch")
struct ReportExplainTests {
  private static func record(_ id: String, reason: String = "", count: UInt64 = 1, masked: Bool = false)
    -> ReportingV1.ExplainedRecord
  {
    var record = ReportingV1.ExplainedRecord()
    record.kind = "product"
    record.id = masked ? "" : id
    record.name = masked ? "" : "Sản phẩm \(id)"
    record.reason = reason
    record.count = count
    record.evidence = masked ? "" : "seen live on voso 2021-08-12"
    record.masked = masked
    return record
  }

  private static func service(count: UInt64 = 3) -> FakeReporting {
    FakeReporting(explanation: { _ in
      var response = ReportingV1.ExplainReportResponse()
      response.counted = [record("SP-1"), record("SP-2"), record("", masked: true)]
      response.leftOut = [
        record("SP-3", reason: "out_of_season"), record("SP-4", reason: "no_store"),
        record("SP-5", reason: "out_of_season"),
      ]
      response.figure = ReportSamples.count("products_listed_any_floor", count, of: 6)
      return response
    })
  }

  private static let arguments = ["report", "explain", "products_listed_any_floor", "--by", "unit,stars"]

  @Test("a row is named by its values, in the order of the dimensions")
  func rows() async throws {
    let service = Self.service()
    let run = await service.run(Self.arguments + ["--row", "187, 4", "--geo", "2021"])
    #expect(run.status == .success, "\(run.diagnostics)")
    let asked = try #require(service.explained.first)
    #expect(asked.keys.map(\.dimension) == [.unit, .stars])
    #expect(asked.keys.map(\.value) == ["187", "4"])
    #expect(asked.indicatorID == "products_listed_any_floor")
    #expect(asked.report?.edition == .edition2021)
    _ = await service.run(Self.arguments + ["--row", "undetermined,none"])
    #expect(service.explained.last?.keys.map(\.value) == ["", ""])
    _ = await service.run(Self.arguments)
    #expect(service.explained.last?.keys == [])
    for (row, part) in [("187", "give one value for each of --by unit,stars"), ("1,2,3", "give one value for each")] {
      let refused = await service.run(Self.arguments + ["--row", row])
      #expect(refused.status == .usage && refused.diagnostics.contains(part))
    }
    let flat = await service.run(["report", "explain", "orders", "--row", "187"])
    #expect(flat.diagnostics.contains("a report without --by has one row, total"))
    let many = await service.run(["report", "explain", "9"])
    #expect(many.status == .usage && many.diagnostics.contains("orders, quantity, revenue"))
    let page = await service.run(["report", "explain", "orders", "--format", "html"])
    #expect(page.status == .usage && page.diagnostics.contains("table, csv or json"))
  }

  @Test("reasons come in words with their numbers, and what is masked is marked and counted")
  func text() async {
    let run = await Self.service().run(Self.arguments)
    for part in [
      "3/6 50 %", "Được tính · counted: 3", "Không tính · left out: 3", "2  out_of_season: trái vụ · out of season",
      "1  no_store: chủ thể chưa có cửa hàng · no store yet", ShownRecord.mark, ShownRecord.markNote,
    ] { #expect(run.output.contains(part), "\(part): \(run.output)") }
  }

  @Test("CSV has a line for each record, with the reason in words")
  func csv() async {
    let run = await Self.service().run(Self.arguments + ["--format", "csv", "--language", "en"])
    let lines = run.output.split(separator: "\r\n")
    #expect(lines[0] == "\u{FEFF}standing,kind,id,name,unit,reason,reason_words,evidence,count,masked")
    #expect(lines[3] == "counted,product,,,,,,,1,true")
    #expect(
      lines[4]
        == "left_out,product,SP-3,Sản phẩm SP-3,,out_of_season,out of season,seen live on voso 2021-08-12,1,false"
    )
    #expect(await Self.service().run(Self.arguments + ["--json"]).output.contains("\"left_out\": ["))
  }

  @Test("records that do not add up to the figure are an error, not a detail")
  func disagreement() async {
    let run = await Self.service(count: 4).run(Self.arguments)
    #expect(run.status == .failure)
    #expect(run.diagnostics.contains("add up to 3, not 4"))
  }

  @Test("watch prints the table, then a line for each cell that changes, and goes on after a break")
  func watch() async {
    let calls = Mutex(0)
    var router = FakeReporting().router
    router.serverStreaming(ReportingV1.ReportingMethods.watchReport) { _, writer, _ in
      let call = calls.withLock { count in
        count += 1
        return count
      }
      var report = ReportSamples.byUnit
      try await writer.write(report)
      report.rows[4].figures[0].count = call == 1 ? 10 : 9
      report.knownAt?.listingRevision += UInt64(call)
      try await writer.write(report)
      if call == 1 { throw RPCError(.unavailable, "restarting") }
    }
    let run = await CommandRun(["report", "watch", "--by", "phase,unit"], channel: InProcessChannel(router: router))
    #expect(run.status == .success, "\(run.diagnostics)")
    let name = "phase-1 Giai đoạn 1 / 187 Huyện Chi Lăng, products_listed_any_floor"
    let lines = run.output.split(separator: "\n").filter { $0.contains(" → ") }
    #expect(
      lines == [
        "registry 541, listing 615  \(name): 11/11 100 % → 10/11 91 %",
        "registry 541, listing 614  \(name): 10/11 91 % → 11/11 100 %",
        "registry 541, listing 616  \(name): 11/11 100 % → 9/11 82 %",
      ]
    )
    #expect(run.output.components(separatedBy: "Báo cáo OCOP").count == 2)
    #expect(run.diagnostics.contains("the watch broke"))
    let json = await CommandRun(["report", "watch", "--json"], channel: InProcessChannel(router: router))
    #expect(json.output.split(separator: "\n").count == 2)
    let past = await CommandRun(["report", "watch", "--known-on", "2021-11-05"], channel: CommandTests.nobody)
    #expect(past.status == .usage && past.diagnostics.contains("What was known once does not change"))
  }

  @Test("claims have their gap and what is to be done about it")
  func claims() async {
    var router = FakeReporting().router
    router.unary(ReportingV1.ReportingMethods.getProgressReport) { request, _ in
      var report = ReportingV1.ProgressReport()
      report.claims = [(UInt64(40), UInt64(40)), (30, 29), (9, 11)].map { value, counted in
        var claim = RegistryV1.PublishedClaim()
        claim.claimID = "claim-\(value)"
        claim.wording = "about \(value)"
        claim.value = value
        claim.asOf = request.asOf
        claim.indicator = .productsListedAnyFloor
        var comparison = ReportingV1.ClaimComparison()
        comparison.claim = claim
        comparison.counted = counted
        return comparison
      }
      return report
    }
    let run = await CommandRun(
      ["report", "claims", "--as-of", "2021-11-05", "--language", "en"],
      channel: InProcessChannel(router: router)
    )
    #expect(run.output.contains("“about 30”") && run.output.contains("5 Nov 2021"))
    #expect(run.output.contains("claim-30: 1 fewer are counted: find the records"))
    #expect(run.output.contains("claim-9: 2 more are counted: tell those"))
    #expect(!run.output.contains("claim-40"))
    let json = await CommandRun(["report", "claims", "--json"], channel: InProcessChannel(router: router))
    #expect(json.output.contains("\"gap\": \"-1\"") && json.output.contains("\"gap\": \"2\""))
  }
}
