import Messages
public import RPC

/// Where a call came from, as an entry of the audit log tells it.
public struct AuditOrigin: Hashable, Sendable {
  /// Metadata in which a caller says on whose behalf it acts.
  public static let onBehalfOfKey = "ocop-on-behalf-of"
  /// Longest such text, in characters.
  public static let onBehalfOfCharactersMax = 128

  let subject: String
  let role: String
  let credential: String
  let gateway: String
  let onBehalfOf: String
  let method: String
  let traceID: String

  /// What a call says of itself.
  ///
  /// - Throws: `RPCError` INVALID_ARGUMENT for a text of ``onBehalfOfKey`` that cannot be kept.
  public init(_ context: CallContext) throws(RPCError) {
    let onBehalfOf = context.metadata[Self.onBehalfOfKey] ?? ""
    guard onBehalfOf.utf8.count <= Self.onBehalfOfCharactersMax * 4, onBehalfOf.count <= Self.onBehalfOfCharactersMax
    else {
      throw .invalid(
        field: Self.onBehalfOfKey,
        reason: "too_long",
        description: "the metadata \(Self.onBehalfOfKey) is longer than \(Self.onBehalfOfCharactersMax) characters"
      )
    }
    guard !onBehalfOf.unicodeScalars.contains(where: Self.isForbidden) else {
      throw .invalid(
        field: Self.onBehalfOfKey,
        reason: "control_character",
        description: "the metadata \(Self.onBehalfOfKey) holds a control character; remove it"
      )
    }
    self.init(
      caller: context.caller,
      onBehalfOf: onBehalfOf,
      method: context.path,
      traceparent: context.traceparent
    )
  }

  /// The same for a call that was refused when it arrived.
  public init(refused call: ArrivingCall) {
    self.init(caller: call.caller, onBehalfOf: "", method: call.path, traceparent: "")
  }

  /// Several callers, or nobody that is known.
  static let nobody = AuditOrigin(caller: nil, onBehalfOf: "", method: "", traceparent: "")

  /// The same caller and method, without what differs from call to call.
  var withoutDetails: AuditOrigin {
    AuditOrigin(subject: subject, role: role, credential: credential, gateway: gateway, method: method)
  }

  private init(subject: String, role: String, credential: String, gateway: String, method: String) {
    self.subject = subject
    self.role = role
    self.credential = credential
    self.gateway = gateway
    self.method = method
    onBehalfOf = ""
    traceID = ""
  }

  private init(caller: Caller?, onBehalfOf: String, method: String, traceparent: String) {
    subject = caller?.subject ?? ""
    role = caller?.role.name ?? ""
    credential = Self.shortened(caller?.credential ?? "")
    gateway = Self.shortened(caller?.gateway ?? "")
    self.onBehalfOf = onBehalfOf
    self.method = Self.shortened(method)
    traceID = traceparent.isEmpty ? "" : Self.traceID(of: traceparent)
  }

  /// At most 200 characters. They are counted only where there may be more: finding where each ends takes long.
  private static func shortened(_ text: String) -> String {
    text.utf8.count <= 200 ? text : String(text.prefix(200))
  }

  private static func traceID(of traceparent: String) -> String {
    let parts = traceparent.split(separator: "-")
    return parts.count >= 2 && parts[1].utf8.count == 32 ? String(parts[1]) : ""
  }

  /// PostgreSQL keeps no NUL; the others would break lines that people read.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: true
    default: false
    }
  }
}
