import RPC

/// Which events a watcher wants, by the kind of their subject.
struct SubjectFilter {
  static let kindsMax = 32

  /// "producer/", …; empty = everything.
  private let prefixes: [String]

  /// - Throws: `RPCError` INVALID_ARGUMENT for more than `kindsMax` kinds, or an empty one.
  init(kinds: [String]) throws(RPCError) {
    guard kinds.count <= Self.kindsMax else {
      let description = "\(kinds.count) kinds are asked for; at most \(Self.kindsMax) are allowed"
      throw .invalid(field: "subject_kinds", reason: "too_many", description: description)
    }
    guard !kinds.contains("") else {
      throw .invalid(field: "subject_kinds", reason: "empty", description: "a kind of subject is empty; leave it out")
    }
    prefixes = kinds.map { $0 + "/" }
  }

  func includes(_ subject: String) -> Bool {
    prefixes.isEmpty || prefixes.contains { subject.hasPrefix($0) }
  }
}
