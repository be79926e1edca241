import Glibc
import RPC
import Synchronization
import Testing

@testable import RPCSocket

/// Goal: addresses from a file follow it, and a wrong file changes nothing. Method: real files, a clock moved by hand.
@Suite(.timeLimit(.minutes(1))) struct FileResolverTests {
  private final class Followed: Sendable {
    let file = TemporaryPath()
    let loop = ManualLoop()
    private let told = Mutex<[String]>([])
    private let resolver: FileResolver

    init() {
      resolver = FileResolver(
        path: file.path,
        schedule: ResolverSchedule(interval: .seconds(1), intervalMin: .seconds(1)),
        driver: loop,
        run: { $0() }
      )
    }

    func start() {
      resolver.start { result in
        self.told.withLock { told in
          switch result {
          case .success(let list): told.append(list.map { "\($0.endpoint)*\($0.weight)" }.joined(separator: " "))
          case .failure(let error): told.append("failed: \(error.message)")
          }
        }
      }
      loop.drain()
    }

    func stop() { resolver.stop() }

    /// What was told since the last time, within a second from now.
    func next() -> [String] {
      loop.advance(milliseconds: 1_000)
      return told.withLock { told in
        let taken = told
        told = []
        return taken
      }
    }
  }

  @Test("addresses, weights and comments are read, and every change is told once")
  func follows() {
    let followed = Followed()
    followed.file.write("# services\n\n tcp:10.0.0.7:7402\nunix:/run/a.sock\tweight=3 # large\r\n")
    followed.start()
    #expect(followed.next() == ["tcp:10.0.0.7:7402*1 unix:/run/a.sock*3"])
    #expect(followed.next() == [])
    followed.file.write("tcp:10.0.0.8:7402")
    #expect(followed.next() == ["tcp:10.0.0.8:7402*1"])
    followed.file.write("tcp:10.0.0.8:7402 # the same, written again")
    #expect(followed.next() == [])
    followed.stop()
  }

  @Test("a wrong file is told once, with its line, and the addresses stay until it is right again")
  func wrongFile() {
    let followed = Followed()
    followed.file.write("tcp:10.0.0.7:1\n")
    followed.start()
    #expect(followed.next() == ["tcp:10.0.0.7:1*1"])
    followed.file.write("tcp:10.0.0.8:1\ntcp:10.0.0.9\n")
    let problems = followed.next()
    #expect(problems.count == 1)
    #expect(problems.first?.contains("\(followed.file.path):2: ") == true)
    #expect(followed.next() == [])
    followed.file.write("tcp:10.0.0.9:1\n")
    #expect(followed.next() == ["tcp:10.0.0.9:1*1"])
    unlink(followed.file.path)
    #expect(followed.next().first?.contains("No such file") == true)
    #expect(followed.next() == [])
    followed.file.write("tcp:10.0.0.10:1\n")
    #expect(followed.next() == ["tcp:10.0.0.10:1*1"])
    followed.stop()
  }

  @Test("a file that is not there at the start is told, and found when it comes")
  func missingAtStart() {
    let followed = Followed()
    followed.start()
    #expect(followed.next().first?.contains("No such file") == true)
    followed.file.write("tcp:10.0.0.7:1\n")
    #expect(followed.next() == ["tcp:10.0.0.7:1*1"])
    followed.stop()
  }

  @Test(
    "a wrong line is refused with its number and what is wrong",
    arguments: [
      ("", "holds no address"),
      ("# nothing\n", "holds no address"),
      ("tcp:h:1\nhttp://h\n", ":2: "),
      ("tcp:h:0\n", "port 0"),
      ("tcp:h:1 weight=0", "not a weight"),
      ("tcp:h:1 weight=1001", "not a weight"),
      ("tcp:h:1 weight=-1", "not a weight"),
      ("tcp:h:1 weight=two", "not a weight"),
      ("tcp:h:1 weight = 2", "not understood"),
      ("tcp:h:1 tcp:h:2", "not understood"),
      ("tcp:h:1 weight=1 weight=2", "not understood"),
      ("\ntcp:h:1\ntcp:h:1 weight=2\n", ":3: tcp:h:1 stands on line 2 already"),
    ]
  )
  func wrongLines(text: String, problem: String) {
    let error = #expect(throws: SocketError.self) { try AddressFile(path: "a.list", bytes: Array(text.utf8)) }
    #expect(error?.message.hasPrefix("a.list:") == true)
    #expect(error?.message.contains(problem) == true, "\(error?.message ?? "")")
  }

  @Test("of a file that was named by mistake nothing is shown, but where it is wrong")
  func anotherFile() {
    let text = "# passwords\n*:*:*:ocop:a-secret\n"
    let error = #expect(throws: SocketError.self) { try AddressFile(path: "passfile", bytes: Array(text.utf8)) }
    #expect(error?.message == "passfile:2: no address; write tcp:HOST:PORT or unix:PATH")
  }

  @Test("a file that is no text, or has too many addresses, is refused")
  func unusable() {
    #expect(throws: SocketError.self) { try AddressFile(path: "a", bytes: [0xFF, 0x0A]) }
    let many = (0...AddressFile.addressesMax).map { "tcp:h\($0):1\n" }.joined()
    #expect(throws: SocketError.self) { try AddressFile(path: "a", bytes: Array(many.utf8)) }
  }

  @Test("a watched file is told when it was changed, replaced or removed")
  func watcher() async {
    let file = TemporaryPath()
    file.write("1")
    let (changes, continuation) = AsyncStream.makeStream(of: Void.self)
    let watcher = FileWatcher(paths: [file.path], interval: .milliseconds(1)) { continuation.yield() }
    watcher.start()
    var iterator = changes.makeAsyncIterator()
    file.write("2")
    _ = await iterator.next()
    unlink(file.path)
    _ = await iterator.next()
    file.write("3")
    _ = await iterator.next()
    watcher.assumeChange()
    _ = await iterator.next()
    watcher.stop()
  }
}
