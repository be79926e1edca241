/// Rows of a file, as the ranges that they make.
struct RowRanges: Sendable, Hashable {
  /// Ranges, in order; rows that follow each other are one.
  private(set) var ranges: [ClosedRange<Int>] = []

  /// Adds a row behind those that are there.
  mutating func add(_ row: Int) {
    if let last = ranges.last, row >= last.lowerBound, row <= last.upperBound + 1 {
      ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, row)
    } else {
      ranges.append(row...row)
    }
  }

  /// "2–5001, 5003"
  var text: String {
    let shown = ranges.prefix(20).map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" }
    return shown.joined(separator: ", ") + (ranges.count > shown.count ? ", …" : "")
  }
}
