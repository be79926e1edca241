/// A service that keeps records.
enum RecordKeeper: String, Sendable, CaseIterable {
  case registry
  case listing

  /// Package of its schema: "ocop.registry.v1".
  var package: String { "ocop.\(rawValue).v1" }

  /// Full name of its service: "ocop.registry.v1.Registry".
  var serviceFullName: String {
    switch self {
    case .registry: package + ".Registry"
    case .listing: package + ".Listing"
    }
  }
}
