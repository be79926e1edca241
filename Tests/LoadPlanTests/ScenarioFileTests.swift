import ClientKit
import Foundation
import LoadPlan
import RPC
import Testing

@Suite("Scenario files")
struct ScenarioFileTests {
  private func scenario(_ text: String, _ variables: [String: String] = [:]) throws -> LoadScenario {
    try LoadScenario(parsing: text, source: "season.yaml", variables: variables) { TemplateFixtures.sources($0) }
  }

  @Test("everything that a file can say is read")
  func everything() throws {
    let scenario = try scenario(
      """
      target: "tcp:${host}:7400"
      load:
        arrival: poisson ${rate}/s
        duration: 1.5m
        warm-up: 0s
        connections: 4
        in-flight: 64
        timeout: 250ms
      variables: {host: localhost, rate: 500, id: 'a b'}
      mix:
        - {weight: 9, call: Registry/GetRecord, request: {id: "${id}", kind: 3}}
        - {scenario: watch}
        - {call: "Registry/Search", name: find, request: '{"query": "lap suon", "kinds": [3]}', expect: NOT_FOUND}
      scenarios:
        watch:
          - {call: Registry/Watch, stop-after: 100 messages, metadata: {k: "v ${id}", t-bin: AAEC}, pause: 10ms}
          - call: Interop/FullDuplexCall
            messages: 3
            stop-after: 2s
            timeout: 1h
            expect: [OK, CANCELLED]
            check: {payload.body: AAEC, 'a[0].b': true}
      fail-if: p99 > 50ms
      """
    )
    #expect(scenario.target == "tcp:localhost:7400")
    var load = LoadSettings()
    load.arrival = "poisson 500/s"
    load.duration = .seconds(90)
    load.warmUp = .zero
    load.connections = 4
    load.inFlight = 64
    load.timeout = .milliseconds(250)
    #expect(scenario.load == load)
    #expect(scenario.variables == ["host": "localhost", "rate": "500", "id": "a b"])
    #expect(scenario.mix.map(\.weight) == [9, 1, 1])
    guard case .call(let read) = scenario.mix[0].work, case .scenario("watch") = scenario.mix[1].work,
      case .call(let find) = scenario.mix[2].work
    else { throw CommandFailure(.failure, "\(scenario.mix)") }
    #expect(read.name == "Registry/GetRecord" && read.expected == [.ok] && read.request.isConstant)
    #expect(find.name == "find" && find.call == "Registry/Search" && find.expected == [.notFound])
    let steps = try #require(scenario.scenarios["watch"])
    var metadata = Metadata()
    metadata.append("v a b", forKey: "k")
    metadata.append(binary: [0, 1, 2], forKey: "t-bin")
    #expect(steps[0].metadata == metadata && steps[0].pause == .milliseconds(10))
    #expect(steps[0].streamEnd == .messages(100) && steps[0].messageCount == nil && steps[0].timeout == nil)
    #expect(steps[1].streamEnd == .duration(.seconds(2)) && steps[1].messageCount == 3)
    #expect(steps[1].timeout == .seconds(3600) && steps[1].expected == [.ok, .cancelled])
    #expect(steps[1].checks.map { "\($0.path)=\($0.expected)" } == ["payload.body=AAEC", "a[0].b=true"])
    #expect(scenario.failureConditions == ["p99 > 50ms"])
  }

  @Test("values from outside take the place of a file's variables, and only of those that it has")
  func replacedVariables() throws {
    let text = "variables: {rate: 5, unit: '20'}\nload: {arrival: \"constant ${rate}/s\"}\nmix: [{call: A/B}]\n"
    let scenario = try scenario(text, ["rate": "70"])
    #expect(scenario.load.arrival == "constant 70/s" && scenario.variables == ["rate": "70", "unit": "20"])
    let fault = #expect(throws: PlanFault.self) { try self.scenario(text, ["rat": "70"]) }
    #expect(
      fault?.description
        == "line 1, column 12: a value is given for \"rat\", and the file has no such variable. Did you mean rate?"
    )
  }

  @Test("an answer is checked by its fields")
  func checks() throws {
    let scenario = try scenario("mix: [{call: A/B, check: {a.b: 7, c: true, d: X}}]")
    guard case .call(let step) = scenario.mix[0].work else { return }
    func faults(_ json: String) throws -> [String] {
      let answer = try JSONParser.value(of: Array(json.utf8))
      return step.checks.compactMap { $0.fault(in: answer) }
    }
    #expect(try faults(#"{"a": {"b": "7"}, "c": true, "d": "X"}"#) == [])
    #expect(try faults(#"{"a": {"b": 7}, "c": "true", "d": "X"}"#) == [])
    #expect(
      try faults(#"{"a": {"b": 8}, "c": false, "d": {"e": 1}}"#)
        == ["a.b is 8, not 7", "c is false, not true", "d is {\"e\":1}, not X"]
    )
    #expect(try faults(#"{"a": [], "c": null}"#) == ["there is no a.b", "c is null, not true", "there is no d"])
  }

  private static let refusals: [(String, String)] = [
    ("", "line 1, column 1: the file is empty"),
    ("[]", "line 1, column 1: the file is a mapping, not a list. Its keys: target, load, variables, mix, scenarios"),
    ("mix: [{call: A/B}]\nlod: {}", "line 2, column 1: the file has no key \"lod\". Did you mean load?"),
    ("load: {}", "line 1, column 1: the file needs the key \"mix\""),
    ("mix: [{call: A/B}]\nmix: []", "stands twice: \"mix\""),
    ("mix: {call: A/B}", "line 1, column 6: mix is a list, not a mapping"),
    ("mix: []", "line 1, column 6: mix has 0 entries; 1 to 1000 are possible"),
    ("mix: [{weight: 1}]", "line 1, column 7: an entry of mix is neither"),
    ("mix: [{call: A/B, request: {id: 1}, wait: 1s}]", "line 1, column 37: an entry of mix has no key \"wait\""),
    ("mix: [{call: A/B, pause: 1s}]", "an entry of mix has no key \"pause\""),
    ("mix: [{call: A/B, weight: 0}]", "line 1, column 27: \"0\" is not a whole number from 1 to 1000000"),
    ("mix: [{call: A/B, weight: x}]", "line 1, column 27: \"x\" is not a whole number from 1 to 1000000"),
    ("mix: [{call: A/B}, {call: A/B}]", "line 1, column 20: two entries of mix are called \"A/B\""),
    ("scenarios: {s: [{call: A/B}]}\nmix: [{scenario: s}, {call: A/B, name: s}]", "entries of mix are called \"s\""),
    ("mix: [{call: [A]}]", "line 1, column 14: this is a text, not a list"),
    ("mix: [{call: }]", "this is empty"),
    ("mix: [{scenario: s}]", "line 1, column 18: there is no scenario \"s\""),
    ("mix: [{scenario: sason}]\nscenarios: {season: [{call: A/B}]}", "no scenario \"sason\". Did you mean season?"),
    ("mix: [{scenario: s, call: A/B}]\nscenarios: {s: [{call: A/B}]}", "\"scenario\" and \"call\" do not go together"),
    (
      "mix: [{call: A/B, request: 'no'}]", "line 1, column 28: request: JSON, line 1, byte 1: no value begins like this"
    ),
    (
      "mix: [{call: A/B, request: {a: [\"${sequnce}\"]}}]", "line 1, column 28: request: a[0]: ${sequnce}: no generator"
    ),
    ("mix: [{call: A/B, request: {a: \"${answer(x, y)}\"}}]", "line 1, column 7: there is no step x before this call"),
    ("mix: [{call: A/B, expect: OKE}]", "line 1, column 27: \"OKE\" is no status code. Did you mean OK?"),
    ("mix: [{call: A/B, metadata: x}]", "line 1, column 29: metadata is a mapping of keys to values, not a text"),
    ("mix: [{call: A/B, metadata: {a-bin: '!'}}]", "line 1, column 37: the value of a key that ends in \"-bin\""),
    ("mix: [{call: A/B, metadata: {a: \"${sequence}\"}}]", "${sequence}: only variables can stand here"),
    ("mix: [{call: A/B, check: [a]}]", "line 1, column 26: check is a mapping of fields of the answer"),
    ("mix: [{call: A/B, check: {a..b: 1}}]", "line 1, column 27: \"a..b\" is no path: field.field"),
    ("mix: [{call: A/B, messages: 0}]", "\"0\" is not a whole number from 1 to 1000000"),
    ("mix: [{call: A/B, stop-after: 5 answers}]", "line 1, column 31: write how many messages (100 messages)"),
    ("mix: [{call: A/B, stop-after: 0 messages}]", "write how many messages (100 messages) or how much time (10s)"),
    ("mix: [{call: A/B, timeout: 0s}]", "line 1, column 28: this time is above 0"),
    ("mix: [{call: A/B, timeout: 5}]", "line 1, column 28: \"5\" is not a number with its unit: ns, us, ms, s, m or h"),
    ("load: {in-flight: 100001}\nmix: [{call: A/B}]", "\"100001\" is not a whole number from 1 to 100000"),
    ("load: {connections: 1.5}\nmix: [{call: A/B}]", "\"1.5\" is not a whole number from 1 to 10000"),
    ("load: {rate: 5}\nmix: [{call: A/B}]", "line 1, column 8: load has no key \"rate\". Its keys: arrival, duration"),
    ("load: 5\nmix: [{call: A/B}]", "line 1, column 7: load is a mapping, not a text"),
    ("variables: [a]\nmix: [{call: A/B}]", "line 1, column 12: variables is a mapping of names to values, not a list"),
    ("variables: {run: a}\nmix: [{call: A/B}]", "line 1, column 13: \"run\" cannot be a variable's name"),
    ("variables: {'a b': a}\nmix: [{call: A/B}]", "line 1, column 13: \"a b\" cannot be a variable's name"),
    ("variables: {a: [1]}\nmix: [{call: A/B}]", "line 1, column 16: the variable a is a text, not a list"),
    ("scenarios: [a]\nmix: [{call: A/B}]", "line 1, column 12: scenarios is a mapping of names to lists of steps"),
    ("scenarios: {s: {}}\nmix: [{call: A/B}]", "line 1, column 16: the scenario s is a list, not a mapping"),
    ("scenarios: {s: [{call: A/B}, {call: A/B}]}\nmix: [{call: A/B}]", "two steps of s are called \"A/B\""),
    ("scenarios: {s: [{call: A/B, weight: 2}]}\nmix: [{call: A/B}]", "a step has no key \"weight\""),
    (
      "scenarios: {s: [{call: A/B, name: x, request: {a: \"${answer(x, y)}\"}}]}\nmix: [{call: A/B}]",
      "line 1, column 47: the request takes the answer of \"x\", and no earlier step has this name"
    ),
    ("mix: [{call: A/B}]\nfail-if: {a: b}", "line 2, column 10: this is a text, not a mapping"),
  ]

  @Test("what is unknown, missing or of the wrong type is refused with its place", arguments: refusals)
  func refused(text: String, message: String) throws {
    let fault = try #require(throws: PlanFault.self, "\(text)") { try scenario(text) }
    #expect(fault.description.contains(message))
  }

  @Test("a file is read with the files beside it, and its faults are told with its name")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "scenarios-\(RandomText.next())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "season.yaml").path
    try Data(TemplateFixtures.csv.utf8).write(to: folder.appending(path: "producers.csv"))
    try Data("mix: [{call: A/B, request: {a: \"${csv(producers.csv, id)}\"}}]".utf8).write(to: URL(filePath: path))
    #expect(try LoadScenario.read(path).mix.count == 1)
    try Data("mix: [{call: A/B, request: {a: \"${csv(other.csv, id)}\"}}]".utf8).write(to: URL(filePath: path))
    let fault = #expect(throws: CommandFailure.self) { try LoadScenario.read(path) }
    #expect(fault?.message.hasPrefix("\(path):1:28: request: a: ${csv(other.csv, id)}: \(folder.path)/") == true)
    #expect(fault?.status == .refused)
    try Data(repeating: UInt8(ascii: "#"), count: LoadScenario.fileBytesMax + 1).write(to: URL(filePath: path))
    let large = #expect(throws: CommandFailure.self) { try LoadScenario.read(path) }
    #expect(large?.message == "\(path) is larger than 1048576 bytes")
    let text = String(repeating: "#", count: LoadScenario.fileBytesMax + 1)
    let largeText = #expect(throws: PlanFault.self) { try scenario(text) }
    #expect(largeText?.reason == "the file is larger than 1048576 bytes")
  }
}
