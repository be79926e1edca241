/// What holds the number of unary calls that a server works on at once.
public enum ConcurrencyPolicy: Hashable, Sendable {
  /// Nothing but `ServerLimits.runningHandlersMax`.
  case off
  /// This many, 1 to 65536.
  case fixed(Int)
  /// As many as the server turns out to manage.
  case adaptive(AdaptiveLimitParameters)

  /// The adaptive limit as servers start with it.
  public static let standard = ConcurrencyPolicy.adaptive(.standard)

  var parameters: AdaptiveLimitParameters? {
    switch self {
    case .off: nil
    case .fixed(let limit): .fixed(limit)
    case .adaptive(let parameters): parameters
    }
  }
}
