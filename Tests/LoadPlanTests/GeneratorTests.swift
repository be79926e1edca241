import ClientKit
import LoadPlan
import TestSupport
import Testing

@Suite("What generators give")
struct GeneratorTests {
  /// What a template gives in an iteration.
  private func value(
    _ template: RequestTemplate,
    _ random: inout SeededGenerator,
    _ context: inout TemplateContext
  ) throws -> JSONValue {
    try template.next(random: &random, context: &context)
  }

  private func text(_ json: JSONValue) -> String {
    switch json {
    case .string(let text), .number(let text): text
    default: ""
    }
  }

  @Test("the sequences of any number of workers give every number once and leave no gap")
  func sequences() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<50 {
      let workerCount = random.within(1, 9)
      let iterationCount = random.within(1, 40)
      let start = random.within(-1_000, 1_000)
      let step = random.pick([-7, -1, 1, 2, 1_000])
      let template = try TemplateFixtures.template("\"${sequence(\(start), \(step))}\"")
      var numbers: [Int] = []
      for worker in 0..<workerCount {
        var context = TemplateContext(worker: worker, workerCount: workerCount)
        for iteration in 0..<UInt64(iterationCount) {
          context.begin(iteration: iteration)
          numbers.append(try #require(Int(text(try value(template, &random, &context)))))
        }
      }
      let expected = (0..<workerCount * iterationCount).map { start + $0 * step }
      #expect(numbers.sorted() == expected.sorted(), "seed \(seed)")
    }
  }

  @Test("a sequence at the end of 64 bits says so")
  func sequenceEnds() throws {
    let template = try TemplateFixtures.template("{\"a\": \"${sequence(9223372036854775806)}\"}")
    var random = SeededGenerator(seed: 1)
    var context = TemplateContext()
    context.begin(iteration: 1)
    #expect(try value(template, &random, &context) == .members(("a", .number("9223372036854775807"))))
    context.begin(iteration: 2)
    let fault = #expect(throws: TemplateFault.self) { try value(template, &random, &context) }
    #expect(fault?.description == "${sequence(9223372036854775806)}: the sequence has come to the end of 64 bits")
    context.begin(iteration: .max)
    #expect(throws: TemplateFault.self) { try value(template, &random, &context) }
  }

  @Test("choices, integers, rows and ranks come up as often as they should, within the bound of chi-squared")
  func distributions() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    let zipf = (1...20).map { 1 / Double($0) }
    let cases: [(String, [String], [Double])] = [
      ("${choice(a, b, c, d)}", ["a", "b", "c", "d"], [Double](repeating: 0.25, count: 4)),
      ("${choice(a, a, c)}", ["a", "c"], [2.0 / 3, 1.0 / 3]),
      ("${integer(-2, 3)}", (-2...3).map(String.init), [Double](repeating: 1.0 / 6, count: 6)),
      ("${csv(producers.csv, id, random)}", ["CT-1", "CT-2", "CT-3"], [Double](repeating: 1.0 / 3, count: 3)),
      ("${zipf(20, 1)}", (1...20).map(String.init), zipf.map { $0 / zipf.reduce(0, +) }),
      ("${hex(1)}", "0123456789abcdef".map(String.init), [Double](repeating: 1.0 / 16, count: 16)),
    ]
    for (placeholder, outcomes, shares) in cases {
      let template = try TemplateFixtures.template("\"\(placeholder)\"")
      var context = TemplateContext()
      var counts = [Int](repeating: 0, count: outcomes.count)
      for iteration in 0..<UInt64(20_000) {
        context.begin(iteration: iteration)
        let text = text(try value(template, &random, &context))
        counts[try #require(outcomes.firstIndex(of: text), "\(placeholder) gave \(text), seed \(seed)")] += 1
      }
      let bound = TemplateFixtures.chiSquaredBound(degreesOfFreedom: outcomes.count - 1)
      #expect(TemplateFixtures.chiSquared(counts, shares: shares) < bound, "\(placeholder): \(counts), seed \(seed)")
    }
  }

  @Test("rows come in their order over all workers, then from the first again")
  func rowsInOrder() throws {
    let template = try TemplateFixtures.template(#""${csv(producers.csv, id)}""#)
    var random = SeededGenerator(seed: 1)
    var ids: [[String]] = []
    for worker in 0..<2 {
      var context = TemplateContext(worker: worker, workerCount: 2)
      ids.append(
        try (0..<UInt64(4)).map { iteration in
          context.begin(iteration: iteration)
          return text(try value(template, &random, &context))
        }
      )
    }
    #expect(ids == [["CT-1", "CT-3", "CT-2", "CT-1"], ["CT-2", "CT-1", "CT-3", "CT-2"]])
  }

  @Test("columns of one file are of the same row in an iteration, in order and at random", arguments: ["", ", random"])
  func sameRow(order: String) throws {
    let template = try TemplateFixtures.template(
      #"["${csv(producers.csv, id\#(order))}", "${csv(producers.csv, unit\#(order))}"]"#
    )
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    var context = TemplateContext()
    var met: Set<JSONValue> = []
    for iteration in 0..<UInt64(200) {
      context.begin(iteration: iteration)
      met.insert(try value(template, &random, &context))
    }
    let rows = [["CT-1", "06466"], ["CT-2", "06463"], ["CT-3", "06467"]]
    #expect(met == Set(rows.map { .array($0.map { .string($0) }) }), "seed \(seed)")
  }

  @Test("operation identifiers are UUIDs of version 7 that sort by their time")
  func timeOrderedIdentifiers() throws {
    let template = try TemplateFixtures.template(#"["${uuid7}", "${uuid7}"]"#)
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    var identifiers: [String] = []
    for time in [0, 999_999, 1_000_000, 1_000_500, 1_790_000_000_123_456_789, 1_790_000_000_123_999_999] as [Int64] {
      var context = TemplateContext(unixNanoseconds: { time })
      guard case .array(let pair) = try value(template, &random, &context) else { continue }
      #expect(pair[0] != pair[1], "seed \(seed)")
      identifiers.append(text(pair[0]))
    }
    #expect(identifiers == identifiers.sorted() && identifiers.count == 6, "seed \(seed): \(identifiers)")
    for identifier in identifiers {
      #expect(identifier.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
    }
    // 1,790,000,000,123 milliseconds and 1,871 of 4,096 parts of the next one.
    #expect(identifiers[4].hasPrefix("01a0c450-6c7b-774f-"), "\(identifiers[4])")
  }

  @Test(
    "the time is written as it is asked for",
    arguments: [
      ("now", "1790000000"), ("now(seconds)", "1790000000"), ("now(milliseconds)", "1790000000123"),
      ("now(microseconds)", "1790000000123456"), ("now(nanoseconds)", "1790000000123456789"),
      ("now(date)", "\"2026-09-21\""), ("now(month)", "\"2026-09\""),
    ]
  )
  func times(placeholder: String, json: String) throws {
    let template = try TemplateFixtures.template("\"${\(placeholder)}\"")
    var random = SeededGenerator(seed: 1)
    var context = TemplateContext(unixNanoseconds: { 1_790_000_000_123_456_789 })
    #expect(JSONWriter.oneLine(try value(template, &random, &context)) == json)
  }

  @Test("texts have their length and their letters")
  func texts() throws {
    var random = SeededGenerator(seed: 1)
    var context = TemplateContext()
    let letters = text(try value(try TemplateFixtures.template(#""${text(40)}""#), &random, &context))
    #expect(letters.count == 40 && letters.allSatisfy { ("a"..."z").contains($0) })
    let digits = text(try value(try TemplateFixtures.template(#""${hex(40)}""#), &random, &context))
    #expect(digits.count == 40 && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
  }

  @Test("a value of an earlier answer keeps its type, and one that is not there is named")
  func answers() throws {
    let template = try TemplateFixtures.template(
      #"{"a": "${answer(register, summary.items[1].id)}", "b": "r${answer(register, revision)}"}"#
    )
    var random = SeededGenerator(seed: 1)
    var context = TemplateContext()
    let fault = #expect(throws: TemplateFault.self) { try value(template, &random, &context) }
    #expect(
      fault?.description
        == "${answer(register, summary.items[1].id)}: the step register has no answer in this iteration"
    )
    context.answers["register"] = try JSONParser.value(
      of: Array(#"{"revision": "7", "summary": {"items": [{"id": 1}, {"id": true}]}}"#.utf8)
    )
    #expect(try value(template, &random, &context) == .members(("a", .bool(true)), ("b", .string("r7"))))
    let items = JSONValue.array([.members(("id", .number("1")))])
    context.answers["register"] = .members(("revision", .null), ("summary", .members(("items", items))))
    let absent = #expect(throws: TemplateFault.self) { try value(template, &random, &context) }
    #expect(absent?.reason == "the answer of register has no summary.items[1].id")
    context.begin(iteration: 1)
    #expect(context.answers.isEmpty)
  }
}
