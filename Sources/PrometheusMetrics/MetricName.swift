/// Names as Prometheus's text format allows them, made from any text by OpenTelemetry's rules ("Prometheus and
/// OpenMetrics Compatibility"): what is not allowed becomes an underscore, several underscores become one.
enum MetricName {
  /// A metric's name without the endings for unit and kind.
  static func metric(_ label: String) -> String {
    sanitized(label, allowsColon: true)
  }

  /// A metric's exported name.
  static func exported(_ label: String, unit: MetricUnit, isCounter: Bool) -> String {
    var name = metric(label)
    if isCounter && name.hasSuffix("_total") { name.removeLast("_total".count) }
    if let suffix = unit.suffix, !name.hasSuffix(suffix) { name += suffix }
    return isCounter ? name + "_total" : name
  }

  /// A label's name.
  static func label(_ key: String) -> String {
    let name = sanitized(key, allowsColon: false)
    // The histogram's own label; Prometheus itself renames a clash in the same way.
    return name == "le" ? "exported_le" : name
  }

  private static func sanitized(_ text: String, allowsColon: Bool) -> String {
    var bytes: [UInt8] = []
    let underscore = UInt8(ascii: "_")
    for scalar in text.unicodeScalars {
      let byte = isAllowed(scalar, allowsColon: allowsColon) ? UInt8(scalar.value) : underscore
      if byte == underscore && bytes.last == underscore { continue }
      bytes.append(byte)
    }
    if let first = bytes.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
      bytes.insert(underscore, at: 0)
    }
    return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar, allowsColon: Bool) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    case ":": allowsColon
    default: false
    }
  }
}
