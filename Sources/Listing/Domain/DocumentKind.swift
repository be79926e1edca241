/// Kinds of paper and mark that a product has, with the registry's numbers.
enum DocumentKind: Int, Hashable, Sendable, CaseIterable {
  case traceabilityStamp = 1
  case label = 2
  case packaging = 3
  case process = 4
  case foodSafety = 5
  case testReport = 6
  case photos = 7
}
