/// The process that connected to a Unix socket, at the moment it did (unix(7), SO_PEERCRED).
public struct PeerProcess: Hashable, Sendable {
  /// Its process id; 0 when it lives in another process namespace. For logs only: ids are used again.
  public var processID: Int32
  /// Its effective user.
  public var userID: UInt32
  /// Its effective group.
  public var groupID: UInt32

  /// A process by its ids.
  public init(processID: Int32, userID: UInt32, groupID: UInt32) {
    self.processID = processID
    self.userID = userID
    self.groupID = groupID
  }
}
