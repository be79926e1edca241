/// The place a change log has come to.
public struct LogHead: Sendable, Hashable {
  /// Random name of the log, made with it: 32 hexadecimal digits. Another epoch is another log, whose revisions say
  /// nothing about this one's.
  public var epoch: String
  /// Revision of the last event; 0 while there is none.
  public var revision: UInt64
  /// Digest of the chain at `revision`: 32 bytes, zeros while there is no event.
  public var digest: [UInt8]
  /// Up to here only the newest event of each subject is kept; 0 = everything is.
  public var compactedRevision: UInt64

  /// A place in a log.
  public init(epoch: String, revision: UInt64, digest: [UInt8], compactedRevision: UInt64 = 0) {
    self.epoch = epoch
    self.revision = revision
    self.digest = digest
    self.compactedRevision = compactedRevision
  }
}
