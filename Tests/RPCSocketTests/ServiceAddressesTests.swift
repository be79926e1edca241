import RPC
import Synchronization
import Testing

@testable import RPCSocket

/// Goal: where a service's processes are can be written in every way that a client knows, several at once.
@Suite(.timeLimit(.minutes(1))) struct ServiceAddressesTests {
  @Test("a list of endpoints, names and files is read, and written as it was read")
  func reads() throws {
    let text = "tcp:10.0.0.7:7401,unix:/run/a.sock,dns:registry.internal:7401,file:/etc/ocop/registry"
    let addresses = try ServiceAddresses(parsing: text.split(separator: ",").joined(separator: ", "))
    #expect("\(addresses)" == text)
    #expect(addresses.onlyEndpoint == nil)
    #expect(try ServiceAddresses(parsing: "tcp:[::1]:7401").onlyEndpoint == .tcp(host: "::1", port: 7401))
    #expect(try ServiceAddresses(parsing: "dns:localhost:7401").onlyEndpoint == nil)
  }

  @Test(
    "what is no list of addresses is refused, and the part is named",
    arguments: [
      ("", "empty"), ("tcp:a:1,", "empty"), ("tcp:a:1,tcp:b", "tcp:b"), ("tcp:a:1,tcp:a:1", "twice"),
      ("tcp:a:0", "port 0"), ("dns:a", "dns:a"), ("dns:a:0", "dns:a:0"), ("dns:[::1]:7", "dns:[::1]:7"),
      ("file:", "file:"), ("http://a", "http://a"),
    ]
  )
  func refuses(text: String, part: String) throws {
    let error = try #require(throws: SocketError.self) { try ServiceAddresses(parsing: text) }
    #expect(error.message.contains(part))
    let many = (1...65).map { "tcp:a:\($0)" }.joined(separator: ",")
    #expect(throws: SocketError.self) { try ServiceAddresses(parsing: many) }
  }

  /// A resolver that tells what a test wants.
  private final class Part: AddressResolver {
    private let update = Mutex<(@Sendable (Result<[PoolAddress], RPCError>) -> Void)?>(nil)

    func start(_ update: @escaping @Sendable (Result<[PoolAddress], RPCError>) -> Void) {
      self.update.withLock { $0 = update }
    }

    func tell(_ addresses: String...) {
      update.withLock { $0 }?(.success(addresses.map { PoolAddress(endpoint: $0) }))
    }

    func fail(_ reason: String) { update.withLock { $0 }?(.failure(RPCError(.unavailable, reason))) }
    func refresh() {}
    func stop() {}
  }

  @Test("what the parts find is put together in their order, nothing twice; a failing part takes nothing away")
  func joins() {
    let (first, second) = (Part(), Part())
    let loop = ManualLoop()
    let resolver = ServiceResolver(parts: [first, second], names: ["", "b.internal"], driver: loop)
    let told = Mutex<[String]>([])
    resolver.start { result in
      told.withLock { told in
        switch result {
        case .success(let list): told.append(list.map(\.endpoint).joined(separator: " "))
        case .failure(let error): told.append("failed: \(error.message)")
        }
      }
    }
    second.tell("tcp:b:1", "tcp:c:1")
    first.tell("tcp:a:1", "tcp:c:1")
    second.fail("no name server")
    second.tell("tcp:b:1", "tcp:a:1")
    second.tell("tcp:a:1", "tcp:b:1")
    loop.drain()
    #expect(
      told.withLock { $0 } == [
        "tcp:b:1 tcp:c:1", "tcp:a:1 tcp:c:1 tcp:b:1", "failed: no name server",
      ]
    )
    #expect(resolver.name(of: PoolAddress(endpoint: "tcp:b:1")) == "b.internal")
    #expect(resolver.name(of: PoolAddress(endpoint: "tcp:a:1")) == "", "it is listed itself")
    resolver.stop()
    first.tell("tcp:z:1")
    loop.drain()
    #expect(told.withLock { $0.count } == 3)
  }

  @Test("a resolver of another list keeps what is known of the parts that both have, and tells it at once")
  func takesOver() throws {
    let loop = ManualLoop()
    let sources = try ServiceAddresses(parsing: "dns:a.internal:1,dns:b.internal:1,dns:c.internal:1").sources
    let (first, second) = (Part(), Part())
    let before = ServiceResolver(
      parts: [first, second],
      names: ["", ""],
      sources: [sources[0], sources[1]],
      driver: loop
    )
    before.start { _ in }
    first.tell("tcp:10.0.0.1:1")
    second.tell("tcp:10.0.0.2:1")
    let (kept, new) = (Part(), Part())
    let after = ServiceResolver(parts: [kept, new], names: ["", ""], sources: [sources[1], sources[2]], driver: loop)
    after.takeOver(from: before)
    let told = Mutex<[[String]]>([])
    after.start { result in told.withLock { $0.append((try? result.get())?.map(\.endpoint) ?? []) } }
    new.tell("tcp:10.0.0.3:1")
    loop.drain()
    #expect(told.withLock { $0 } == [["tcp:10.0.0.2:1", "tcp:10.0.0.3:1"]])
  }
}
