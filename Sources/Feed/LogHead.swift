/// The place a change log has come to.
public struct LogHead: Sendable, Hashable {
  /// Random name of the log, made with it: 32 hexadecimal digits. Another epoch is another log, whose revisions say
  /// nothing about this one's.
  public var epoch: String
  /// Revision of the last event; 0 while there is none.
  public var revision: UInt64

  /// A place in a log.
  public init(epoch: String, revision: UInt64) {
    self.epoch = epoch
    self.revision = revision
  }
}
