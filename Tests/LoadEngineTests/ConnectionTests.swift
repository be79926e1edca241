import LoadEngine
import LoadStatistics
import Messages
import RPC
import RPCSocket
import Services
import Testing

@Suite("Connections of a load")
struct ConnectionTests {
  @Test("A server that goes away ends the calls as unavailable, and the load goes on trying")
  func lost() async throws {
    var load = try await LoadUnderTest()
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 200/s")
    let server = load.server
    let outcome = try await load.run(onProgress: { _ in server.stopNow() }) { [LoadEntry(steps: [Steps.unary()])] }
    #expect(outcome.disconnectCount >= 1)
    #expect(outcome.result.failedConnectionCount >= 1)
    // What was due after the loss was never sent.
    #expect(outcome.result.counts.heldBack > 0)
    #expect(outcome.result.counts.planned == 60)
  }

  @Test("Calls that are open when a connection is lost end as unavailable")
  func openCalls() async throws {
    let held = Held()
    var load = try await LoadUnderTest(router: held.router)
    load.configuration.inFlight = 7
    let server = load.server
    let outcome = try await load.run(onProgress: { _ in server.stopNow() }) { [LoadEntry(steps: [Steps.unary()])] }
    #expect(outcome.countsByStatus == ["UNAVAILABLE": 7])
    #expect(outcome.result.counts.unfinished == 0)
  }

  @Test("Two hundred connections are made without asking for too many at once")
  func many() async throws {
    var load = try await LoadUnderTest()
    load.configuration.connectionCount = 200
    load.configuration.inFlight = 1
    load.configuration.arrival = try ArrivalPattern(parsing: "constant 2000/s")
    let outcome = try await load.run { Steps.unary() }
    #expect(outcome.result.connectionSetUp.count == 200)
    #expect(outcome.countsByStatus.keys.sorted() == ["OK"])
  }

  @Test("Without a server the load does not begin, and says why")
  func unreachable() async throws {
    var load = try await LoadUnderTest()
    load.configuration.targets = [.unix(path: "/tmp/nobody-listens-here.sock")]
    let error = await #expect(throws: (any Error).self) { try await load.run { Steps.unary() } }
    #expect("\(String(describing: error))".contains("No such file"))
  }

  @Test("A port where nobody listens is named")
  func refused() async throws {
    var load = try await LoadUnderTest()
    // Port 1 is nobody's.
    load.configuration.targets = [.tcp(host: "127.0.0.1", port: 1)]
    let error = await #expect(throws: (any Error).self) { try await load.run { Steps.unary() } }
    #expect("\(String(describing: error))".contains("refused"))
  }
}
