/// Whether and how the calls of a method are made again without the caller's notice.
public enum Repetition: Sendable, Hashable {
  /// Not by this layer. What was certainly not processed is still repeated once by the channel below.
  case none
  /// After a failure and a pause.
  case retry(RetryPolicy)
  /// Before a failure: several attempts at once.
  case hedging(HedgingPolicy)
}
