/// Reads what ``HistogramEncoding`` describes, from whoever wrote it. Bounded: nothing is inflated beyond what a
/// histogram can hold.
struct HistogramDecoding {
  private let payload: [UInt8]
  private var position = HistogramEncoding.headerByteCount

  private init(payload: [UInt8]) {
    self.payload = payload
  }

  /// The histogram of a base64 text.
  ///
  /// - Throws: ``HistogramCodingError`` at the first byte that does not fit.
  static func histogram(base64 text: some Collection<UInt8>) throws(HistogramCodingError) -> SparseHistogram {
    guard text.count <= HistogramEncoding.textByteCountMax else {
      throw HistogramCodingError(
        byte: HistogramEncoding.textByteCountMax,
        in: .base64,
        reason: "longer than any histogram: \(text.count) bytes"
      )
    }
    return try histogram(compressed: try Base64.bytes(of: text))
  }

  /// The histogram of compressed bytes.
  static func histogram(compressed bytes: [UInt8]) throws(HistogramCodingError) -> SparseHistogram {
    let headerByteCount = HistogramEncoding.envelopeByteCount
    guard bytes.count >= headerByteCount else {
      throw fault(bytes.count, .envelope, "it ends before its stream; \(headerByteCount) bytes come before it")
    }
    let cookie: UInt32 = number(in: bytes, at: 0)
    guard cookie == HistogramEncoding.envelopeCookie else {
      throw fault(0, .envelope, "the cookie is 0x\(String(cookie, radix: 16)); version 2, compressed, has 0x1c849314")
    }
    let length: UInt32 = number(in: bytes, at: 4)
    guard Int(length) == bytes.count - headerByteCount else {
      throw fault(4, .envelope, "it says that \(length) bytes follow; there are \(bytes.count - headerByteCount)")
    }
    let byteCountMax = HistogramEncoding.payloadByteCountMax
    guard let payload = ZlibStream.inflated(bytes[headerByteCount...], byteCountMax: byteCountMax) else {
      throw fault(headerByteCount, .envelope, "not one zlib stream of at most \(byteCountMax) bytes")
    }
    return try histogram(payload: payload)
  }

  /// The histogram of a payload.
  static func histogram(payload: [UInt8]) throws(HistogramCodingError) -> SparseHistogram {
    let headerByteCount = HistogramEncoding.headerByteCount
    guard payload.count >= headerByteCount else {
      throw fault(payload.count, .payload, "it ends within its header of \(headerByteCount) bytes")
    }
    let cookie: UInt32 = number(in: payload, at: 0)
    guard cookie == HistogramEncoding.payloadCookie else {
      throw fault(0, .payload, "the cookie is 0x\(String(cookie, radix: 16)); version 2 has 0x1c849313")
    }
    let length: UInt32 = number(in: payload, at: 4)
    guard Int(length) == payload.count - headerByteCount else {
      throw fault(4, .payload, "it says that \(length) bytes follow; there are \(payload.count - headerByteCount)")
    }
    let offset: UInt32 = number(in: payload, at: 8)
    guard offset == 0 else { throw fault(8, .payload, "a normalising offset of \(offset); only 0 can be read") }
    let digits: UInt32 = number(in: payload, at: 12)
    guard Int(digits) == BucketLayout.significantDigits else {
      throw fault(12, .payload, "made with \(digits) significant digits; only 3 can be read")
    }
    let lowest: UInt64 = number(in: payload, at: 16)
    guard lowest == 1 else {
      throw fault(16, .payload, "the lowest discernible value is \(lowest); only 1 can be read")
    }
    let ratio: UInt64 = number(in: payload, at: 32)
    guard Double(bitPattern: ratio) == 1 else {
      throw fault(32, .payload, "the ratio of integers to doubles is \(Double(bitPattern: ratio)); only 1 can be read")
    }
    var decoding = HistogramDecoding(payload: payload)
    return try decoding.counts()
  }

  private mutating func counts() throws(HistogramCodingError) -> SparseHistogram {
    var buckets: [HistogramBucket] = []
    var index = 0
    var total: UInt64 = 0
    while position < payload.count {
      let start = position
      let number = try signedNumber()
      let skipped = number < 0 ? number.magnitude : 1
      guard skipped <= UInt64(BucketLayout.indexCount - index) else {
        throw Self.fault(start, .payload, "counts of times beyond one hour, which cannot be read here")
      }
      if number > 0 {
        total += min(number.magnitude, HistogramEncoding.countMax + 1)
        guard total <= HistogramEncoding.countMax else {
          throw Self.fault(start, .payload, "more than 2^53 counts in all")
        }
        let lowest = BucketLayout.lowestNanoseconds(atIndex: index)
        buckets.append(HistogramBucket(lowestNanoseconds: lowest, count: number.magnitude))
      }
      index += Int(skipped)
    }
    return SparseHistogram(buckets: buckets)
  }

  private mutating func signedNumber() throws(HistogramCodingError) -> Int64 {
    var number: UInt64 = 0
    for place in 0..<9 {
      guard position < payload.count else {
        throw Self.fault(position, .payload, "it ends within a count")
      }
      let byte = payload[position]
      position += 1
      if place == 8 || byte < 0x80 {
        number |= UInt64(byte) << UInt64(7 * place)
        break
      }
      number |= UInt64(byte & 0x7F) << UInt64(7 * place)
    }
    return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
  }

  private static func fault(
    _ byte: Int,
    _ layer: HistogramCodingError.Layer,
    _ reason: String
  ) -> HistogramCodingError {
    HistogramCodingError(byte: byte, in: layer, reason: reason)
  }

  private static func number<Number: FixedWidthInteger>(in bytes: [UInt8], at start: Int) -> Number {
    bytes[start..<start + MemoryLayout<Number>.size].reduce(0) { $0 << 8 | Number($1) }
  }
}

extension SparseHistogram {
  /// Reads a histogram in HdrHistogram's encoding V2, compressed, in base64.
  ///
  /// - Throws: ``HistogramCodingError`` that names the first byte that does not fit.
  package init(base64Text: String) throws(HistogramCodingError) {
    self = try HistogramDecoding.histogram(base64: base64Text.utf8)
  }
}
