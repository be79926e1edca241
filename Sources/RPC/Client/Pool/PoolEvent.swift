/// What a pool tells the log.
enum PoolEvent: Equatable, Sendable {
  case membersChanged(added: Int, left: Int, total: Int)
  case addressesFailed(reason: String)
  case tooManyAddresses(count: Int, used: Int)
  case memberRests(endpoint: String, reason: String)
  case memberIsReady(endpoint: String)
  case memberIsNotServing(endpoint: String, reason: String)
  case memberEjected(endpoint: String, reason: String)
  case memberReturned(endpoint: String)
  case drainCutShort(endpoint: String, callCount: Int)
}
