import ClientKit
import LoadPlan
import Messages
import TestSupport
import Testing

@Suite("Requests encoded before they are sent")
struct RequestPoolTests {
  private func pool(
    _ template: String,
    _ message: String = "ocop.registry.v1.GetRecordRequest",
    worker: Int = 0,
    workerCount: Int = 1,
    countMax: Int = RequestPool.countDefault,
    bytesMax: Int = RequestPool.bytesDefaultMax
  ) throws -> RequestPool {
    var random = SeededGenerator(seed: 1)
    return try RequestPool(
      try MessageTemplate(try TemplateFixtures.template(template), for: try TemplateFixtures.message(message)),
      context: TemplateContext(worker: worker, workerCount: workerCount),
      countMax: countMax,
      bytesMax: bytesMax,
      random: &random
    )
  }

  private func id(_ bytes: ArraySlice<UInt8>) throws -> String {
    let descriptor = try TemplateFixtures.message("ocop.registry.v1.GetRecordRequest")
    let message = try DynamicMessage(descriptor, decodingBytes: Array(bytes))
    guard case .string(let id) = message[named: "id"] else { return "" }
    return id
  }

  @Test("what is encoded decodes to what the template said, for every message of the schema")
  func roundTrip() throws {
    let seed = UInt64.random(in: .min ... .max)
    var random = SeededGenerator(seed: seed)
    for descriptor in SchemaCatalog.messages {
      for _ in 0..<5 {
        var filling = RandomTemplate(random: random)
        let pair = filling.object(descriptor)
        random = filling.random
        var sources = TemplateFixtures.sources(filling.variables)
        let template = try RequestTemplate(parsing: pair.template, sources: &sources)
        let pool = try RequestPool(
          try MessageTemplate(template, for: descriptor),
          context: TemplateContext(),
          countMax: 2,
          random: &random
        )
        let expected = try MessageJSON.message(descriptor, from: pair.value)
        for index in 0..<pool.count {
          let decoded = try DynamicMessage(descriptor, decodingBytes: Array(pool.bytes(at: index)))
          #expect(decoded == expected, "seed \(seed): \(JSONWriter.oneLine(pair.template))")
        }
      }
    }
  }

  @Test("a pool holds as many requests as differ, and no more than it may")
  func counts() throws {
    #expect(try pool(#"{"id": "a"}"#).count == 1)
    #expect(try pool(#"{"id": "${run}-${worker}"}"#).count == 1)
    #expect(try pool(#"{"id": "${csv(producers.csv, id)}"}"#).count == 3)
    #expect(try pool(#"{"id": "${csv(producers.csv, id)}"}"#, worker: 2, workerCount: 3).count == 1)
    #expect(try pool(#"{"id": "${csv(producers.csv, id)}"}"#, countMax: 2).count == 2)
    #expect(try pool(#"{"id": "${csv(producers.csv, id, random)}"}"#).count == 4_096)
    #expect(try pool(#"{"id": "${choice(a, b)}"}"#, countMax: 100).count == 100)
    // Each request is 12 bytes: a tag, a length, ten letters.
    #expect(try pool(#"{"id": "${text(10)}"}"#, bytesMax: 47).count == 3)
    #expect(try pool(#"{"id": "${text(10)}"}"#, bytesMax: 48).count == 4)
    let fault = #expect(throws: TemplateFault.self) { try pool(#"{"id": "${text(10)}"}"#, bytesMax: 11) }
    #expect(fault?.reason == "a request of 12 bytes is more than a pool of 11 holds")
  }

  @Test("requests come again from the first, unless they must not repeat: then the next ones are made")
  func taking() throws {
    var random = SeededGenerator(seed: 1)
    var repeating = try pool(#"{"id": "${csv(producers.csv, id)}"}"#)
    #expect(!repeating.mustNotRepeat)
    #expect(try (0..<4).map { _ in try id(repeating.takeNext(random: &random)) } == ["CT-1", "CT-2", "CT-3", "CT-1"])

    var numbered = try pool(#"{"id": "${sequence}"}"#, worker: 1, workerCount: 2, countMax: 3)
    #expect(numbered.mustNotRepeat && numbered.count == 3)
    #expect(
      try (0..<7).map { _ in try id(numbered.takeNext(random: &random)) } == ["1", "3", "5", "7", "9", "11", "13"]
    )
    #expect(try pool(#"{"id": "${uuid7}"}"#, countMax: 1).mustNotRepeat)
    #expect(try pool(#"{"id": "${now}"}"#, countMax: 1).mustNotRepeat)

    try numbered.refill(random: &random)
    #expect(try (0..<3).map { try id(numbered.bytes(at: $0)) } == ["19", "21", "23"])
  }

  @Test("a pool that is cut off by its bytes goes on where it was cut off")
  func cutOff() throws {
    var random = SeededGenerator(seed: 1)
    var pool = try pool(#"{"id": "${sequence(100)}"}"#, bytesMax: 12)
    #expect(pool.count == 2)
    #expect(try (0..<5).map { _ in try id(pool.takeNext(random: &random)) } == ["100", "101", "102", "103", "104"])
  }

  @Test("values of answers cannot be encoded before the run")
  func answers() throws {
    let fault = #expect(throws: TemplateFault.self) { try pool(#"{"id": "${answer(first, id)}"}"#) }
    #expect(fault?.description == "${answer(first, id)}: the request cannot be encoded before the run")
  }
}
