/// The place an audit log has come to.
public struct AuditHead: Hashable, Sendable {
  /// The last entry; 0 while there is none.
  public var sequence: UInt64
  /// The chain's digest there: 32 bytes.
  public var digest: [UInt8]
}
