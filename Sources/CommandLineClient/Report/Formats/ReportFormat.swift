import ArgumentParser
import ClientKit

/// How a report is written, as `--format` names it.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case table
  case csv
  case xlsx
  case json
  case html

  /// The format that a file's name says; nil when it says none.
  init?(ofFile path: String) {
    let name = path.lowercased()
    guard let found = [Self.csv, .xlsx, .json, .html].first(where: { name.hasSuffix(".\($0.rawValue)") }) else {
      if name.hasSuffix(".txt") { self = .table } else { return nil }
      return
    }
    self = found
  }
}
