import Messages
import TestSupport
import Testing

@testable import RPC

/// Goal: the quick reading of an OPEN's metadata never says anything else than the general decoding. Method: both over
/// random messages, and over the same bytes with random damage.
@Suite struct CommonOpenMetadataTests {
  private static let texts = [
    "", "a", "a-bin", "A", "a\u{7F}", "a\tb", "x-office", "lang-son", "tên", "a\u{0}b", traceparent, long,
  ]
  private static let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
  private static let long = String(repeating: "long ", count: 60)

  private func message(_ generator: inout SeededGenerator) -> RpcV1.OpenMetadata {
    var open = RpcV1.OpenMetadata()
    func text() -> String { Self.texts.randomElement(using: &generator) ?? "" }
    open.method = text()
    open.traceparent = text()
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      var entry = RpcV1.MetadataEntry()
      entry.key = text()
      entry.value = text()
      if Int.random(in: 0..<5, using: &generator) == 0 { entry.binaryValue = [1, 2] }
      open.entries.append(entry)
    }
    return open
  }

  private struct Reading: Equatable {
    var metadata: Metadata
    var traceparent: String
  }

  /// What the quick reading gives, and what the general one gives; nil when it refuses the bytes.
  private func readings(_ bytes: [UInt8]) -> (quick: Reading?, general: Reading?) {
    let quick = bytes.withUnsafeBytes { CommonOpenMetadata($0) }
    let general = bytes.withUnsafeBytes { try? RpcV1.OpenMetadata(decoding: $0) }
    return (
      quick.map { Reading(metadata: $0.metadata, traceparent: $0.traceparent) },
      general.flatMap { open in
        let metadata = try? Metadata(checking: open.entries)
        let traceparent = Traceparent.isValid(open.traceparent) ? open.traceparent : ""
        return metadata.map { Reading(metadata: $0, traceparent: traceparent) }
      }
    )
  }

  @Test("what is read quickly is what the general decoding reads, in whole and in damaged messages")
  func agreement() {
    let seed = UInt64.random(in: 0 ... .max)
    var generator = SeededGenerator(seed: seed)
    var quickCount = 0
    for round in 0..<20_000 {
      var bytes = message(&generator).encodedBytes()
      if round % 2 == 1, !bytes.isEmpty {
        for _ in 0...Int.random(in: 0...3, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        bytes.removeLast(Int.random(in: 0...min(3, bytes.count), using: &generator))
      }
      let (quick, general) = readings(bytes)
      guard let quick else { continue }
      quickCount += 1
      #expect(quick == general, "seed \(seed), round \(round), bytes \(bytes)")
    }
    #expect(quickCount > 1_000, "seed \(seed): nearly nothing is read quickly")
  }

  @Test("no byte is taken for plain text at any place of a value that is not", arguments: 0..<20)
  func bytesAtPlaces(_ place: Int) {
    for byte in UInt8.min ... .max {
      var entry = RpcV1.MetadataEntry()
      entry.key = "x-office"
      entry.value = String(repeating: "a", count: 20)
      var open = RpcV1.OpenMetadata()
      open.entries = [entry]
      var bytes = open.encodedBytes()
      bytes[bytes.count - 20 + place] = byte
      let (quick, general) = readings(bytes)
      #expect((quick != nil) == (0x20..<0x7F).contains(byte), "\(byte)")
      if let quick { #expect(quick == general, "\(byte)") }
    }
  }

  @Test("the form that nearly every call has is read quickly")
  func commonForm() {
    var open = RpcV1.OpenMetadata()
    open.method = "ocop.registry.v1.Registry/GetRecord"
    open.traceparent = Self.traceparent
    for key in ["x-office", "x-long"] {
      var entry = RpcV1.MetadataEntry()
      entry.key = key
      entry.value = key == "x-long" ? Self.long : "lang-son"
      open.entries.append(entry)
    }
    let (quick, general) = readings(open.encodedBytes())
    #expect(quick != nil && quick == general)
  }
}
