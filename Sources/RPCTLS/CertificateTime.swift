internal import Glibc

/// Moments in certificates and lists of revoked ones (RFC 5280, 4.1.2.5), in seconds since 1970.
enum CertificateTime {
  /// A UTCTime (YYMMDDHHMMSSZ, of 1950 to 2049) or GeneralizedTime (YYYYMMDDHHMMSSZ); nil when it is not one.
  static func seconds(tag: UInt8, content: ArraySlice<UInt8>) -> Int64? {
    guard content.last == UInt8(ascii: "Z") else { return nil }
    let digits = content.dropLast().map { Int32($0) - 48 }
    guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
    let year: Int32
    switch (tag, digits.count) {
    case (DERTag.utcTime, 12):
      let short = digits[0] * 10 + digits[1]
      year = short < 50 ? 2000 + short : 1900 + short
    case (DERTag.generalizedTime, 14):
      year = digits[..<4].reduce(0) { $0 * 10 + $1 }
    default:
      return nil
    }
    let parts = Array(digits.suffix(10))
    func pair(_ index: Int) -> Int32 { parts[2 * index] * 10 + parts[2 * index + 1] }
    guard (1...12).contains(pair(0)), (1...31).contains(pair(1)), pair(2) < 24, pair(3) < 60, pair(4) < 61 else {
      return nil
    }
    var fields = tm()
    fields.tm_year = year - 1900
    fields.tm_mon = pair(0) - 1
    fields.tm_mday = pair(1)
    fields.tm_hour = pair(2)
    fields.tm_min = pair(3)
    fields.tm_sec = pair(4)
    return Int64(timegm(&fields))
  }

  /// "2031-05-04 10:00:00Z".
  static func text(_ seconds: Int64) -> String {
    var moment = time_t(seconds)
    var fields = tm()
    var buffer = [CChar](repeating: 0, count: 64)
    guard gmtime_r(&moment, &fields) != nil else { return "\(seconds)" }
    let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%SZ", &fields)
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
