import ClientKit
import Messages

/// A row of a report, as `--row` names it: one value for each dimension of `--by`.
enum RowKeys {
  /// The keys of a row; none = the total.
  ///
  /// - Parameter text: "total", or values with commas between them; "undetermined" and "none" are the empty value.
  /// - Throws: ``CommandFailure`` when there are not as many values as dimensions.
  static func keys(
    _ text: String,
    of dimensions: [ReportingV1.Dimension]
  ) throws(CommandFailure) -> [ReportingV1.DimensionKey] {
    if text == "total" { return [] }
    let values = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
    guard values.count == dimensions.count else {
      let names = dimensions.map(DimensionArgument.name).joined(separator: ",")
      throw CommandFailure(
        .usage,
        dimensions.isEmpty
          ? "--row \(text): a report without --by has one row, total"
          : "--row \(text): give one value for each of --by \(names), with commas between them, or total"
      )
    }
    return zip(dimensions, values).map { dimension, value in
      var key = ReportingV1.DimensionKey()
      key.dimension = dimension
      key.value = ["undetermined", "none"].contains(value) ? "" : value
      return key
    }
  }
}
