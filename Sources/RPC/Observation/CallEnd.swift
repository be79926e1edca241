/// How a call ended.
public struct CallEnd: Sendable {
  /// The status that the caller was told, or would have been: CANCELLED when the caller was gone.
  public let code: StatusCode
  /// What the caller was told beside the code, or why it was told nothing; empty for a good end.
  public let message: String
  /// Whether the call was turned away because too much is under way; its handler was never started.
  public let isShed: Bool
  /// Where the end comes from.
  public let source: CallEndSource
  /// When, by the loop's clock.
  public let endedNanoseconds: Int64
  /// How far the call had come.
  public let progress: CallProgress
}
