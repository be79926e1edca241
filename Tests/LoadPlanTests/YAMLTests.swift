import ClientKit
import LoadPlan
import TestSupport
import Testing

@Suite("YAML that means harm")
struct YAMLTests {
  private func fault(_ text: String) throws -> String {
    try #require(throws: PlanFault.self) {
      try LoadScenario(parsing: text, source: "test", variables: [:]) { TemplateFixtures.sources($0) }
    }.description
  }

  private func request(_ yaml: String) throws -> JSONValue {
    let text = "mix:\n  - call: A/B\n    request:\n      v: \(yaml)\n"
    let scenario = try LoadScenario(parsing: text, source: "test", variables: [:]) { TemplateFixtures.sources($0) }
    guard case .call(let step) = scenario.mix[0].work else { return .null }
    var random = SystemRandomNumberGenerator()
    var context = TemplateContext()
    return try #require(try step.request.next(random: &random, context: &context)["v"])
  }

  @Test(
    "values without quotes are what JSON would make of them, and texts otherwise",
    arguments: [
      ("20", "20"), ("-1.5e3", "-1.5e3"), ("true", "true"), ("null", "null"), ("~", "null"), ("", "null"),
      ("06466", "\"06466\""), ("2021-07-22", "\"2021-07-22\""), ("yes", "\"yes\""), ("0x10", "\"0x10\""),
      ("1_000", "\"1_000\""), ("'20'", "\"20\""), ("\"true\"", "\"true\""), ("Na Chi Lăng", "\"Na Chi Lăng\""),
      ("[1, a]", "[1,\"a\"]"), ("{a: [b], c: {}}", "{\"a\":[\"b\"],\"c\":{}}"), ("2 * 3", "\"2 * 3\""),
      ("R&D", "\"R&D\""), ("|\n        two\n        lines\n", "\"two\\nlines\\n\""), (".5", "\".5\""), ("+5", "\"+5\""),
    ]
  )
  func scalars(yaml: String, json: String) throws {
    #expect(JSONWriter.oneLine(try request(yaml)) == json)
  }

  @Test("an alias is refused before it is followed, so a bomb of them costs nothing, also as a name")
  func aliases() throws {
    var bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for (name, previous) in zip("bcdefghijklmnop", "abcdefghijklmno") {
      bomb += "\(name): &\(name) [\((0..<9).map { _ in "*\(previous)" }.joined(separator: ", "))]\n"
    }
    #expect(try fault(bomb).hasPrefix("line 2, column 8: aliases (*name) are not taken"))
    #expect(try fault("? [&a {b: c}, *a]\n: x").hasPrefix("line 1, column 15: aliases"))
    #expect(try fault("mix: &m [{call: A/B}]\nscenarios: {x:*m}").hasPrefix("line 2, column 15: aliases"))
    #expect(try fault("mix: &1 [{call: A/B}]\nload:\n  <<: *1").hasPrefix("line 3, column 7: aliases"))
  }

  @Test("deep nesting is refused", arguments: ["[", "{a: ", "- ", "? ", "[{a: "])
  func deepNesting(opening: String) throws {
    let nested = try fault(String(repeating: opening, count: 100_000))
    #expect(nested.contains("Maximum nesting level reached"))
    let text =
      "mix: [{call: A/B, request: {a: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900)
    #expect(try fault(text + "}}]").contains("nested deeper than 64"))
  }

  @Test(
    "what is not one YAML document is refused with its place",
    arguments: [
      ("mix: [", "line 2, column 1: this is not YAML: "), ("a: b: c", "line 1, column 5: this is not YAML: "),
      ("a: 1\n---\nb: 2", "line 2, column 1: this is not YAML: "), ("a: \u{0}", "this is not YAML: "),
      ("mix: !list [{call: A/B}]", "line 1, column 6: tags (!list) are not taken"),
      ("target: !!binary AAEC", "line 1, column 9: tags (tag:yaml.org,2002:binary) are not taken"),
      ("target: !!int 5", "tags (tag:yaml.org,2002:int) are not taken"),
      ("? [a]\n: b", "line 1, column 3: a name is a text"), ("\t- a", "line 1, column 1: this is not YAML: "),
      ("target: \"\\q\"", "line 1, column 10: this is not YAML: "),
    ]
  )
  func faults(text: String, message: String) throws {
    #expect(try fault(text).contains(message))
  }

  @Test("random damage of a right file never ends the process")
  func damage() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    let right = Array(
      """
      load: {arrival: "constant 5/s", duration: 3s}
      variables: {a: &x "b"}
      mix:
        - {weight: 9, call: A/B, request: {v: ["${sequence(1, 2)}", "${choice('a', b)}", {c: "${a}"}]}}
        - {scenario: s}
      scenarios:
        s: [{call: A/B, name: n}, {call: A/B, check: {a: 1}, request: {v: "${answer(n, x[0].y)}"}}]
      """.utf8
    )
    let signs = Array("{}[]()'\"$*&!|>%@`:,-?# \n\t\\0a".utf8)
    for _ in 0..<2_000 {
      var bytes = right
      for _ in 0..<random.within(1, 4) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes[place] = random.pick(signs)
        case 1: bytes.insert(random.pick(signs), at: place)
        default: bytes.remove(at: place)
        }
      }
      let text = String(decoding: bytes, as: UTF8.self)
      do throws(PlanFault) {
        _ = try LoadScenario(parsing: text, source: "test", variables: [:]) { TemplateFixtures.sources($0) }
      } catch {
        #expect(error.position.line >= 1 && error.position.column >= 1 && !error.reason.isEmpty, "seed \(seed)")
      }
    }
  }
}
