/// Where an import takes records that others have changed since they were read, and in whose name.
public struct ConflictIntake: Sendable {
  let queue: ConflictQueue
  let queuedBy: String

  /// - Parameters:
  ///   - queue: The service's.
  ///   - queuedBy: Key of who imports: "office:nguyen.thi.hoa".
  public init(queue: ConflictQueue, queuedBy: String) {
    self.queue = queue
    self.queuedBy = queuedBy
  }
}
