import Messages
import TestSupport
import Testing

// What is seen of a message without decoding it is what decoding finds.
@Suite("The fields of encoded messages")
struct EncodedFieldsTests {
  private static let seed = UInt64.random(in: 0 ... .max)

  private func numbers(_ bytes: [UInt8]) -> [Int]? {
    bytes.withUnsafeBytes { buffer in
      var found: [Int] = []
      var isWithin = true
      let isMessage = EncodedFields.forEach(in: buffer.indices, of: buffer) { number, contents in
        found.append(number)
        if let contents, contents.lowerBound < 0 || contents.upperBound > buffer.count { isWithin = false }
      }
      #expect(isWithin, "seed \(Self.seed)")
      return isMessage ? found : nil
    }
  }

  @Test("every field that is there is met, and no other")
  func everyMessage() throws {
    var generator = SeededGenerator(seed: Self.seed)
    for type in SchemaCatalog.messageTypes {
      for _ in 0..<10 {
        let message = try RandomMessage.make(type.descriptor, &generator)
        let found = try #require(numbers(message.encodedBytes()), "\(type.descriptor.fullName), seed \(Self.seed)")
        let present = message.presentFields.map(\.field.number)
        try #require(Set(found) == Set(present), "\(type.descriptor.fullName), seed \(Self.seed)")
      }
    }
  }

  @Test("damaged bytes are looked at within their bounds, and what can be decoded is a message")
  func damage() throws {
    var generator = SeededGenerator(seed: Self.seed)
    for type in SchemaCatalog.messageTypes {
      for _ in 0..<20 {
        let bytes = Damage.applied(to: try RandomMessage.make(type.descriptor, &generator).encodedBytes(), &generator)
        let found = numbers(bytes)
        if (try? DynamicMessage(type.descriptor, decodingBytes: bytes)) != nil {
          try #require(found != nil, "\(type.descriptor.fullName), seed \(Self.seed)")
        }
      }
    }
    #expect(numbers([0x0A, 5, 1, 2]) == nil)
    #expect(numbers([0x08]) == nil)
    #expect(numbers([0x0D, 1, 2]) == nil)
    #expect(numbers([0x0B]) == nil)
  }

  @Test("a part of the bytes is a message of its own")
  func part() {
    let bytes: [UInt8] = [0x0A, 2, 0x10, 7, 0x18, 1]
    bytes.withUnsafeBytes { buffer in
      var inner: Range<Int>?
      #expect(EncodedFields.forEach(in: buffer.indices, of: buffer) { if $0 == 1 { inner = $1 } })
      #expect(inner == 2..<4)
      var found: [Int] = []
      #expect(EncodedFields.forEach(in: 2..<4, of: buffer) { number, _ in found.append(number) })
      #expect(found == [2])
    }
  }
}
