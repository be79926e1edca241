import ClientKit
import LoadPlan
import Messages
import TestSupport
import Testing

@Suite("Templates of a method's requests")
struct MessageTemplateTests {
  @Test(
    "what does not fit the request is refused before anything is sent: names, each choice, both ends of a range, rows",
    arguments: [
      (
        #"{"operation_id": "a", "record": []}"#,
        "record: ocop.registry.v1.ImportRecordsRequest has no such field. "
          + "Did you mean records?"
      ),
      (
        #"{"records": [{"producer": {"type": "${choice(PRODUCER_TYPE_FARM, PRODUCER_TYPE_FIRM)}"}}]}"#,
        "records[0].producer.type: ocop.registry.v1.ProducerType has no value \"PRODUCER_TYPE_FIRM\"."
      ),
      (#"{"records": [{"recognition": {"stars": "${integer(-1, 5)}"}}]}"#, "recognition.stars: \"-1\" is not a whole"),
      (#"{"records": [{"recognition": {"stars": "${integer(0, 4294967296)}"}}]}"#, "\"4294967296\" is not a whole"),
      (#"{"records": [{"recognition": {"stars": "${csv(producers.csv, unit)}0"}}]}"#, ""),
      (#"{"records": [{"recognition": {"stars": "${csv(producers.csv, name)}"}}]}"#, "\"Na\" is not a whole number"),
      (#"{"dry_run": "${choice(true, maybe)}"}"#, "dry_run: bool expected, not a string"),
      (#"{"dry_run": "${sequence}"}"#, "dry_run: bool expected, not a string"),
      (#"{"records": "${text(3)}"}"#, "records: the field is repeated: an array, not a string"),
      (#"[]"#, "ocop.registry.v1.ImportRecordsRequest is an object, not an array"),
    ]
  )
  func faults(template: String, message: String) throws {
    if message.isEmpty {
      _ = try MessageTemplate(
        try TemplateFixtures.template(template),
        for: try TemplateFixtures.message("ocop.registry.v1.ImportRecordsRequest")
      )
      return
    }
    let fault = try TemplateFixtures.fault(template, for: "ocop.registry.v1.ImportRecordsRequest")
    #expect(fault.contains(message))
  }

  @Test("values take the form of their fields: a number in a text, a text in a number, a bool, an enumeration's number")
  func forms() throws {
    let template = try MessageTemplate(
      try TemplateFixtures.template(
        #"""
        {"operationId": "${sequence}", "dry_run": "${choice(true)}", "records": [{"recognition":
          {"recognition_id": "${integer(5, 5)}", "stars": "${choice(4)}", "revocation_ground": "${choice(2)}",
           "authority": null}}]}
        """#
      ),
      for: try TemplateFixtures.message("ocop.registry.v1.ImportRecordsRequest")
    )
    var random = SeededGenerator(seed: 1)
    var context = TemplateContext()
    let bytes = try template.bytes(random: &random, context: &context)
    let message = try DynamicMessage(template.descriptor, decodingBytes: bytes)
    let json = JSONWriter.oneLine(MessageJSON.value(of: message))
    #expect(json.hasPrefix(#"{"operation_id":"0","dry_run":true,"records":[{"recognition":{"recognition_id":"5","#))
    #expect(json.contains(#""stars":4,"#))
    #expect(json.contains(#""revocation_ground":"REVOCATION_GROUND_CRITERIA_NO_LONGER_MET""#))
  }

  @Test("a template tells whether it is constant, and whether it needs answers")
  func traits() throws {
    #expect(try TemplateFixtures.template(#"{"id": "${v}x"}"#, ["v": "a"]).isConstant)
    #expect(try !TemplateFixtures.template(#"{"id": "${worker}"}"#).isConstant)
    #expect(try !TemplateFixtures.template(#"{"id": ["a${text(1)}"]}"#).isConstant)
    #expect(try TemplateFixtures.template(#"{"id": "a${answer(s, a.b)}"}"#).needsAnswers)
    #expect(try !TemplateFixtures.template(#"{"id": "a${sequence}"}"#).needsAnswers)
  }

  @Test("a part of an answer goes on as a part of a request")
  func answerAsMessage() throws {
    let template = try MessageTemplate(
      try TemplateFixtures.template(#"{"records": ["${answer(read, record)}"], "operation_id": "a"}"#),
      for: try TemplateFixtures.message("ocop.registry.v1.ImportRecordsRequest")
    )
    var random = SeededGenerator(seed: 1)
    var context = TemplateContext()
    let record = JSONValue.members(("producer", .members(("name", .string("Na")))), ("revision", .string("9")))
    context.answers["read"] = .members(("record", record))
    let bytes = try template.bytes(random: &random, context: &context)
    let expected = JSONValue.members(("records", .array([record])), ("operation_id", .string("a")))
    #expect(bytes == (try MessageJSON.message(template.descriptor, from: expected).encodedBytes()))
    context.answers["read"] = .members(("record", .string("no record")))
    let fault = #expect(throws: TemplateFault.self) { try template.bytes(random: &random, context: &context) }
    #expect(fault?.path == "records[0]")
    for request in [
      #"{"records": "${answer(list, records)}"}"#, #"{"dry_run": "${answer(list, dry)}"}"#,
      #"{"operation_id": "${answer(list, a)}"}"#, #"{"records": [{"revision": "${answer(list, a)}"}]}"#,
      #"{"records": [{"update_fields": ["${answer(list, a)}"]}]}"#,
    ] {
      #expect(throws: Never.self) {
        try MessageTemplate(try TemplateFixtures.template(request), for: template.descriptor)
      }
    }
  }
}
