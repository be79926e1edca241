import Foundation

/// Which seeds a simulation runs: as many as its test wants, or what the environment says.
enum Seeds {
  /// Set to a number: this seed alone is run, and what happened in it is told when it fails.
  static let single: UInt64? = ProcessInfo.processInfo.environment["OCOP_SIMULATION_SEED"].flatMap { UInt64($0) }
  /// Set to a number: how many seeds each simulation runs instead of its own number.
  static let count: Int? = ProcessInfo.processInfo.environment["OCOP_SIMULATION_COUNT"].flatMap { Int($0) }
  /// Set to a number: the first seed; otherwise 0.
  static let first: UInt64 =
    ProcessInfo.processInfo.environment["OCOP_SIMULATION_FIRST"].flatMap { UInt64($0) } ?? 0

  /// The seeds in ranges, so that several can run side by side.
  static func ranges(count standard: Int, of length: Int) -> [Range<UInt64>] {
    if let single { return [single..<single + 1] }
    let end = first + UInt64(count ?? standard)
    return stride(from: first, to: end, by: length).map { $0..<min(end, $0 + UInt64(length)) }
  }
}
