/// Writes Prometheus's text format, version 0.0.4.
struct ExpositionWriter {
  /// The format's HTTP content type.
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var bytes: [UInt8] = []

  mutating func beginFamily(_ name: String, kind: MetricKind, help: String) {
    if !help.isEmpty {
      append("# HELP \(name) ")
      append(ExpositionWriter.escapedHelp(help))
      append("\n")
    }
    append("# TYPE \(name) \(kind.rawValue)\n")
  }

  mutating func sample(_ name: String, labels: String, _ value: UInt64) {
    beginSample(name, labels)
    append(String(value))
    append("\n")
  }

  mutating func sample(_ name: String, labels: String, _ value: Double) {
    beginSample(name, labels)
    append(ExpositionWriter.text(of: value))
    append("\n")
  }

  /// Buckets, sum and count of a histogram.
  /// - Parameter counts: how many values fell into each bucket, one more than there are edges.
  mutating func histogram(_ name: String, labels: String, edges: [String], counts: [UInt64], sum: Double) {
    let separator = labels.isEmpty ? "" : ","
    var cumulated: UInt64 = 0
    for (index, count) in counts.enumerated() {
      cumulated &+= count
      let edge = index < edges.count ? edges[index] : "+Inf"
      append("\(name)_bucket{\(labels)\(separator)le=\"\(edge)\"} \(cumulated)\n")
    }
    sample(name + "_sum", labels: labels, sum)
    // Read once with the buckets, so that it is always what the last bucket says.
    sample(name + "_count", labels: labels, cumulated)
  }

  private mutating func beginSample(_ name: String, _ labels: String) {
    append(name)
    if !labels.isEmpty {
      append("{")
      append(labels)
      append("}")
    }
    append(" ")
  }

  private mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  /// A number as the format writes it.
  static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return "\(value)"
  }

  private static func escapedHelp(_ help: String) -> String {
    var escaped = ""
    for scalar in help.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
