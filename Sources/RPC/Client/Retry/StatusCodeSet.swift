/// A set of status codes, never with OK.
public struct StatusCodeSet: Sendable, Hashable {
  private var bits: UInt32 = 0

  /// The codes given; OK is left out.
  public init(_ codes: [StatusCode]) {
    for code in codes where code != .ok { bits |= 1 << UInt32(code.rawValue) }
  }

  /// True when there is none.
  public var isEmpty: Bool { bits == 0 }

  /// Whether a code is one of them.
  public func contains(_ code: StatusCode) -> Bool { bits & (1 << UInt32(code.rawValue)) != 0 }
}

extension StatusCodeSet: ExpressibleByArrayLiteral {
  /// The codes written; OK is left out.
  public init(arrayLiteral codes: StatusCode...) {
    self.init(codes)
  }
}
