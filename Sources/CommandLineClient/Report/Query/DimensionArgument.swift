import ClientKit
import Messages

/// What a report can be broken into, by the names that the command line and files use.
enum DimensionArgument {
  /// Dimensions with their names, in the order of the schema.
  static let names: [(name: String, dimension: ReportingV1.Dimension)] = [
    ("unit", .unit), ("province", .province), ("phase", .phase), ("type", .producerType), ("group", .productGroup),
    ("stars", .stars), ("floor", .floor), ("day", .day), ("month", .month), ("quarter", .quarter), ("year", .year),
    ("season-month", .seasonMonth), ("producer", .producer), ("product", .product), ("detail", .detail),
  ]

  /// Most dimensions of one report.
  static let countMax = 3

  /// "season-month"
  static func name(of dimension: ReportingV1.Dimension) -> String {
    names.first { $0.dimension == dimension }?.name ?? "dimension-\(dimension.rawValue)"
  }

  /// Of a list like "unit,month".
  ///
  /// - Throws: ``CommandFailure`` that names what is wrong.
  static func dimensions(_ list: String) throws(CommandFailure) -> [ReportingV1.Dimension] {
    var found: [ReportingV1.Dimension] = []
    for part in CommaList.parts(list) {
      let dimension = try dimension(named: part)
      guard !found.contains(dimension) else { throw CommandFailure(.usage, "--by \(list): \(part) stands there twice") }
      found.append(dimension)
    }
    guard (1...countMax).contains(found.count) else {
      throw CommandFailure(.usage, "--by \(list): one to \(countMax) dimensions, with commas between them")
    }
    let times = found.filter { isPeriod($0) }
    guard times.count <= 1 else {
      let text = times.map(name).joined(separator: ", ")
      throw CommandFailure(.usage, "--by \(list): \(text) are periods of time, of which a report takes one")
    }
    return found
  }

  /// True for a period of time.
  static func isPeriod(_ dimension: ReportingV1.Dimension) -> Bool {
    [.day, .month, .quarter, .year].contains(dimension)
  }

  private static func dimension(named text: String) throws(CommandFailure) -> ReportingV1.Dimension {
    let wanted = text.lowercased().replacing("_", with: "-")
    // The schema's own names are understood as well.
    let schemaNames = ["producer-type": "type", "product-group": "group"]
    let name = schemaNames[wanted] ?? wanted
    if let found = names.first(where: { $0.name == name }) { return found.dimension }
    let known = names.map(\.name)
    throw CommandFailure(
      .usage,
      "--by: there is no dimension \"\(text)\"." + Suggestion.clause(for: wanted, among: known)
        + " Dimensions: \(known.joined(separator: ", "))."
    )
  }
}
