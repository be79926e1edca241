/// Whether a service takes one more call of a caller.
enum ShareVerdict: Equatable, Sendable {
  case admitted
  /// The service has as many calls as it may, whoever asks.
  case full
  /// The service is nearly full, and this caller has its share of it.
  case overShare(callsInFlight: Int, share: Int)
}
