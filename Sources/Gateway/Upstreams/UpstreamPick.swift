/// Who gets a call.
enum UpstreamPick: Equatable, Sendable {
  /// This process; the call counts as one of its calls in flight.
  case member(UpstreamToken)
  /// Nobody: all have as many calls as they may.
  case full
  /// Nobody, for this reason.
  case none(String)
}
