import ClientKit
import Foundation
import LoadPlan
import Messages
import RPC
import TestSupport
import Testing

@Suite("Scenarios with the methods of a daemon")
struct ScenarioPlanTests {
  /// The schema of our daemons, as a lookup by short names.
  private func method(_ name: String) throws -> MethodDescriptor {
    for service in SchemaCatalog.services {
      for method in service.methods where method.path == name || method.path.hasSuffix(".\(name)") { return method }
    }
    throw CommandFailure(.usage, "the daemon has no method \"\(name)\".")
  }

  private func plan(_ text: String) async throws -> ScenarioPlan {
    try await LoadScenario(parsing: text, source: "test.yaml", variables: [:]) { TemplateFixtures.sources($0) }
      .resolve { try method($0) }
  }

  @Test("the example of SCENARIOS.md fits our daemons, in every step")
  func example() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let document = try String(contentsOf: root.appending(path: "Sources/LoadPlan/SCENARIOS.md"), encoding: .utf8)
    let start = try #require(document.firstRange(of: "```yaml\n")).upperBound
    let text = String(document[start..<(try #require(document[start...].firstRange(of: "```\n")).lowerBound)])
    let scenario = try LoadScenario(parsing: text, source: "SCENARIOS.md", variables: ["rate": "20"]) {
      TemplateSources(variables: $0, folder: root.appending(path: "deploy/sample").path)
    }
    let plan = try await scenario.resolve { try method($0) }
    #expect(scenario.load.arrival == "constant 20/s")
    #expect(plan.entries.map(\.name) == ["read a producer", "season"] && plan.entries.map(\.weight) == [9, 1])
    let steps = plan.entries[1].steps
    #expect(steps.map(\.step.name) == ["register", "recognise", "list", "order", "report"])
    #expect(steps.allSatisfy { $0.kind == .unary })
    #expect(steps.map(\.request.template.needsAnswers) == [false, false, true, false, false])

    var random = SeededGenerator(seed: 1)
    var context = TemplateContext(worker: 2, workerCount: 3, run: "r1")
    context.begin(iteration: 5)
    context.answers["recognise"] = .members(("revision", .string("77")))
    let list = try DynamicMessage(
      steps[2].method.input,
      decodingBytes: try steps[2].request.bytes(random: &random, context: &context)
    )
    #expect(list[named: "registry_revision"] == .uint64(77))
    #expect(list[named: "operation_id"] == .string("load-r1-list-17"))
  }

  @Test(
    "what does not fit a method is refused with its place, before anything is called",
    arguments: [
      ("mix: [{call: Registry/GetRecrd}]", "test.yaml:1:14: the daemon has no method \"Registry/GetRecrd\"."),
      (
        "mix: [{call: Registry/GetRecord, request: {idd: x}}]",
        "test.yaml:1:43: ocop.registry.v1.Registry/GetRecord: request: idd: ocop.registry.v1.GetRecordRequest has no "
          + "such field. Did you mean id?"
      ),
      (
        "mix: [{call: Registry/GetRecord, request: {id: 5}}]",
        "1:43: ocop.registry.v1.Registry/GetRecord: request: id: "
          + "string expected, not a number"
      ),
      (
        "mix: [{call: Registry/GetRecord, messages: 2}]",
        "1:14: ocop.registry.v1.Registry/GetRecord: it takes one "
          + "request: leave \"messages\" out"
      ),
      ("mix: [{call: Registry/GetRecord, stop-after: 2s}]", "it gives one answer: leave \"stop-after\" out"),
      (
        "mix: [{call: Registry/GetRecord, check: {produce.name: x}}]",
        "1:14: ocop.registry.v1.Registry/GetRecord: check: "
          + "ocop.registry.v1.Record has no field \"produce\". Did you mean producer?"
      ),
    ] as [(String, String)]
  )
  func refused(text: String, message: String) async throws {
    let failure = await #expect(throws: CommandFailure.self) { try await plan(text) }
    #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
  }

  @Test(
    "the path into an earlier answer is looked for in its schema",
    arguments: [
      ("revision", nil), ("records[0].producer.name", nil), ("records", nil), ("records[3]", nil),
      (
        "revison",
        "${answer(first, revison)}: ocop.registry.v1.ListRecordsResponse has no field \"revison\". "
          + "Did you mean revision?"
      ),
      ("records.producer", "records is repeated: say which one, such as records[0]"),
      ("revision[0]", "revision is not repeated: leave [0] out"),
      ("records[0][0]", "records is not repeated: leave [0] out"),
      ("revision.low", "revision is no message and has no field \"low\""),
    ] as [(String, String?)]
  )
  func answerPaths(path: String, message: String?) async throws {
    let field =
      path == "records" ? "subject_kinds: \"${answer(first, \(path))}\"" : "epoch: \"x${answer(first, \(path))}\""
    let text = """
      mix: [{scenario: s}]
      scenarios:
        s:
          - {name: first, call: Registry/ListRecords}
          - {call: Registry/Watch, request: {\(field)}, stop-after: 1 message}
      """
    guard let message else {
      #expect(try await plan(text).entries[0].steps.map(\.kind) == [.unary, .serverStreaming])
      return
    }
    let failure = await #expect(throws: CommandFailure.self) { try await plan(text) }
    #expect(failure?.message.contains("test.yaml:5:39: ocop.registry.v1.Registry/Watch: request: ") == true)
    #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
  }

  @Test("streams of requests take a number of messages")
  func streams() async throws {
    let plan = try await plan(
      """
      mix:
        - {call: Interop/StreamingInputCall, messages: 10, request: {response_bytes: "${integer(0, 9)}"}}
        - {call: Interop/FullDuplexCall, messages: 2, stop-after: 5 messages}
      """
    )
    #expect(plan.entries.map { $0.steps[0].kind } == [.clientStreaming, .bidirectional])
    #expect(plan.entries[0].steps[0].step.messageCount == 10)
  }

  @Test("an entry without a weight weighs one")
  func weights() async throws {
    let plan = try await plan(
      """
      mix:
        - {weight: 7, call: Registry/GetRecord}
        - {call: Registry/ListRecords}
        - {weight: 2, call: Registry/Search}
      """
    )
    #expect(plan.entries.map(\.weight) == [7, 1, 2])
  }

  @Test("a call of the command line is a scenario too")
  func commandLine() async throws {
    let sources = TemplateFixtures.sources(["id": "CT-1"])
    let scenario = try LoadScenario(call: "Registry/GetRecord", request: #"{"id": "${id}"}"#, sources: sources)
    let plan = try await scenario.resolve { try method($0) }
    #expect(plan.entries[0].name == "Registry/GetRecord" && plan.entries[0].steps[0].step.expected == [.ok])
    let fault = #expect(throws: CommandFailure.self) {
      try LoadScenario(call: "A/B", request: #"{"id": "${idd}"}"#, sources: sources)
    }
    #expect(fault?.message.hasPrefix("the request of A/B: id: ${idd}: no generator or variable") == true)
    let wrong = try LoadScenario(call: "Registry/GetRecord", request: #"{"idd": 1}"#, sources: sources)
    let failure = await #expect(throws: CommandFailure.self) { try await wrong.resolve { try method($0) } }
    #expect(failure?.message.hasPrefix("ocop.registry.v1.Registry/GetRecord: request: idd: ") == true)
  }
}
