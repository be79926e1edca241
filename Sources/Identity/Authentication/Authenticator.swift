internal import Messages
public import RPC
internal import Synchronization

/// Finds out who calls, and refuses who may not: deny by default. What a handler then shows and changes follows from
/// `CallContext.caller`.
///
/// In this order: what a gateway says of its caller; the call's token; what the transport has verified of the
/// connection. The last counts only for calls that come straight from there: a call that was passed on and brings no
/// identity has none, and not that of who passed it on.
public final class Authenticator: AdmissionInterceptor {
  /// How far clocks may differ, in seconds: a token counts so much before the second from which it is valid.
  static let clockSkewSeconds: Int64 = 60

  private struct State {
    var records: IdentityRecords
    var tokens = TokenCache()
    var failures = FailureBudget()
  }

  private let mode: AuthenticationMode
  private let installation: String
  private let nowUnixSeconds: @Sendable () -> Int64
  /// Methods behind this daemon, if it is a gateway, as far as it knows them: others are left to their service.
  private let relayedAccess: [MethodAccess]
  private let relayedPaths: PathTable
  private let state: Mutex<State>

  /// - Parameters:
  ///   - mode: whether callers have to say who they are.
  ///   - installation: the name that a token must be for.
  ///   - records: what callers are recognised by.
  ///   - nowUnixSeconds: the clock, in seconds since 1970.
  public init(
    mode: AuthenticationMode,
    installation: String,
    records: IdentityRecords,
    nowUnixSeconds: @escaping @Sendable () -> Int64
  ) {
    self.mode = mode
    self.installation = installation
    self.nowUnixSeconds = nowUnixSeconds
    state = Mutex(State(records: records))
    var access: [MethodAccess] = []
    let methods = SchemaCatalog.services.flatMap(\.methods)
    var paths = PathTable(countMax: methods.count)
    for method in methods where paths.number(adding: method.path) == access.count { access.append(method.access) }
    relayedAccess = access
    relayedPaths = paths
  }

  /// Goes over to other records. What was verified by the old ones is forgotten.
  public func replace(records: IdentityRecords) {
    state.withLock {
      $0.records = records
      $0.tokens = TokenCache()
    }
  }

  /// See `AdmissionInterceptor`.
  public func admit(_ call: inout ArrivingCall) throws(RPCError) {
    let access = call.access ?? relayedAccess(call.path)
    if access?.isForEverybody == true { return }
    let caller = try caller(call)
    // Before the right is looked at, so that the audit log knows who was refused.
    call.identify(as: caller)
    if let access, caller.scope(access) == nil {
      throw RPCError(.permissionDenied, "\(caller.key) may not call \(call.path): it is for \(Self.roles(access))")
    }
  }

  private func relayedAccess(_ path: String) -> MethodAccess? {
    var path = path
    return path.withUTF8 { relayedPaths.number(of: UnsafeRawBufferPointer($0)) }.map { relayedAccess[$0] }
  }

  private func caller(_ call: ArrivingCall) throws(RPCError) -> Caller {
    if call.metadata.isEmpty { return try direct(call) }
    if let caller = try asserted(call) { return caller }
    if call.metadata[TokenInterceptor.key] == nil { return try direct(call) }
    let credentials = call.metadata[texts: TokenInterceptor.key]
    if credentials.isEmpty { return try direct(call) }
    guard credentials.count == 1, let credential = credentials.first else {
      throw .unauthenticated("the call has \(credentials.count) authorization entries: send one")
    }
    return try bearer(credential)
  }

  /// What the connection says, of a call that nobody has passed on.
  private func direct(_ call: ArrivingCall) throws(RPCError) -> Caller {
    if call.hops == 0, let peer = state.withLock({ $0.records.peers[call.peerIdentity] }) { return peer.caller }
    if mode == .development { return .unrestricted }
    throw .unauthenticated(
      "\(call.path.prefix(200)) needs an identity: send a token (ocop --token-file FILE), or connect with a "
        + "certificate or as a user that this daemon knows"
    )
  }

  private func asserted(_ call: ArrivingCall) throws(RPCError) -> Caller? {
    // Nearly every call has none: a list of them is made only when there are some.
    if !call.metadata.contains(where: { $0.key == CallerAssertion.key }) { return nil }
    let assertions = call.metadata.filter { $0.key == CallerAssertion.key }
    guard let assertion = assertions.first else { return nil }
    guard let peer = state.withLock({ $0.records.peers[call.peerIdentity] }), peer.isGateway else {
      throw RPCError(.permissionDenied, "only a gateway may say who calls (metadata \(CallerAssertion.key))")
    }
    guard assertions.count == 1, case .binary(let bytes) = assertion.content else {
      throw .unauthenticated("the call says twice who calls (metadata \(CallerAssertion.key))")
    }
    do throws(IdentityProblem) {
      return try CallerAssertion.caller(bytes, gateway: peer.caller.subject)
    } catch {
      throw .unauthenticated("what \(peer.caller.subject) says of its caller \(error)")
    }
  }

  private func bearer(_ credential: String) throws(RPCError) -> Caller {
    let mark = "Bearer "
    guard credential.hasPrefix(mark) else {
      throw .unauthenticated("the authorization entry is not \"Bearer TOKEN\"")
    }
    let text = String(credential.dropFirst(mark.count))
    let now = nowUnixSeconds()
    if let known = state.withLock({ $0.tokens[text] }) {
      try check(known, now)
      return known.caller
    }
    if mode == .development, state.withLock({ $0.records.keys.ids.isEmpty }) { return .unrestricted }
    if state.withLock({ $0.failures.isSpent(now) }) {
      throw RPCError(
        .resourceExhausted,
        "too many bad tokens come in: those that are not known already have to wait",
        retryAfter: .seconds(1),
        isNotProcessed: true
      )
    }
    let entry: TokenCache.Entry
    do throws(IdentityProblem) {
      entry = try verify(text)
    } catch {
      state.withLock { $0.failures.noteFailure(now) }
      throw .unauthenticated("the token \(error)")
    }
    try check(entry, now)
    state.withLock { $0.tokens.insert(entry, for: text, nowUnixSeconds: now) }
    return entry.caller
  }

  private func verify(_ text: String) throws(IdentityProblem) -> TokenCache.Entry {
    let token = try Token(text: text)
    let records = state.withLock { $0.records }
    let claims = try token.claims(verifiedWith: records.keys)
    let name = claims.tokenID.prefix(8)
    guard claims.audiences.contains(installation) else {
      throw IdentityProblem("\(name) is for \(claims.audiences.joined(separator: ", ")), and this is \(installation)")
    }
    if records.revoked.contains(claims, keyID: token.keyID) {
      throw IdentityProblem("\(name) was revoked: ask for a new one")
    }
    guard let role = AccessRole(claims.role) else { throw IdentityProblem("\(name) names a role that there is none") }
    return TokenCache.Entry(
      caller: Caller(
        subject: claims.subject,
        role: role,
        units: claims.units.map { Caller.Unit(code: $0.code, validFrom: $0.validFrom) },
        producerID: claims.producerID,
        credential: "token \(claims.tokenID)"
      ),
      notBeforeUnixSeconds: claims.notBeforeUnixSeconds,
      expiresUnixSeconds: claims.expiresUnixSeconds
    )
  }

  private func check(_ entry: TokenCache.Entry, _ now: Int64) throws(RPCError) {
    if now >= entry.expiresUnixSeconds {
      let span = Self.span(now - entry.expiresUnixSeconds)
      throw .unauthenticated("the token of \(entry.caller.subject) has expired \(span) ago: ask for a new one")
    }
    if now + Authenticator.clockSkewSeconds < entry.notBeforeUnixSeconds {
      throw .unauthenticated(
        "the token of \(entry.caller.subject) is valid in \(Self.span(entry.notBeforeUnixSeconds - now)) only; "
          + "if it should be now, compare the clocks"
      )
    }
  }

  private static func span(_ seconds: Int64) -> String {
    switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7_200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3_600) h"
    default: "\(seconds / 86_400) days"
    }
  }

  private static func roles(_ access: MethodAccess) -> String {
    AccessRole.allCases.filter { access.scope(of: $0) != nil }.map(\.name).joined(separator: ", ")
  }
}

extension RPCError {
  /// The caller has no identity, or none that counts. Trying again does not help.
  static func unauthenticated(_ message: String) -> RPCError {
    RPCError(.unauthenticated, message, isNotRetryable: true)
  }
}
