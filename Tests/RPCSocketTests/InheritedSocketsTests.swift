import Testing

@testable import RPCSocket

/// Goal: systemd's variables are believed only when they are meant for this process and make sense. That the sockets
/// then work is tested with a daemon as a process.
@Suite struct InheritedSocketsTests {
  private func names(_ processID: String?, _ count: String?, _ names: String?) -> [String] {
    let sockets = InheritedSockets(processIDText: processID, countText: count, namesText: names, processID: 77)
    // Descriptor 3 of a test process is no socket of ours: the refusal names what was there.
    do throws(SocketError) {
      _ = try sockets.take(name: "nothing has this name")
      return []
    } catch {
      return error.message.split(separator: "\"").map(String.init).filter { $0 == "a" || $0 == "b" || $0 == "unknown" }
    }
  }

  @Test("sockets are named, and those without a name are unknown")
  func named() {
    #expect(names("77", "2", "a:b") == ["a", "b"])
    #expect(names("77", "2", "a") == ["a", "unknown"])
    #expect(names("77", "3", "a::b") == ["a", "unknown", "b"])
    #expect(names("77", "1", nil) == ["unknown"])
  }

  @Test("variables for another process, absent ones, and ones without sense mean no sockets")
  func none() {
    for (processID, count) in [
      ("78", "1"), ("", "1"), ("77x", "1"), ("77", ""), ("77", "0"), ("77", "-1"), ("77", "1025"), ("77", "one"),
    ] {
      #expect(names(processID, count, "a") == [], "\(processID) \(count)")
    }
    #expect(names(nil, "1", "a") == [])
    #expect(names("77", nil, "a") == [])
  }

  @Test("a server that is to take sockets says when there are none")
  func missing() async {
    let error = await #expect(throws: SocketError.self) {
      try await SocketServer.start(
        at: [.inherited(name: "x.socket")],
        router: .standard,
        logger: TestServer.silentLogger
      )
    }
    #expect(error?.message.contains("cannot listen on systemd:x.socket: no such socket") == true)
  }
}
