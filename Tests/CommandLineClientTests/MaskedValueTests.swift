import ClientKit
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

/// What a service leaves out must not look like what is not there.
@Suite("Masked values on the screen")
struct MaskedValueTests {
  private static func registry() -> InProcessChannel {
    @Sendable func record(_ id: String, _ name: String) -> RegistryV1.Record {
      var producer = RegistryV1.Producer()
      producer.producerID = id
      producer.name = name
      producer.type = .household
      var record = RegistryV1.Record()
      record.record = .producer(producer)
      if name.isEmpty { record.maskedFields = ["name"] }
      return record
    }
    var router = Router()
    router.unary(RegistryV1.RegistryMethods.listRecords) { _, _ in
      var response = RegistryV1.ListRecordsResponse()
      response.records = [record("CT-1", ""), record("CT-2", "Bà Bích Trâm")]
      return response
    }
    router.unary(RegistryV1.RegistryMethods.getRecord) { request, _ in
      record(request.id, request.id == "CT-1" ? "" : "Bà Bích Trâm")
    }
    router.unary(ReportingV1.ReportingMethods.explainProgress) { _, _ in
      var masked = ReportingV1.ExplainedRecord()
      masked.kind = "product"
      masked.reason = "out_of_season"
      masked.count = 1
      masked.masked = true
      var whole = ReportingV1.ExplainedRecord()
      whole.kind = "product"
      whole.id = "SP-1"
      var response = ReportingV1.ExplainProgressResponse()
      response.counted = [whole]
      response.leftOut = [masked]
      return response
    }
    return InProcessChannel(router: router)
  }

  @Test("a list and a single record mark what was left out, and say what the mark means")
  func records() async {
    for arguments in [["list", "producers"], ["show", "producer", "CT-1"]] {
      let run = await CommandRun(arguments, channel: Self.registry())
      #expect(run.status == .success)
      #expect(run.output.contains("(ẩn · masked)"))
      #expect(run.diagnostics.contains("not yours to see"))
    }
    let whole = await CommandRun(["show", "producer", "CT-2"], channel: Self.registry())
    #expect(whole.output.contains("Bà Bích Trâm") && !whole.output.contains("ẩn"))
    #expect(!whole.diagnostics.contains("not yours"))
  }

  @Test("an explanation marks every masked value and keeps kind and reason")
  func explanation() async {
    let run = await CommandRun(["explain", "--figure", "orders"], channel: Self.registry())
    #expect(run.output.contains("left out: 1"))
    let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("product") }
    #expect(lines.count == 2 && lines[0].contains("SP-1") && !lines[0].contains("masked"))
    // Identifier, name, unit and evidence.
    #expect(lines.last?.split(separator: "(ẩn · masked)", omittingEmptySubsequences: false).count == 5)
    #expect(lines.last?.contains("out_of_season") == true)
    #expect(run.output.contains("không có quyền xem"))
  }

  @Test("JSON says which fields are masked, and that an explained record is")
  func json() async {
    for arguments in [["list", "producers", "--json"], ["show", "producer", "CT-1", "--json"]] {
      let run = await CommandRun(arguments, channel: Self.registry())
      #expect(run.output.split(separator: "\n").filter { $0.contains("\"masked_fields\"") }.count == 1)
      #expect(!run.output.contains("ẩn"))
    }
    let run = await CommandRun(["explain", "--figure", "orders", "--json"], channel: Self.registry())
    #expect(run.output.split(separator: "\n").filter { $0.contains("\"masked\": true") }.count == 1)
  }
}
