/// How much of an import goes at once. A test sets them low, so that they are easy to hit.
struct ImportLimits: Sendable {
  /// Most records of one request. A service stores each request whole or not at all.
  var partRowsMax = 5_000
  /// Bytes of records after which a request takes no further one. One row is at most as large again, so a request stays
  /// below the 4 MiB that services accept.
  var partBytesMax = 1_048_576
  /// Most records of a file that wait for others further down: all communes of the country, above their districts.
  var putOffRowsMax = 20_000
  /// Most faults of a file that are kept in memory, to be shown; a file of faults has them all.
  static let issuesKeptMax = 1_000
  /// Most differences of a file that a dry run shows.
  static let differencesShownMax = 1_000
  /// Records that a dry run asks for at the same time.
  static let concurrentReads = 8
}
