/// Where two JSON values differ, place by place.
package enum JSONDifference {
  /// One line for each place: "rows[3].figures[0].count: 29 → 30".
  ///
  /// - Parameter countMax: Most lines; a last one says that there are more.
  package static func lines(_ before: JSONValue, _ after: JSONValue, countMax: Int) -> [String] {
    var lines: [String] = []
    collect(before, after, path: "", limit: countMax + 1, into: &lines)
    return lines.count > countMax ? lines.prefix(countMax) + ["…"] : lines
  }

  private static func collect(
    _ before: JSONValue?,
    _ after: JSONValue?,
    path: String,
    limit: Int,
    into lines: inout [String]
  ) {
    guard before != after, lines.count < limit else { return }
    switch (before, after) {
    case (.object(let left), .object(let right)):
      let names = left.map(\.name) + right.map(\.name).filter { name in !left.contains { $0.name == name } }
      for name in names {
        let place = path.isEmpty ? name : "\(path).\(name)"
        collect(before?[name], after?[name], path: place, limit: limit, into: &lines)
      }
    case (.array(let left), .array(let right)):
      for index in 0..<max(left.count, right.count) {
        collect(
          index < left.count ? left[index] : nil,
          index < right.count ? right[index] : nil,
          path: "\(path)[\(index)]",
          limit: limit,
          into: &lines
        )
      }
    default:
      lines.append("\(path): \(text(before)) → \(text(after))")
    }
  }

  private static func text(_ value: JSONValue?) -> String {
    value.map { JSONWriter.oneLine($0).shortened(to: 120) } ?? "nothing"
  }
}
