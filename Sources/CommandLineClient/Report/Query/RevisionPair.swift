import ArgumentParser

/// Revisions of both logs, as `--at-revision` names them: "541,614".
struct RevisionPair: ExpressibleByArgument, Sendable, Hashable {
  let registry: UInt64
  let listing: UInt64

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { UInt64($0) }
    guard parts.count == 2, let registry = parts[0], let listing = parts[1] else { return nil }
    (self.registry, self.listing) = (registry, listing)
  }
}
