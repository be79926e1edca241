import Foundation
import Messages
import Testing

// proto/golden holds messages whose bytes the official protobuf runtime agrees with.
@Suite("Golden messages")
struct GoldenMessageTests {
  struct Golden: Sendable, CustomTestStringConvertible {
    let name: String
    let type: String
    let bytes: [UInt8]
    var testDescription: String { name }
  }

  static let all: [Golden] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "proto/golden/messages.txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.components(separatedBy: "\n\n").compactMap { block in
      var values: [String: String] = [:]
      for line in block.split(separator: "\n") where !line.hasPrefix("#") {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        values[String(parts[0])] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
      }
      guard let name = values["name"], let type = values["type"], let hex = values["hex"] else { return nil }
      let digits = Array(hex)
      let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(digits[$0..<($0 + 2)]), radix: 16)
      }
      return Golden(name: name, type: type, bytes: bytes)
    }
  }()

  @Test("the file is there and holds messages")
  func fileIsRead() {
    #expect(Self.all.count > 5)
    #expect(Set(Self.all.map(\.name)).isSuperset(of: ["empty", "hello", "enum-negative"]))
  }

  @Test("are decoded and give the same bytes again", arguments: all)
  func roundTrip(_ golden: Golden) throws {
    let type = try #require(SchemaCatalog.messageTypes.first { $0.fullName == golden.type })
    #expect(try Self.encodedAgain(type, golden.bytes) == golden.bytes)
    #expect(try DynamicMessage(type.descriptor, decodingBytes: golden.bytes).encodedBytes() == golden.bytes)
  }

  private static func encodedAgain<M: Message>(_ type: M.Type, _ bytes: [UInt8]) throws -> [UInt8] {
    try M(decodingBytes: bytes).encodedBytes()
  }
}
