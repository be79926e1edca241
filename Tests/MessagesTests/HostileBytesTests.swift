import Messages
import TestSupport
import Testing

// What a hostile peer may send, through the typed and the dynamic door. CSafeUnpackTests hold the whole corpus; here
// the point is that no door goes around it, and that the error names the place.
@Suite("Hostile bytes")
struct HostileBytesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let reason: MessageDecodingError.Reason
    let bytes: [UInt8]
    let offset: Int
    /// What the error's text starts with.
    let place: String
    var testDescription: String { "\(reason)" }
  }

  static let cases: [Case] = [
    Case(reason: .truncated, bytes: [0x08], offset: 0, place: "ocop.common.v1.ChangeEvent"),
    Case(reason: .fieldNumberZero, bytes: [0x00, 0x00], offset: 0, place: "ocop.common.v1.ChangeEvent:"),
    Case(reason: .wireTypeUnsupported, bytes: [0x0B], offset: 0, place: "ocop.common.v1.ChangeEvent"),
    Case(reason: .wireTypeMismatch, bytes: [0x0A, 0], offset: 0, place: "ocop.common.v1.ChangeEvent.revision:"),
    Case(
      reason: .lengthBeyondEnd,
      bytes: [0x08, 1, 0x2A, 0x7F],
      offset: 2,
      place: "ocop.common.v1.ChangeEvent.change:"
    ),
    Case(
      reason: .invalidUTF8,
      bytes: [0x1A, 3, 0x61, 0xC0, 0x80],
      offset: 3,
      place: "ocop.common.v1.ChangeEvent.operation_id:"
    ),
    Case(
      reason: .nulInString,
      bytes: [0x1A, 3, 0x61, 0, 0x62],
      offset: 3,
      place: "ocop.common.v1.ChangeEvent.operation_id:"
    ),
    Case(
      reason: .varintTooLong,
      bytes: [0x08] + [UInt8](repeating: 0xFF, count: 11),
      offset: 0,
      place: "ocop.common.v1.ChangeEvent"
    ),
  ]

  @Test("are refused with the reason, the field and the byte", arguments: cases)
  func refused(_ example: Case) {
    let error = #expect(throws: MessageDecodingError.self) {
      try CommonV1.ChangeEvent(decodingBytes: example.bytes)
    }
    #expect(error?.reason == example.reason)
    #expect(error?.byteOffset == example.offset)
    #expect(error?.message.hasPrefix(example.place) == true, "\(error?.message ?? "")")
    let dynamicError = #expect(throws: MessageDecodingError.self) {
      try DynamicMessage(CommonV1.ChangeEvent.descriptor, decodingBytes: example.bytes)
    }
    #expect(dynamicError == error)
  }

  @Test("a submessage that may come once is refused when it comes twice")
  func repeatedSubmessage() {
    let error = #expect(throws: MessageDecodingError.self) {
      try ReportingV1.FloorShare(decodingBytes: [0x12, 2, 0x08, 1, 0x12, 2, 0x10, 2])
    }
    #expect(error?.reason == .repeatedSubmessage)
    #expect(error?.byteOffset == 4)
  }

  @Test("a message that would take far more memory than its bytes is refused")
  func overBudget() {
    let bytes = (0..<100_000).flatMap { _ -> [UInt8] in [0x1A, 0] }
    let error = #expect(throws: MessageDecodingError.self) {
      try RegistryV1.ImportRecordsRequest(decodingBytes: bytes)
    }
    #expect(error?.reason == .overBudget)
  }

  @Test("random damage to a message gives an error or a message that holds together, never a crash")
  func damage() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var refusedCount = 0
    var acceptedCount = 0
    func check<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws {
      let message: M
      do throws(MessageDecodingError) {
        message = try M(decodingBytes: bytes)
      } catch {
        refusedCount += 1
        try #require((error.byteOffset ?? 0) <= bytes.count, "\(error), seed \(seed)")
        return
      }
      acceptedCount += 1
      try #require(try M(decodingBytes: message.encodedBytes()) == message, "\(M.fullName), seed \(seed)")
    }
    for type in SchemaCatalog.messageTypes {
      for _ in 0..<40 {
        var bytes = try RandomMessage.make(type.descriptor, &generator).encodedBytes()
        for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
          let place = Int.random(in: 0..<bytes.count, using: &generator)
          if Bool.random(using: &generator) {
            bytes[place] = UInt8.random(in: 0...255, using: &generator)
          } else {
            bytes.removeSubrange(place...)
          }
        }
        try check(type, bytes)
      }
    }
    #expect(refusedCount > 100, "seed \(seed)")
    #expect(acceptedCount > 100, "seed \(seed)")
  }
}
