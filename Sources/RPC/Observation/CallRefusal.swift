/// A call that was answered with an error instead of being started.
public struct CallRefusal: Sendable {
  /// The method, to count by.
  public let method: ObservedMethod
  /// The method's path, shortened; empty when the refusal came before it was read.
  public let path: String
  /// Who called.
  public let peer: String
  /// The same, to count by.
  public let callerKey: String
  /// The call's number on its connection.
  public let stream: UInt32
  /// The status that the caller was told.
  public let code: StatusCode
  /// What the caller was told beside the code.
  public let message: String
  /// Whether it was refused because too much is under way, or the server stops; else something was wrong with it.
  public let isShed: Bool
  /// When it arrived, by the loop's clock.
  public let arrivedNanoseconds: Int64
  /// When it was answered.
  public let endedNanoseconds: Int64
}
