internal import ClientKit

/// JSON values out of what results are made of.
enum ResultJSON {
  static func number(_ value: UInt64) -> JSONValue { .number(String(value)) }

  static func number(_ value: Int) -> JSONValue { .number(String(value)) }

  /// The shortest digits that give the same number again; null for none, or what is no number.
  static func number(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number("\(value)")
  }

  static func number(_ value: UInt64?) -> JSONValue { value.map { .number(String($0)) } ?? .null }

  /// A histogram: the counts in HdrHistogram's encoding, and figures for those who only want to look.
  static func histogram(_ histogram: SparseHistogram) -> JSONValue {
    if histogram.count == 0 { return .null }
    var members: [(String, JSONValue)] = [
      ("count", number(histogram.count)),
      ("min_ns", number(histogram.minNanoseconds)),
      ("mean_ns", number(histogram.meanNanoseconds.rounded())),
      ("standard_deviation_ns", number(histogram.standardDeviationNanoseconds.rounded())),
    ]
    for percentile in ShownPercentile.allCases {
      let nanoseconds = histogram.nanoseconds(atPercentile: percentile.rawValue)
      members.append((percentile.name.replacing(".", with: "_") + "_ns", number(nanoseconds)))
    }
    members.append(("max_ns", number(histogram.maxNanoseconds)))
    members.append(("clamped", number(histogram.clampedCount)))
    members.append(("hdr", .string(histogram.base64Text)))
    return .object(members.map { JSONMember(name: $0.0, value: $0.1) })
  }
}
