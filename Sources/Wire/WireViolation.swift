/// A breach of the protocol that ends the whole connection: told to the peer in a GOAWAY when it has shown that it
/// speaks this protocol, and logged once.
public struct WireViolation: Error, Hashable, Sendable {
  /// What was breached. An open set: more may come.
  public struct Reason: RawRepresentable, Hashable, Sendable {
    /// Stable name in lower_snake_case, for logs and tests.
    public var rawValue: String

    /// A reason by its name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The first bytes are not the preface: not a client of this protocol.
    public static let badPreface = Reason(rawValue: "bad_preface")
    /// A frame is longer than this side accepts.
    public static let frameTooLarge = Reason(rawValue: "frame_too_large")
    /// A frame's metadata is longer than 8192 bytes, than the frame, or shorter than its fixed part.
    public static let badMetaLength = Reason(rawValue: "bad_meta_length")
    /// A type this side does not know and may not skip.
    public static let unknownType = Reason(rawValue: "unknown_type")
    /// A flag that is not defined for the type, or a combination that has no meaning.
    public static let badFlags = Reason(rawValue: "bad_flags")
    /// A stream number that the type, the direction or the order does not allow.
    public static let badStream = Reason(rawValue: "bad_stream")
    /// A length that the type does not allow.
    public static let badLength = Reason(rawValue: "bad_length")
    /// A type that this side never receives.
    public static let wrongDirection = Reason(rawValue: "wrong_direction")
    /// A frame before HELLO.
    public static let helloExpected = Reason(rawValue: "hello_expected")
    /// A second HELLO.
    public static let helloRepeated = Reason(rawValue: "hello_repeated")
    /// A HELLO or GOAWAY that does not decode, or says something impossible.
    public static let badMessage = Reason(rawValue: "bad_message")
    /// No common version of the protocol.
    public static let versionUnsupported = Reason(rawValue: "version_unsupported")
    /// A message or frame with the COMPRESSED flag, which was not negotiated.
    public static let compressionNotNegotiated = Reason(rawValue: "compression_not_negotiated")
    /// Fragments that do not make up a message.
    public static let badFragment = Reason(rawValue: "bad_fragment")
    /// A frame on a stream whose sender had ended it.
    public static let afterEndOfStream = Reason(rawValue: "after_end_of_stream")
    /// More data than there was credit for.
    public static let creditExceeded = Reason(rawValue: "credit_exceeded")
    /// A CREDIT of zero, or one that lifts a window above 2^31-1.
    public static let badCredit = Reason(rawValue: "bad_credit")
    /// A frame for a stream that was never opened.
    public static let neverOpened = Reason(rawValue: "never_opened")
    /// The peer does not read what it is sent.
    public static let outboundOverflow = Reason(rawValue: "outbound_overflow")
    /// More PING and GOAWAY than anybody needs.
    public static let pingFlood = Reason(rawValue: "ping_flood")
    /// More CREDIT than the data that was sent explains.
    public static let creditFlood = Reason(rawValue: "credit_flood")
    /// Calls are opened and given up without end.
    public static let cancelFlood = Reason(rawValue: "cancel_flood")
    /// Frames without end that do nothing.
    public static let idleFlood = Reason(rawValue: "idle_flood")
    /// Preface and HELLO did not come in time.
    public static let handshakeTimeout = Reason(rawValue: "handshake_timeout")
    /// A frame was begun and not ended in time.
    public static let frameTimeout = Reason(rawValue: "frame_timeout")
    /// No sign of life after a ping.
    public static let pingTimeout = Reason(rawValue: "ping_timeout")
  }

  /// What was breached.
  public var reason: Reason
  /// For people: what was received and what is allowed.
  public var message: String

  /// A violation by its parts.
  public init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }

  /// gRPC status code for the GOAWAY that tells the peer, which it gets only when it has sent its whole preface:
  /// RESOURCE_EXHAUSTED for sizes and rates, UNAVAILABLE for silence, UNIMPLEMENTED for versions, INTERNAL for the
  /// rest.
  public var goAwayCode: UInt32 {
    switch reason {
    case .frameTooLarge, .creditExceeded, .outboundOverflow, .pingFlood, .creditFlood, .cancelFlood, .idleFlood: 8
    case .versionUnsupported: 12
    case .handshakeTimeout, .frameTimeout, .pingTimeout: 14
    default: 13
    }
  }
}

extension WireViolation: CustomStringConvertible {
  /// Reason and message in one line.
  public var description: String { "\(reason.rawValue): \(message)" }
}
