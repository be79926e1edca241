import ClientKit
import InteropCases
import Messages
import RPC
import RPCInProcess
import Services
import Testing

@testable import CommandLineClient

@Suite("ocop describe", .timeLimit(.minutes(1)))
struct DescribeCommandTests {
  private func describe(_ arguments: String...) async -> CommandRun {
    await CommandRun(["describe"] + arguments, FakeRegistry())
  }

  @Test("lists the services that the daemon has, and only the methods that it has")
  func services() async {
    let run = await describe()
    #expect(run.status == .success, "\(run.diagnostics)")
    for service in ["ocop.listing.v1.Listing", "ocop.registry.v1.Registry", "ocop.rpc.v1.Reflection"] {
      #expect(run.output.contains("service \(service)\n  // "), "\(run.output)")
    }
    #expect(!run.output.contains("ocop.reporting"))
    let watch = "  Watch(ocop.common.v1.WatchRequest) returns (stream ocop.common.v1.WatchResponse)"
    #expect(run.output.contains(watch + "  [province, service]\n"))
    var router = InteropService.router
    router.registerReflection()
    let interop = await CommandRun(["describe"], channel: InProcessChannel(router: router))
    #expect(interop.output.contains("FullDuplexCall(stream ocop.testing.v1.StreamingOutputRequest)"))
    #expect(!interop.output.contains("UnimplementedCall"))
  }

  @Test("shows what a method takes and gives, with the schema's comments and a call to start from")
  func method() async throws {
    for name in ["Registry/GetRecord", "ocop.registry.v1.Registry/GetRecord"] {
      let run = await describe(name)
      #expect(run.status == .success, "\(run.diagnostics)")
      #expect(run.output.hasPrefix("method ocop.registry.v1.Registry/GetRecord\n  // One record. NOT_FOUND"))
      #expect(run.output.contains("GetRecord(ocop.registry.v1.GetRecordRequest) returns (ocop.registry.v1.Record)"))
      #expect(run.output.contains("  ocop.registry.v1.Producer producer = 3  (one of record)"))
      let request = #"{"kind":"RECORD_KIND_UNSPECIFIED","id":"","at_revision":"0"}"#
      let example = "  ocop call ocop.registry.v1.Registry/GetRecord '\(request)'"
      #expect(run.output.hasSuffix("example\n\(example)\n"), "\(run.output)")
    }
  }

  @Test("every method's example is a request that the method takes")
  func examples() async throws {
    for service in SchemaCatalog.services {
      for method in service.methods {
        let text = ExampleCall.text(of: method)
        let json = try #require(text.split(separator: "'").dropFirst().first)
        _ = try MessageJSON.message(method.input, from: try JSONParser.value(of: Array(json.utf8)))
        #expect(text.contains("| ocop call") == method.isClientStreaming)
      }
    }
  }

  @Test("shows messages and enumerations by their full or last names, with comments")
  func types() async {
    let message = await describe("Product")
    #expect(message.output.hasPrefix("message ocop.registry.v1.Product\n"))
    #expect(message.output.contains("  repeated ocop.registry.v1.SeasonWindow season_windows = 6"))
    let event = await describe("ocop.common.v1.ChangeEvent")
    #expect(event.output.contains("  // Position in the log: 1, 2, 3, … without gaps.\n  uint64 revision = 1\n"))
    let values = await describe("SupportKind", "--json")
    #expect(values.output.contains(#""name": "SUPPORT_KIND_PHOTOS""#))
    let empty = await describe("ocop.rpc.v1.ListServicesRequest")
    #expect(empty.output.contains("(no fields)"))
  }

  @Test("prints JSON for programs, comments included")
  func json() async throws {
    for name in ["ocop.registry.v1.Registry", "Registry/Watch", "Producer", "ProducerType"] {
      let run = await describe(name, "--json")
      let value = try JSONParser.value(of: Array(run.output.utf8))
      guard case .object(let members) = value else {
        Issue.record("\(run.output)")
        continue
      }
      #expect(members.contains { $0.name == "documentation" })
    }
    let all = await describe("--json")
    guard case .array(let services) = try JSONParser.value(of: Array(all.output.utf8)) else {
      Issue.record("\(all.output)")
      return
    }
    #expect(services.count == 3)
  }

  @Test("a name that nothing or several things have is refused with what there is")
  func names() async {
    let ambiguous = await describe("RecordKind")
    #expect(ambiguous.status == .usage)
    #expect(ambiguous.diagnostics.contains("ocop.listing.v1.RecordKind, ocop.registry.v1.RecordKind"))
    let several = await describe("ListRecords")
    #expect(several.status == .usage)
    let slip = await describe("Prodcer")
    #expect(slip.status == .usage)
    #expect(slip.diagnostics.contains("Did you mean Producer?"), "\(slip.diagnostics)")
    // Built into this program, but not what the daemon has.
    let foreign = await describe("ProgressReport")
    #expect(foreign.status == .usage)
  }

  @Test("comments from a daemon cannot act on the terminal")
  func comments() async {
    var router = Router()
    router.unary(RpcV1.ReflectionMethods.listServices) { _, _ in
      var response = RpcV1.ListServicesResponse()
      response.services = [RpcV1.ReflectedService()]
      response.services[0].name = "a.B"
      return response
    }
    router.unary(RpcV1.ReflectionMethods.getServiceSchema) { _, _ in
      var schema = RpcV1.ServiceSchema()
      schema.service = RpcV1.ReflectedService()
      schema.service?.name = "a.B"
      schema.service?.documentation = "first\u{1B}[2J\nsecond\r"
      return schema
    }
    let run = await CommandRun(["describe"], channel: InProcessChannel(router: router))
    #expect(run.output == "service a.B\n  // first\u{FFFD}[2J\n  // second\u{FFFD}\n")
  }
}
