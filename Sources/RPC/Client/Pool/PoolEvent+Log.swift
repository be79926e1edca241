internal import Logging

extension PoolEvent {
  /// Writes the event as one line.
  func write(to logger: Logger) {
    switch self {
    case .membersChanged(let added, let left, let total):
      logger.info("addresses changed", metadata: ["added": "\(added)", "left": "\(left)", "total": "\(total)"])
    case .addressesFailed(let reason):
      logger.warning("addresses cannot be found", metadata: ["reason": "\(reason)"])
    case .tooManyAddresses(let count, let used):
      logger.warning("too many addresses", metadata: ["count": "\(count)", "used": "\(used)"])
    case .memberRests(let endpoint, let reason):
      logger.debug("a member cannot be reached", metadata: ["endpoint": "\(endpoint)", "reason": "\(reason)"])
    case .memberIsReady(let endpoint):
      logger.debug("a member is ready", metadata: ["endpoint": "\(endpoint)"])
    case .memberIsNotServing(let endpoint, let reason):
      logger.info("a member is not serving", metadata: ["endpoint": "\(endpoint)", "reason": "\(reason)"])
    case .memberEjected(let endpoint, let reason):
      logger.warning("a member is ejected", metadata: ["endpoint": "\(endpoint)", "reason": "\(reason)"])
    case .memberReturned(let endpoint):
      logger.info("an ejected member is called again", metadata: ["endpoint": "\(endpoint)"])
    case .drainCutShort(let endpoint, let callCount):
      logger.warning(
        "a member that left is closed before its calls have ended",
        metadata: ["endpoint": "\(endpoint)", "calls": "\(callCount)"]
      )
    }
  }
}
