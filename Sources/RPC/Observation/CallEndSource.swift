/// Where the end of a call comes from, for whoever asks who caused an error.
public enum CallEndSource: Sendable, Hashable {
  /// It ended well.
  case nobody
  /// The caller gave it up, or is gone.
  case caller
  /// This process has said it.
  case server
  /// The process that the call was passed on to has said it.
  case target
  /// That process could not be reached, was lost, or let the call's time run out.
  case targetLost
}
