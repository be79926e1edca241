public import Messages

/// What an import has stored, for whoever adds to its transaction.
public struct StoredImport: Sendable {
  /// Subjects that are named.
  public static let subjectsMax = 20

  /// Queued records that are named.
  public static let queuedSubjectsMax = 900

  /// The answer.
  public let summary: CommonV1.ImportSummary
  /// The first records that were created or changed, kind and identifier: "producer/HTX-01".
  public let subjects: [String]
  /// The first records that were queued as conflicts instead, named so: no event tells of them.
  public let queuedSubjects: [String]
  /// Its events in the change log; nil when nothing was changed.
  public let revisions: ClosedRange<UInt64>?
}
