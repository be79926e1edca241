/// The labels of a series as they are written, without the braces: `rpc_method="a.B/C",rpc_system_name="ocop"`. Equal
/// for equal labels in any order.
enum LabelText {
  /// The one label of what came after a limit was reached.
  static let overflow = "otel_metric_overflow=\"true\""

  /// Labels whose names become the same are joined with ";", in the order of the original names.
  static func text(_ dimensions: [(String, String)], limits: RegistryLimits) -> String {
    if dimensions.isEmpty { return "" }
    var values: [String: String] = [:]
    for (key, value) in dimensions.sorted(by: { $0.0 < $1.0 }).prefix(limits.labelsMax) {
      let name = MetricName.label(key)
      let cut = cut(value, byteCountMax: limits.labelValueBytesMax)
      values[name] = values[name].map { "\($0);\(cut)" } ?? cut
    }
    return values.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escaped($0.value))\"" }.joined(separator: ",")
  }

  private static func cut(_ value: String, byteCountMax: Int) -> String {
    if value.utf8.count <= byteCountMax { return value }
    return String(decoding: value.utf8.prefix(byteCountMax), as: UTF8.self)
  }

  /// A label's value inside its quotes.
  static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
