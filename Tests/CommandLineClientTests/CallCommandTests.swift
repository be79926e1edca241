import ClientKit
import Foundation
import InteropCases
import Messages
import RPC
import RPCInProcess
import Services
import Synchronization
import Testing

@testable import CommandLineClient

// Goal: any method of any daemon can be called from the shell, whatever streams, and everything that the call ends with
// is shown. Method: the interop service, which has all kinds of calls, in this process.
@Suite("ocop call", .timeLimit(.minutes(1)))
struct CallCommandTests {
  private static func interop() -> InProcessChannel {
    var router = InteropService.router
    router.registerReflection()
    return InProcessChannel(router: router)
  }

  private func call(
    _ arguments: String...,
    input: String = "",
    readInputChunk: (@Sendable (Int) throws -> [UInt8])? = nil
  ) async -> CommandRun {
    await CommandRun(["call"] + arguments, channel: Self.interop(), input: input, readInputChunk: readInputChunk)
  }

  private func lines(_ run: CommandRun) -> [String] { run.output.split(separator: "\n").map(String.init) }

  @Test("a method is called by its full or short name, with JSON from an argument or from standard input")
  func unary() async {
    let request = #"{"kind": "RECORD_KIND_PRODUCER", "id": "CT-2"}"#
    let registry = FakeRegistry(records: [CommandTests.household])
    let run = await CommandRun(["call", "Registry/GetRecord", request], registry)
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(run.output.contains(#""type": "PRODUCER_TYPE_HOUSEHOLD""#))
    var router = Router()
    router.register(registry)
    router.registerReflection()
    for name in ["ocop.registry.v1.Registry/GetRecord", "GetRecord"] {
      let piped = await CommandRun(
        ["call", name, "-"],
        channel: InProcessChannel(router: router),
        input: request.replacing(",", with: ",\n")
      )
      #expect(piped.output == run.output)
      #expect(piped.diagnostics.isEmpty)
    }
  }

  @Test("without a request an empty one is sent")
  func emptyRequest() async {
    let run = await call("EmptyCall")
    #expect((run.status, run.output) == (.success, "{}\n"))
  }

  @Test("the answers of a stream are printed one a line, as they come, and what they carry is opened with their schema")
  func serverStreaming() async throws {
    let run = await CommandRun(["call", "ocop.registry.v1.Registry/Watch"], CommandTests.watched(by: 1))
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(lines(run).count == 2)
    for line in lines(run) { _ = try JSONParser.value(of: Array(line.utf8)) }
    #expect(lines(run)[0].contains(#""change":{"producer":{"producer_id":"CT-2""#))
    let sizes = await call(
      "StreamingOutputCall",
      #"{"responseParameters": [{"responseBytes": 1}, {"response_bytes": 2}]}"#
    )
    #expect(lines(sizes) == [#"{"payload":{"body":"AA=="}}"#, #"{"payload":{"body":"AAA="}}"#])
  }

  @Test("a stream of requests is the arguments, or the lines of standard input, empty ones left out")
  func clientStreaming() async {
    let first = #"{"payload": {"body": "AAAA"}}"#
    let second = #"{"payload": {"body": "AAAAAAA="}}"#
    let sum = "{\n  \"aggregated_payload_bytes\": \"8\"\n}\n"
    let arguments = await call("StreamingInputCall", first, second)
    #expect((arguments.status, arguments.output) == (.success, sum), "\(arguments.diagnostics)")
    let input = await call("StreamingInputCall", "-", input: "\(first)\r\n\n  \n\(second)")
    #expect((input.status, input.output) == (.success, sum), "\(input.diagnostics)")
    let none = await call("StreamingInputCall")
    #expect(none.output.contains(#""0""#))
  }

  @Test("in a conversation each line is sent when it is read, and its answers printed before the next is there")
  func bidirectional() async {
    let output = CollectedOutput()
    let isAnswered = DispatchSemaphore(value: 0)
    let requests = Mutex([1, 2, 3].map { #"{"response_parameters": [{"response_bytes": \#($0)}]}"# + "\n" })
    let session = Session(
      output: ObservedOutput(output) { isAnswered.signal() },
      diagnostics: CollectedOutput(),
      environment: [:],
      openChannel: { _ in Self.interop() },
      readInputChunk: { _ in
        let (line, isFirst) = requests.withLock { rest in
          (rest.isEmpty ? nil : rest.removeFirst(), rest.count == 2)
        }
        // The next line is written by somebody who has seen the answer to the one before.
        if !isFirst { isAnswered.wait() }
        return Array((line ?? "").utf8)
      },
      pause: { _ in }
    )
    let status = await CommandLineClient.run(arguments: ["call", "FullDuplexCall", "-"], in: session)
    #expect(status == .success)
    #expect(
      output.text == """
        {"payload":{"body":"AA=="}}
        {"payload":{"body":"AAA="}}
        {"payload":{"body":"AAAA"}}

        """
    )
  }

  @Test("the end of a call is the end of the command, also while standard input stays open")
  func endsBeforeInput() async {
    let isDone = DispatchSemaphore(value: 0)
    let isFirst = Mutex(true)
    let run = await call("FullDuplexCall", "-") { _ in
      let sends = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      if sends { return Array(#"{"response_status": {"code": 10, "message": "stale"}}"#.utf8) + [0x0A] }
      isDone.wait()
      return []
    }
    isDone.signal()
    #expect(run.status == .refused)
    #expect(run.diagnostics == "ocop: ABORTED: stale\n")
  }

  @Test("a call with many requests and one answer may end well before its standard input does")
  func endsWellBeforeInput() async {
    let isDone = DispatchSemaphore(value: 0)
    let isFirst = Mutex(true)
    var router = Router()
    router.clientStreaming(TestingV1.InteropMethods.streamingInputCall) { requests, _ in
      for try await _ in requests { break }
      var response = TestingV1.StreamingInputResponse()
      response.aggregatedPayloadBytes = 7
      return response
    }
    router.registerReflection()
    let channel = InProcessChannel(router: router)
    let run = await CommandRun(["call", "StreamingInputCall", "-"], channel: channel) { _ in
      let sends = isFirst.withLock { first in
        defer { first = false }
        return first
      }
      if sends { return Array("{}\n".utf8) }
      isDone.wait()
      return []
    }
    isDone.signal()
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(run.output == "{\n  \"aggregated_payload_bytes\": \"7\"\n}\n")
    #expect(run.diagnostics.isEmpty)
  }

  @Test(
    "a line that is no request ends the call, and is named by its number",
    arguments: [
      ("{}\n{\"payload\": {\"body\": 5}}\n", "standard input, line 2: payload.body: bytes expected, not a number"),
      ("\n\n{}\n{} x\n", "standard input, line 4, byte 4: text after the value"),
      ("{}\n[", "standard input, line 2, byte 2: the text ends"),
      ("{\"paylod\": {}}", "standard input, line 1: paylod: ocop.testing.v1.InteropRequest has no such field."),
    ]
  )
  func badLine(input: String, message: String) async {
    let run = await call("StreamingInputCall", "-", input: input)
    #expect(run.status == .refused)
    #expect(run.output.isEmpty)
    #expect(run.diagnostics.hasPrefix("ocop: " + message), "\(run.diagnostics)")
  }

  @Test("a request among several arguments that is none is named by its place, and a single one by its fault alone")
  func badArgument() async {
    let second = await call("StreamingInputCall", "{}", "{")
    #expect(second.diagnostics.hasPrefix("ocop: request 2: JSON, line 1, byte 2:"), "\(second.diagnostics)")
    let only = await call("UnaryCall", #"{"x": 1}"#)
    #expect(only.diagnostics.hasPrefix("ocop: x: "), "\(only.diagnostics)")
    #expect([second.status, only.status] == [.refused, .refused])
  }

  @Test("what cannot be asked for is refused as a wrong command line")
  func usage() async {
    for arguments in [
      ["UnaryCall", "{}", "{}"], ["StreamingInputCall", "-", "{}"], ["UnaryCal"], ["Interop/Nothing"],
      ["ocop.testing.v1.Interop/Nothing"], ["ocop.testing.v1.Nothing/EmptyCall"],
      ["UnimplementedCall"],
      ["EmptyCall", "--metadata", "x"], ["EmptyCall", "--metadata", "x-bin=?"],
    ] {
      let run = await CommandRun(["call"] + arguments, channel: Self.interop())
      #expect(run.status == .usage, "\(arguments): \(run.diagnostics)")
    }
    let near = await call("Interop/UnaryCal")
    #expect(near.diagnostics.contains("Did you mean Interop/UnaryCall?"), "\(near.diagnostics)")
  }

  @Test("a name that several services have is refused with all of them")
  func ambiguous() async {
    let run = await CommandRun(["call", "ListRecords"], FakeRegistry())
    #expect(run.status == .usage)
    #expect(run.diagnostics.contains("ocop.listing.v1.Listing/ListRecords, ocop.registry.v1.Registry/ListRecords"))
  }

  @Test("metadata is sent, bytes as base64, and the server's is shown beside the answer, not in it")
  func metadata() async {
    for method in ["UnaryCall", "StreamingOutputCall", "StreamingInputCall", "FullDuplexCall"] {
      let run = await call(
        method,
        "--metadata",
        "x-echo-initial=một=1",
        "--metadata",
        "x-echo-trailing-bin=q6ur",
        "--show-metadata"
      )
      #expect(run.status == .success, "\(method): \(run.diagnostics)")
      #expect(
        run.diagnostics == """
          initial metadata:
            x-echo-initial: một=1
          trailers:
            x-echo-trailing-bin: q6ur

          """,
        "\(method)"
      )
      #expect(!run.output.contains("x-echo"))
    }
    let without = await call("EmptyCall", "--show-metadata")
    #expect(without.diagnostics == "initial metadata: none\ntrailers: none\n")
    let hidden = await call("UnaryCall", "--metadata", "x-echo-initial=1")
    #expect(hidden.diagnostics.isEmpty)
  }

  @Test("metadata that may not be sent is refused with the rule")
  func badMetadata() async {
    let run = await call("EmptyCall", "--metadata", "X-Key=1")
    #expect(run.status == .refused)
    #expect(run.diagnostics.contains("INVALID_ARGUMENT: metadata key \"X-Key\""), "\(run.diagnostics)")
  }

  @Test("requests are compressed when that is asked for")
  func compression() async {
    let request = #"{"expect_compressed": true, "payload": {"body": "\#(String(repeating: "AAAA", count: 200))"}}"#
    let plain = await call("UnaryCall", request)
    #expect(plain.status == .refused, "\(plain.output)")
    for method in ["UnaryCall", "StreamingInputCall"] {
      let compressed = await call(method, request, "--compress")
      #expect(compressed.status == .success, "\(method): \(compressed.diagnostics)")
    }
  }

  @Test("an error is shown with its code, its message, its details and what may be done about it")
  func errors() async {
    var error = RPCError.invalid(field: "page.page_size", reason: "out_of_range", description: "page_size is too large")
    error.details.append(RpcV1.ErrorDetail(resource: "producer", name: "CT-9\u{1B}"))
    error.details.append(RpcV1.ErrorDetail())
    error.retryAfter = .milliseconds(1500)
    error.isNotProcessed = true
    error.isNotRetryable = true
    error.trailers = ["x-hint": "less"]
    var router = Router()
    router.unary(TestingV1.InteropMethods.unaryCall) { [error] _, _ in throw error }
    router.registerReflection()
    let run = await CommandRun(
      ["call", "UnaryCall", "--show-metadata"],
      channel: InProcessChannel(router: router)
    )
    #expect(run.status == .refused)
    #expect(
      run.diagnostics == """
        trailers:
          x-hint: less
        ocop: INVALID_ARGUMENT: page_size is too large
          field page.page_size (out_of_range): page_size is too large
          producer: CT-9\u{FFFD}
          a detail that this program does not know
          to be repeated after 1.5 s at the earliest
          the call had no effect
          not to be repeated automatically

        """
    )
  }

  @Test("the exit status tells what kind of failure the call ended with", arguments: StatusCode.allCases)
  func exitStatus(code: StatusCode) async {
    let run = await call("UnaryCall", #"{"response_status": {"code": \#(code.rawValue), "message": "why"}}"#)
    let expected: CommandStatus =
      switch code {
      case .ok: .success
      case .unavailable: .unavailable
      case .deadlineExceeded: .deadline
      case .invalidArgument, .notFound, .alreadyExists, .permissionDenied, .unauthenticated, .failedPrecondition,
        .aborted, .outOfRange:
        .refused
      default: .failure
      }
    #expect(run.status == expected)
    #expect(code == .ok || run.diagnostics == "ocop: \(code): why\n", "\(run.diagnostics)")
  }

  @Test("a stream that fails has printed what came before")
  func lateError() async {
    let run = await call(
      "StreamingOutputCall",
      #"{"response_parameters": [{"response_bytes": 1}], "response_status": {"code": 14, "message": "stopping"}}"#
    )
    #expect(run.status == .unavailable)
    #expect(lines(run).count == 1)
    #expect(run.diagnostics == "ocop: UNAVAILABLE: stopping\n")
  }

  @Test("a daemon without reflection is named, and what that means")
  func withoutReflection() async {
    for command in [["call", "Interop/EmptyCall"], ["call", "ocop.testing.v1.Interop/EmptyCall"], ["describe"]] {
      let run = await CommandRun(
        command + ["--gateway", "unix:/run/old.sock"],
        channel: InProcessChannel(router: InteropService.router)
      )
      #expect(run.status == .failure)
      #expect(
        run.diagnostics.hasPrefix("ocop: unix:/run/old.sock does not say what it can do (it lacks ocop.rpc.v1.Reflect"),
        "\(run.diagnostics)"
      )
    }
  }

  @Test("a method of a schema that this program has never heard of is described and called")
  func foreignSchema() async {
    var router = Router()
    // What travels has no names: a check of health is an order of apples to those who see it so.
    router.unary(Method<RpcV1.CheckRequest, RpcV1.CheckResponse>(service: "acme.v1.Shop", name: "Buy", kind: .unary)) {
      request,
      _ in
      var response = RpcV1.CheckResponse()
      response.servingStatus = RpcV1.ServingStatus(rawValue: 7)
      response.reason = request.service.uppercased()
      return response
    }
    router.unary(RpcV1.ReflectionMethods.listServices) { _, _ in
      var response = RpcV1.ListServicesResponse()
      response.services = [ForeignSchema.shop.service ?? RpcV1.ReflectedService()]
      return response
    }
    router.unary(RpcV1.ReflectionMethods.getServiceSchema) { _, _ in ForeignSchema.shop }
    let described = await CommandRun(["describe", "Order"], channel: InProcessChannel(router: router))
    #expect(described.output == "message acme.v1.Order\n  string fruit_kind = 1\n", "\(described.diagnostics)")
    let run = await CommandRun(
      ["call", "Shop/Buy", #"{"fruitKind": "apple"}"#],
      channel: InProcessChannel(router: router)
    )
    #expect(run.status == .success, "\(run.diagnostics)")
    #expect(run.output == "{\n  \"size\": \"SIZE_HUGE\",\n  \"label\": \"APPLE\"\n}\n")
  }

  @Test("a method that only a service without an answer may have is no mistake of the command line, but not available")
  func silentService() async {
    var router = InteropService.router
    router.unary(RpcV1.ReflectionMethods.listServices) { _, _ in
      var response = RpcV1.ListServicesResponse()
      response.withoutAnswer = ["ocop.registry.v1.Registry"]
      return response
    }
    for name in ["Registry/GetRecord", "GetRecord"] {
      let run = await CommandRun(["call", name], channel: InProcessChannel(router: router))
      #expect(run.status == .unavailable, "\(name)")
      #expect(run.diagnostics.contains("ocop.registry.v1.Registry did not say"), "\(run.diagnostics)")
    }
    for name in ["Listing/GetRecord", "istry/GetRecord"] {
      let run = await CommandRun(["call", name], channel: InProcessChannel(router: router))
      #expect(run.status == .usage, "\(name)")
    }
  }

  @Test("a daemon that describes itself in a way that makes no sense is not called")
  func senselessSchema() async {
    var router = InteropService.router
    router.unary(RpcV1.ReflectionMethods.getServiceSchema) { request, _ in
      var schema = RpcV1.ServiceSchema()
      schema.service = RpcV1.ReflectedService()
      schema.service?.name = request.service == "a.B" ? "a.C" : request.service
      schema.service?.methods = [RpcV1.ReflectedMethod()]
      if request.service == "a.B" { schema.service?.methods = [] }
      return schema
    }
    for (name, message) in [("a.A/M", "a method of a.A has a name of 0 bytes"), ("a.B/M", "another service")] {
      let run = await CommandRun(["call", name], channel: InProcessChannel(router: router))
      #expect(run.status == .failure)
      #expect(run.diagnostics.contains(message), "\(run.diagnostics)")
    }
  }
}
