import Messages
import TestSupport
import Testing

@testable import ClientKit

@Suite("Messages as JSON")
struct MessageJSONTests {
  private func message(_ name: String, _ json: String) throws -> DynamicMessage {
    let descriptor = try #require(SchemaCatalog.message(named: name))
    return try MessageJSON.message(descriptor, from: try JSONParser.value(of: Array(json.utf8)))
  }

  @Test("every message of the schema, filled at random, survives the way through JSON text")
  func roundTrip() throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    for descriptor in SchemaCatalog.messages where descriptor.fullName != "ocop.common.v1.ChangeEvent" {
      for _ in 0..<20 {
        let message = try randomMessage(descriptor, depth: 0, &generator)
        let text = JSONWriter.indented(MessageJSON.value(of: message))
        let json = try JSONParser.value(of: Array(text.utf8))
        #expect(
          try MessageJSON.message(descriptor, from: json) == message,
          "seed \(seed): \(descriptor.fullName)\n\(text)"
        )
      }
    }
  }

  private func randomMessage(
    _ descriptor: MessageDescriptor,
    depth: Int,
    _ generator: inout SeededGenerator
  ) throws -> DynamicMessage {
    var message = DynamicMessage(descriptor)
    for field in descriptor.fields where Bool.random(using: &generator) {
      let count = field.isRepeated ? Int.random(in: 1...3, using: &generator) : 1
      var values: [DynamicValue] = []
      for _ in 0..<count {
        values.append(try randomValue(field.valueType, depth: depth, &generator))
      }
      // An event is written with its change opened, so it is not read back from that form.
      if case .message(let inner) = field.valueType, inner.fullName == "ocop.common.v1.ChangeEvent" { continue }
      try message.set(field.isRepeated ? .repeated(values) : values[0], for: field)
    }
    return message
  }

  private func randomValue(
    _ type: FieldDescriptor.ValueType,
    depth: Int,
    _ generator: inout SeededGenerator
  ) throws -> DynamicValue {
    switch type {
    case .bool: .bool(Bool.random(using: &generator))
    case .int32: .int32([Int32.min, -1, 0, 1, .max].randomElement(using: &generator) ?? 0)
    case .int64: .int64([Int64.min, -1, 0, 1, .max].randomElement(using: &generator) ?? 0)
    case .uint32: .uint32([0, 1, UInt32.max].randomElement(using: &generator) ?? 0)
    case .uint64: .uint64([0, 1, UInt64.max].randomElement(using: &generator) ?? 0)
    case .float: .float([0, -0.1, 3e38, -.infinity].randomElement(using: &generator) ?? 0)
    case .double: .double([0, -0.1, 1e300, .infinity].randomElement(using: &generator) ?? 0)
    case .string: .string(["", "ế\"\\\n", "06463", "🦆"].randomElement(using: &generator) ?? "")
    case .bytes:
      .bytes((0..<Int.random(in: 0...5, using: &generator)).map { _ in .random(in: 0...255, using: &generator) })
    case .enumeration: .enumeration([0, 1, 2, 99].randomElement(using: &generator) ?? 0)
    case .message(let descriptor): .message(try randomMessage(descriptor, depth: depth + 1, &generator))
    }
  }

  @Test("the forms that protobuf's JSON allows are all read")
  func forms() throws {
    let expected = try message("ocop.listing.v1.Order", #"{"order_id": "DH-1", "revenue_dong": 5, "state": 1}"#)
    for text in [
      #"{"orderId": "DH-1", "revenueDong": "5", "state": "ORDER_STATE_COMPLETED"}"#,
      #"{"order_id": "DH-1", "revenue_dong": 5.0, "state": 1, "evidence": null}"#,
    ] {
      #expect(try message("ocop.listing.v1.Order", text) == expected)
    }
    let withBytes = try message("ocop.rpc.v1.MetadataEntry", #"{"binary_value": "-_8"}"#)
    #expect(withBytes[named: "binary_value"] == .bytes([0xFB, 0xFF]))
  }

  @Test(
    "whole numbers are read however they are written",
    arguments: [
      ("3e2", 300), ("1.0", 1), ("1.50e1", 15), ("150e-1", 15), ("1E+2", 100), ("0e9", 0), ("0.0e-999999999999", 0),
      ("-0", 0), ("-2.5e1", -25), ("9223372036854775807", Int64.max), ("9.223372036854775807e18", .max),
      ("-922337203685477580.8e1", .min), ("1e18", 1_000_000_000_000_000_000), ("0e99999999999999999999", 0),
    ]
  )
  func wholeNumbers(text: String, number: Int64) throws {
    for text in [text, "\"\(text)\""] {
      let order = try message("ocop.listing.v1.Order", #"{"revenue_dong": \#(text)}"#)
      #expect((order[named: "revenue_dong"] ?? .int64(0)) == .int64(number))
    }
  }

  @Test(
    "what is not whole, or too large, is no integer",
    arguments: [
      "0.5", "5e-1", "1.05e1", "1e19", "9223372036854775808", "9.3e18", "1e999999999999999999999", "-9.3e18", "15e-2",
      "\"\"", "\"1e\"", "\"e1\"", "\"1.\"", "\".5\"", "\"+1\"", "\" 1\"", "\"1 \"", "\"1e1.0\"", "\"0x10\"", "\"1.e3\"",
    ]
  )
  func notWhole(text: String) throws {
    let error = try #require(throws: MessageJSONError.self) {
      try message("ocop.listing.v1.Order", #"{"revenue_dong": \#(text)}"#)
    }
    #expect(error.reason.contains("is not a whole number from"))
  }

  @Test(
    "what does not fit is refused with its path and what to do",
    arguments: [
      (#"{"records": [{"producer": {"tpye": 1}}]}"#, "records[0].producer.tpye", "Did you mean type?"),
      (#"{"records": [{"producer": {}, "product": {}}]}"#, "records[0].product", "only one of producer and product"),
      (#"{"records": {}}"#, "records", "an array"),
      (
        #"{"records": [{"producer": {"type": "PRODUCER_TYPE_FRAM"}}]}"#, "records[0].producer.type",
        "PRODUCER_TYPE_FARM"
      ),
      (#"{"records": [{"recognition": {"stars": -1}}]}"#, "records[0].recognition.stars", "whole number from 0"),
      (#"{"records": [{"recognition": {"stars": 3.5}}]}"#, "records[0].recognition.stars", "3.5"),
      (#"{"records": [{"recognition": {"stars": true}}]}"#, "records[0].recognition.stars", "uint32 expected"),
      (#"{"dry_run": "yes"}"#, "dry_run", "bool expected"),
      (#"{"operation_id": 5}"#, "operation_id", "string expected"),
      (#"{"operation_id": "a", "operationId": "a"}"#, "operationId", "twice"),
      (#"{"operation_id": "a\u0000b"}"#, "operation_id", "NUL"),
      (#"[]"#, "", "is an object"),
    ]
  )
  func refused(text: String, path: String, reason: String) throws {
    let error = try #require(throws: MessageJSONError.self) {
      try message("ocop.registry.v1.ImportRecordsRequest", text)
    }
    #expect(error.path == path)
    #expect(error.reason.contains(reason), "\(error.reason)")
  }

  @Test("defaults are written, absent messages are not, and 64-bit integers are strings")
  func output() throws {
    let empty = try message("ocop.listing.v1.GetRecordRequest", "{}")
    let request = #"{"kind":"RECORD_KIND_UNSPECIFIED","id":"","at_revision":"0"}"#
    #expect(JSONWriter.oneLine(MessageJSON.value(of: empty)) == request)
    let choice = try message("ocop.common.v1.WatchResponse", "{}")
    #expect(MessageJSON.value(of: choice) == .object([]))
    let floor = try message("ocop.listing.v1.Record", #"{"floor": {"floor_id": "voso"}}"#)
    #expect(
      JSONWriter.oneLine(MessageJSON.value(of: floor))
        == #"{"floor":{"floor_id":"voso","name":"","url":"","unverified_after_days":0,"requirements":[]},"#
        + #""revision":"0","update_fields":[]}"#
    )
    let text = #"{"epoch":"","revision":"7","digest":"","compacted_revision":"0"}"#
    let bookmark = try message("ocop.common.v1.Bookmark", #"{"revision": 7}"#)
    #expect(JSONWriter.oneLine(MessageJSON.value(of: bookmark)) == text)
  }

  @Test("a change event shows its change opened up")
  func changeEvent() throws {
    var floor = ListingV1.Floor()
    floor.floorID = "voso"
    var record = ListingV1.Record()
    record.record = .floor(floor)
    var event = CommonV1.ChangeEvent()
    event.revision = 3
    event.changeType = ListingV1.Record.fullName
    event.change = record.encodedBytes()
    let text = JSONWriter.oneLine(try MessageJSON.value(of: event))
    #expect(text.contains(#""change":{"floor":{"floor_id":"voso""#), "\(text)")
    event.changeType = "ocop.unheard.v1.Record"
    #expect(JSONWriter.oneLine(try MessageJSON.value(of: event)).contains(#""change":"Cg"#))
  }
}
