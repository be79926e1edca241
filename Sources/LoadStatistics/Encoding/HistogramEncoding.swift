/// HdrHistogram's encoding "V2", compressed and in base64: what goes into interval logs, and what other tools read.
///
/// A payload is, big-endian: cookie, byte count of the counts, normalising offset, significant digits (32 bits each),
/// lowest and highest value (64 bits each), the ratio of integers to doubles (a double); then a number for each bucket
/// in ZigZag LEB128 of at most nine bytes, where a negative one stands for so many empty buckets. Around it: a cookie,
/// the byte count, and a zlib stream (RFC 1950).
///
/// Source: HdrHistogram's `AbstractHistogram.encodeIntoCompressedByteBuffer` and `ZigZagEncoding`.
enum HistogramEncoding {
  static let payloadCookie: UInt32 = 0x1C84_9313
  static let envelopeCookie: UInt32 = 0x1C84_9314
  /// Bytes of a payload in front of the counts.
  static let headerByteCount = 40
  /// Bytes of the cookie and the byte count around a payload.
  static let envelopeByteCount = 8
  /// The largest payload there can be: nine bytes for each bucket.
  static let payloadByteCountMax = headerByteCount + 9 * BucketLayout.indexCount
  /// The longest base64 text that is read. Random bytes do not get shorter by compression, so this is more than any
  /// histogram takes.
  static let textByteCountMax = payloadByteCountMax / 3 * 4 + 4096
  /// Most values in one histogram that is read: sums of a thousand such still fit 64 bits.
  static let countMax: UInt64 = 1 << 53

  /// The payload of a histogram.
  static func payload(of histogram: SparseHistogram) -> [UInt8] {
    var counts: [UInt8] = []
    var next = 0
    for bucket in histogram.buckets {
      let index = BucketLayout.index(ofNanoseconds: bucket.lowestNanoseconds)
      // A single empty bucket is written as a zero by all implementations.
      if index - next == 1 { appendCount(0, to: &counts) }
      if index - next > 1 { appendCount(-Int64(index - next), to: &counts) }
      appendCount(Int64(clamping: bucket.count), to: &counts)
      next = index + 1
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerByteCount + counts.count)
    append(payloadCookie, to: &bytes)
    append(UInt32(counts.count), to: &bytes)
    append(0 as UInt32, to: &bytes)
    append(UInt32(BucketLayout.significantDigits), to: &bytes)
    append(1 as UInt64, to: &bytes)
    append(BucketLayout.nanosecondsMax, to: &bytes)
    append((1 as Double).bitPattern, to: &bytes)
    return bytes + counts
  }

  /// The compressed form of a histogram.
  static func compressed(_ histogram: SparseHistogram) -> [UInt8] {
    let stream = ZlibStream.deflated(payload(of: histogram))
    var bytes: [UInt8] = []
    append(envelopeCookie, to: &bytes)
    append(UInt32(stream.count), to: &bytes)
    return bytes + stream
  }

  private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
  }

  /// ZigZag LEB128; the ninth byte holds eight bits, so 64 bits need no tenth.
  private static func appendCount(_ number: Int64, to bytes: inout [UInt8]) {
    var rest = UInt64(bitPattern: number << 1 ^ number >> 63)
    for _ in 0..<8 {
      if rest < 0x80 { break }
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

extension SparseHistogram {
  /// The histogram in HdrHistogram's encoding V2, compressed, in base64. ``clampedCount`` is not part of it.
  package var base64Text: String { Base64.text(of: HistogramEncoding.compressed(self)) }
}
