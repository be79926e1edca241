import TestSupport
import Testing

@testable import LoadStatistics

@Suite("HdrHistogram's encoding")
struct HistogramEncodingTests {
  private static func fault(_ payload: [UInt8]) -> HistogramCodingError? {
    do throws(HistogramCodingError) {
      _ = try HistogramDecoding.histogram(payload: payload)
      return nil
    } catch {
      return error
    }
  }

  /// A payload with a good header and these counts.
  private static func payload(_ counts: [UInt8]) -> [UInt8] {
    var bytes = HistogramEncoding.payload(of: SparseHistogram())
    bytes[7] = UInt8(counts.count)
    return bytes + counts
  }

  @Test("a payload is laid out as HdrHistogram has it")
  func layout() {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: 1)
    histogram.record(nanoseconds: 3, count: 64)
    histogram.record(nanoseconds: 10)
    let header: [UInt8] =
      [0x1C, 0x84, 0x93, 0x13, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1]
      + [0, 0, 0x03, 0x46, 0x30, 0xB8, 0xA0, 0x00, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0]
    // One empty bucket is a zero; six are minus six, in ZigZag 11; 64 is 128 in ZigZag and takes two bytes.
    #expect(HistogramEncoding.payload(of: histogram.sparse) == header + [0, 2, 0, 0x80, 0x01, 11, 2])
  }

  @Test("what is written is read again, whatever the counts")
  func roundTrip() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    for size in [0, 1, 2, 50, 3000] {
      var histogram = LatencyHistogram()
      for _ in 0..<size {
        let value = generator.next() >> UInt64(generator.within(22, 63))
        histogram.record(nanoseconds: value, count: 1 + generator.next() >> UInt64(generator.within(28, 63)))
      }
      let sparse = histogram.sparse.clamped(count: 0)
      #expect(try SparseHistogram(base64Text: sparse.base64Text) == sparse, "seed \(seed)")
    }
    let largest = SparseHistogram(buckets: [HistogramBucket(lowestNanoseconds: 7, count: HistogramEncoding.countMax)])
    #expect(try SparseHistogram(base64Text: largest.base64Text) == largest)
  }

  @Test("bytes that are no histogram are refused with the byte at fault")
  func faults() {
    let good = Self.payload([2])
    #expect(Self.fault(good) == nil)
    #expect(Self.fault(Array(good.prefix(39)))?.byte == 39)
    for (byte, value) in [(0, 0), (3, 0x14), (7, 2), (11, 1), (15, 2), (23, 2), (32, 0)] as [(Int, UInt8)] {
      var bytes = good
      bytes[byte] = value
      #expect(Self.fault(bytes)?.byte == byte / (byte < 16 ? 4 : 8) * (byte < 16 ? 4 : 8), "byte \(byte)")
      #expect(Self.fault(bytes)?.layer == .payload)
    }
    #expect(Self.fault(Self.payload([2, 0x80]))?.byte == 42)
    // More empty buckets than there are, in one number and in two.
    let most = Self.payload([0xFF, 0x8F, 0x04])
    #expect(Self.fault(most) == nil)
    #expect(Self.fault(Self.payload([0x81, 0x90, 0x04]))?.byte == 40)
    #expect(Self.fault(Self.payload([0xFD, 0x8F, 0x04, 2])) == nil)
    #expect(Self.fault(Self.payload([0xFD, 0x8F, 0x04, 2, 2]))?.byte == 44)
    // The most negative number of nine bytes, whose magnitude fits no signed one.
    #expect(Self.fault(Self.payload([UInt8](repeating: 0xFF, count: 9)))?.byte == 40)
    #expect(Self.fault(Self.payload([0xFE] + [UInt8](repeating: 0xFF, count: 8)))?.byte == 40)
  }

  @Test("an envelope that is none is refused with the byte at fault")
  func envelopeFaults() throws {
    let good = HistogramEncoding.compressed(SparseHistogram())
    func fault(_ bytes: [UInt8]) -> HistogramCodingError? {
      do throws(HistogramCodingError) {
        _ = try HistogramDecoding.histogram(compressed: bytes)
        return nil
      } catch {
        return error
      }
    }
    #expect(fault(good) == nil)
    #expect(fault([]) == HistogramCodingError(byte: 0, in: .envelope, reason: fault([])?.reason ?? ""))
    #expect(fault([0] + good.dropFirst())?.byte == 0)
    #expect(fault(good + [0])?.byte == 4)
    var longer = good + [0]
    longer[7] += 1
    #expect(fault(longer)?.byte == 8, "something follows the stream")
    // A stream that would become far larger than any histogram is not inflated.
    let bomb = ZlibStream.deflated([UInt8](repeating: 0, count: 4_000_000))
    let length = withUnsafeBytes(of: UInt32(bomb.count).bigEndian) { Array($0) }
    #expect(fault(Array(good.prefix(4)) + length + bomb)?.byte == 8)
  }

  @Test("random damage is refused or read, and never more than that")
  func damage() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var generator = SeededGenerator(seed: seed)
    var histogram = LatencyHistogram()
    for _ in 0..<200 { histogram.record(nanoseconds: generator.next() >> UInt64(generator.within(22, 63))) }
    let payload = HistogramEncoding.payload(of: histogram.sparse)
    for _ in 0..<2000 {
      var bytes = payload
      for _ in 0...generator.below(3) { bytes[generator.below(bytes.count)] = UInt8(generator.below(256)) }
      if generator.chance(30) { bytes.removeLast(generator.below(bytes.count)) }
      // Damage to the length alone would hide all else.
      if bytes.count >= 8 {
        let length = withUnsafeBytes(of: UInt32(max(0, bytes.count - 40)).bigEndian) { Array($0) }
        bytes.replaceSubrange(4..<8, with: length)
      }
      if let fault = Self.fault(bytes) { #expect(fault.byte <= bytes.count, "seed \(seed)") }
    }
  }

  @Test("base64 is RFC 4648's, and what is none is refused with the character")
  func base64() throws {
    let pairs = [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ]
    for (plain, text) in pairs {
      #expect(Base64.text(of: Array(plain.utf8)) == text)
      #expect(try Base64.bytes(of: text.utf8) == Array(plain.utf8))
    }
    for (text, byte) in [("Zg=", 3), ("Z===", 1), ("Zg==Zg==", 4), ("Z\n9v", 1), ("Zm9v=", 4), ("Zm-v", 2)] {
      #expect(throws: HistogramCodingError.self) { try Base64.bytes(of: text.utf8) }
      do throws(HistogramCodingError) {
        _ = try Base64.bytes(of: text.utf8)
      } catch {
        #expect(error.byte == byte && error.layer == .base64, "\(text): \(error)")
      }
    }
    let long = String(repeating: "A", count: HistogramEncoding.textByteCountMax + 4)
    do throws(HistogramCodingError) {
      _ = try SparseHistogram(base64Text: long)
      Issue.record("it was read")
    } catch {
      #expect(error.byte == HistogramEncoding.textByteCountMax && error.layer == .base64)
    }
  }
}
