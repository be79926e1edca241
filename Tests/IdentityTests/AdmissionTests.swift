import Glibc
import Logging
import Messages
import RPC
import RPCSocket
import Synchronization
import TestSupport
import Testing

@testable import Identity

/// Goal: nobody gets in where he does not belong, and every way of not belonging is told apart. Method: servers on real
/// sockets, since what the kernel says of a connection is a part of it.
@Suite("Who is let in", .timeLimit(.minutes(1))) struct AdmissionTests {
  typealias Ask = RpcV1.CheckRequest
  typealias Answer = RpcV1.CheckResponse

  private static func method(_ name: String, _ access: MethodAccess) -> Method<Ask, Answer> {
    Method(service: "ocop.test.v1.Rows", name: name, kind: .unary, access: access)
  }

  static let list = method("List", MethodAccess(province: .everything, office: .ownUnits))
  static let open = method("Open", .everybody)
  static let undeclared = method("Undeclared", .nobody)

  /// Servers whose methods answer with who called: one on a Unix socket, one on TCP.
  struct House {
    let authenticator: Authenticator
    let unix: SocketServer
    let tcp: SocketServer
    let now: Clock
    /// A gateway in front of `unix`, on a Unix socket, with an authenticator of its own.
    let gateway: SocketServer
    let gatewayAuthenticator: Authenticator
    let upstream: SocketChannel

    func call(
      _ method: Method<Ask, Answer> = list,
      at server: SocketServer,
      token: String? = nil,
      metadata: Metadata = [:]
    ) async throws -> String {
      let channel = SocketChannel(endpoint: server.endpoint, logger: quiet)
      let identified: any Channel = token.map { channel.intercepted(by: [TokenInterceptor(token: $0)]) } ?? channel
      let result: Result<Answer, any Error>
      do {
        let options = CallOptions(timeout: .seconds(10), metadata: metadata)
        result = .success(try await identified.unary(method, Ask(), options: options))
      } catch {
        result = .failure(error)
      }
      await channel.close()
      return try result.get().reason
    }

    /// What the caller is told: who it is taken for, or why it is refused.
    func told(
      _ method: Method<Ask, Answer> = list,
      at server: SocketServer,
      token: String? = nil,
      metadata: Metadata = [:]
    ) async -> String {
      do {
        return "let in: \(try await call(method, at: server, token: token, metadata: metadata))"
      } catch let error as RPCError {
        return "\(error.code) \(error.message)"
      } catch {
        return "\(error)"
      }
    }
  }

  /// Stands still but when it is moved.
  final class Clock: Sendable {
    let value = Mutex<Int64>(TestIssuer.now)
  }

  static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private struct Everything: CallRelay {
    let target: ClientChannel
    func route(_ call: RelayedOpen) -> RelayDecision { .forward(to: target) }
  }

  private static func router(_ authenticator: Authenticator) -> Router {
    var router = Router()
    for method in [list, open, undeclared] {
      router.unary(method) { _, context in
        var answer = Answer()
        let caller = context.caller
        answer.reason = caller.map { "\($0.key) by \($0.credential.prefix(5)) via [\($0.gateway)]" } ?? "nobody"
        return answer
      }
    }
    router.intercept(admittingWith: authenticator)
    return router
  }

  static func with(
    mode: AuthenticationMode = .required,
    records: IdentityRecords,
    gatewayRecords: IdentityRecords = IdentityRecords(),
    _ body: (House) async throws -> Void
  ) async throws {
    let now = Clock()
    func authenticator(_ records: IdentityRecords, _ mode: AuthenticationMode) -> Authenticator {
      Authenticator(mode: mode, installation: "lang-son", records: records) { now.value.withLock { $0 } }
    }
    let inner = authenticator(records, mode)
    let outer = authenticator(gatewayRecords, gatewayRecords.isEmpty ? .development : .required)
    let unix = try await SocketServer.start(endpoint: .unix(path: path()), router: router(inner), logger: quiet)
    let tcp = try await SocketServer.start(
      endpoint: .tcp(host: "127.0.0.1", port: 0),
      router: router(inner),
      logger: quiet
    )
    let upstream = SocketChannel(endpoint: unix.endpoint, logger: quiet)
    var own = Router()
    own.intercept(admittingWith: outer)
    let gateway = try await SocketServer.start(
      endpoint: .unix(path: path()),
      router: own,
      relay: Everything(target: upstream.core),
      logger: quiet
    )
    let house = House(
      authenticator: inner,
      unix: unix,
      tcp: tcp,
      now: now,
      gateway: gateway,
      gatewayAuthenticator: outer,
      upstream: upstream
    )
    let result: Result<Void, any Error>
    do {
      result = .success(try await body(house))
    } catch {
      result = .failure(error)
    }
    await upstream.close()
    for server in [gateway, tcp, unix] {
      server.stopNow()
      await server.waitUntilStopped()
    }
    try result.get()
  }

  private static func path() -> String { "/tmp/ocop-identity-\(UInt64.random(in: 0...UInt64.max)).sock" }

  /// The records of a daemon that knows a key and some peers.
  static func records(_ issuer: TestIssuer? = nil, peers: String = "", revoked: String = "") throws -> IdentityRecords {
    IdentityRecords(
      keys: try issuer?.keys ?? VerificationKeys(),
      revoked: try RevokedTokens(fileText: revoked, path: "revoked"),
      peers: try KnownPeers(fileText: peers, path: "peers")
    )
  }

  @Test("without an identity nothing can be called but what is for everybody")
  func anonymous() async throws {
    try await Self.with(records: try Self.records(try TestIssuer())) { (house: House) async throws in
      #expect(await house.told(at: house.tcp).contains("needs an identity"))
      #expect(await house.told(at: house.unix).hasPrefix("UNAUTHENTICATED"))
      #expect(try await house.call(Self.open, at: house.tcp) == "nobody")
    }
  }

  @Test("a token opens what its role may call, and nothing else")
  func token() async throws {
    let issuer = try TestIssuer()
    try await Self.with(records: try Self.records(issuer)) { (house: House) async throws in
      let office = try issuer.token()
      #expect(try await house.call(at: house.tcp, token: office) == "office:thu.dong-mo by token via []")
      // The second time it comes from memory.
      #expect(try await house.call(at: house.tcp, token: office) == "office:thu.dong-mo by token via []")
      let auditor = try issuer.token(TestIssuer.claims(.auditor, subject: "a"))
      let denied = await house.told(at: house.tcp, token: auditor)
      #expect(
        denied == "PERMISSION_DENIED auditor:a may not call ocop.test.v1.Rows/List: it is for province, office"
      )
      #expect(
        await house.told(Self.undeclared, at: house.tcp, token: office)
          .hasPrefix("PERMISSION_DENIED")
      )
    }
  }

  @Test("a token that is early, late, altered, for another installation or of a key that was taken away is refused")
  func badTokens() async throws {
    let issuer = try TestIssuer()
    try await Self.with(records: try Self.records(issuer)) { (house: House) async throws in
      func told(_ claims: IdentityV1.TokenClaims) async throws -> String {
        let token = try issuer.token(claims)
        return await house.told(at: house.tcp, token: token)
      }
      #expect(
        try await told(TestIssuer.officeClaims(audiences: ["cao-bang"])).contains(
          "is for cao-bang, and this is lang-son"
        )
      )
      #expect(try await told(TestIssuer.officeClaims(notBefore: TestIssuer.now + 61)).contains("compare the clocks"))
      #expect(try await told(TestIssuer.officeClaims(notBefore: TestIssuer.now + 60)).hasPrefix("let in"))
      #expect(
        try await told(TestIssuer.officeClaims(notBefore: TestIssuer.now - 3_600)).contains("has expired 0 s ago")
      )
      let good = try issuer.token()
      #expect(try await house.call(at: house.tcp, token: good).hasPrefix("office"))
      house.now.value.withLock { $0 += 3_600 }
      #expect(await house.told(at: house.tcp, token: good).contains("has expired"))
      house.now.value.withLock { $0 -= 3_600 }
      var bytes = Array(good)
      bytes[40] = bytes[40] == "A" ? "B" : "A"
      #expect(await house.told(at: house.tcp, token: String(bytes)).hasPrefix("UNAUTHENTICATED"))
      house.authenticator.replace(records: try Self.records(try TestIssuer("2027-a")))
      #expect(await house.told(at: house.tcp, token: good).contains("is not among the keys taken"))
    }
  }

  @Test("a token is refused from the moment that it is revoked, though it was taken before")
  func revoked() async throws {
    let issuer = try TestIssuer()
    try await Self.with(records: try Self.records(issuer)) { (house: House) async throws in
      let claims = TestIssuer.officeClaims()
      let token = try issuer.token(claims)
      #expect(try await house.call(at: house.tcp, token: token).hasPrefix("office"))
      house.authenticator.replace(records: try Self.records(issuer, revoked: "token \(claims.tokenID)"))
      #expect(await house.told(at: house.tcp, token: token).contains("was revoked"))
    }
  }

  @Test("a flood of bad tokens keeps nobody out who is known, and new ones out for a second")
  func flood() async throws {
    let issuer = try TestIssuer()
    try await Self.with(records: try Self.records(issuer)) { (house: House) async throws in
      let (known, new) = (try issuer.token(), try issuer.token())
      #expect(try await house.call(at: house.tcp, token: known).hasPrefix("office"))
      let channel = SocketChannel(endpoint: house.tcp.endpoint, logger: Self.quiet)
      let bad = Metadata(dictionaryLiteral: ("authorization", "Bearer ocop1_AAAA"))
      var codes: [StatusCode: Int] = [:]
      for _ in 0..<FailureBudget.perSecondMax + 10 {
        do throws(RPCError) {
          _ = try await channel.unary(Self.list, Ask(), options: CallOptions(timeout: .seconds(10), metadata: bad))
        } catch {
          codes[error.code, default: 0] += 1
        }
      }
      await channel.close()
      #expect(codes == [.unauthenticated: FailureBudget.perSecondMax, .resourceExhausted: 10])
      #expect(try await house.call(at: house.tcp, token: known).hasPrefix("office"))
      #expect(await house.told(at: house.tcp, token: new).hasPrefix("RESOURCE_EXHAUSTED"))
      house.now.value.withLock { $0 += 1 }
      #expect(try await house.call(at: house.tcp, token: new).hasPrefix("office"))
    }
  }

  @Test("an authorization that is no bearer's, or comes twice, is refused")
  func malformed() async throws {
    let issuer = try TestIssuer()
    try await Self.with(records: try Self.records(issuer)) { (house: House) async throws in
      for value in ["Basic abc", "bearer x", "Bearer ", "Bearer ocop1_", "Bearer ocop2_AAAA"] {
        let told = await house.told(at: house.tcp, metadata: ["authorization": value])
        #expect(told.hasPrefix("UNAUTHENTICATED"), "\(value): \(told)")
      }
      var twice = Metadata()
      for _ in 0..<2 { twice.append("Bearer \(try issuer.token())", forKey: "authorization") }
      #expect(await house.told(at: house.tcp, metadata: twice).contains("send one"))
    }
  }

  @Test("a user of this machine is known on a Unix socket, and not on TCP")
  func unixUser() async throws {
    let peers = "unix-user \(getuid()) province le.van-a"
    try await Self.with(records: try Self.records(peers: peers)) { (house: House) async throws in
      #expect(try await house.call(at: house.unix) == "province:le.van-a by unix  via []")
      #expect(await house.told(at: house.tcp).hasPrefix("UNAUTHENTICATED"))
    }
  }

  @Test("what was passed on has not the identity of who passed it on")
  func confusedDeputy() async throws {
    let peers = "unix-user \(getuid()) gateway gateway"
    // This gateway lets everybody in, and says of nobody who he is.
    try await Self.with(records: try Self.records(peers: peers)) { (house: House) async throws in
      #expect(await house.told(at: house.gateway).contains("needs an identity"))
    }
  }

  @Test("a token passes a gateway, and is looked at by the service itself")
  func tokenThroughGateway() async throws {
    let issuer = try TestIssuer()
    let peers = "unix-user \(getuid()) gateway gateway"
    try await Self.with(
      records: try Self.records(issuer, peers: peers),
      gatewayRecords: try Self.records(issuer)
    ) { (house: House) async throws in
      let token = try issuer.token()
      #expect(try await house.call(at: house.gateway, token: token) == "office:thu.dong-mo by token via []")
      #expect(await house.told(at: house.gateway).hasPrefix("UNAUTHENTICATED"))
      house.authenticator.replace(records: try Self.records(try TestIssuer("2027-a"), peers: peers))
      #expect(await house.told(at: house.gateway, token: token).contains("key \"2026-a\""))
    }
  }

  @Test("a gateway tells the service who a caller without a token is; nobody else may")
  func asserted() async throws {
    let caller = "unix-user \(getuid()) office thu.dong-mo units=06463@2025-07-01"
    let gateway = "unix-user \(getuid()) gateway gateway"
    try await Self.with(records: try Self.records(peers: gateway), gatewayRecords: try Self.records(peers: caller)) {
      (house: House) async throws in
      #expect(try await house.call(at: house.gateway) == "office:thu.dong-mo by unix  via [gateway]")
      var metadata = Metadata()
      let bytes = try Self.assertion("province", "me")
      metadata.append(binary: bytes, forKey: CallerAssertion.key)
      let forged = await house.told(at: house.gateway, metadata: metadata)
      #expect(forged == "PERMISSION_DENIED only a gateway may say who calls (metadata ocop-caller-bin)")
      // Straight from a gateway's connection it counts, once.
      let told = try await house.call(at: house.unix, metadata: metadata)
      #expect(told == "province:me by  via [gateway]")
      metadata.append(binary: bytes, forKey: CallerAssertion.key)
      #expect(
        await house.told(at: house.unix, metadata: metadata)
          .contains("says twice who calls")
      )
      // A service that is no gateway may not.
      house.authenticator.replace(records: try Self.records(peers: "unix-user \(getuid()) service listing"))
      #expect(
        await house.told(at: house.unix, metadata: metadata)
          .hasPrefix("PERMISSION_DENIED")
      )
    }
  }

  private static func assertion(_ role: String, _ subject: String) throws -> [UInt8] {
    var message = IdentityV1.AssertedCaller()
    message.subject = subject
    message.role = try #require(AccessRole(name: role)).message
    return message.encodedBytes()
  }

  @Test("in development everybody may do everything, but a bad token is still refused where keys are known")
  func development() async throws {
    try await Self.with(mode: .development, records: IdentityRecords()) { (house: House) async throws in
      #expect(try await house.call(at: house.tcp) == "province:development by none: via []")
      #expect(try await house.call(Self.undeclared, at: house.tcp).hasPrefix("province:development"))
      #expect(try await house.call(at: house.tcp, token: "ocop1_x").hasPrefix("province:development"))
    }
    let issuer = try TestIssuer()
    try await Self.with(mode: .development, records: try Self.records(issuer)) { (house: House) async throws in
      #expect(try await house.call(at: house.tcp, token: try issuer.token()).hasPrefix("office:thu.dong-mo"))
      #expect(await house.told(at: house.tcp, token: "ocop1_x").hasPrefix("UNAUTHENTICATED"))
    }
  }
}
