import Foundation
import Messages
import Synchronization
import Testing
import Wire

@testable import RPC

/// The connections of proto/golden/negative/connections.txt, fed to real connections byte by byte and whole.
@Suite struct ConformanceTests {
  static let blocks = GoldenConnection.read()

  @Test("the golden connections are there")
  func present() {
    #expect(ConformanceTests.blocks.count > 100)
  }

  @Test("every golden connection gets its verdict, at the byte where it is due", arguments: blocks)
  func byteByByte(_ block: GoldenConnection) throws {
    let judge = Judge(block)
    var decidedAfter = 0
    for (index, byte) in block.bytes.enumerated() {
      judge.feed([byte])
      if judge.verdict != "accepted" {
        decidedAfter = index + 1
        break
      }
    }
    expectVerdict(judge, block)
    #expect(judge.closeFlags == block["close_flags"])
    #expect(judge.stream == block["stream"])
    if let expected = block["decided_after"] { #expect("\(decidedAfter)" == expected) }
  }

  @Test("every golden connection gets the same verdict when it arrives at once", arguments: blocks)
  func whole(_ block: GoldenConnection) throws {
    let judge = Judge(block)
    judge.feed(block.bytes)
    expectVerdict(judge, block)
  }

  private func expectVerdict(_ judge: Judge, _ block: GoldenConnection) {
    if block["verdict"] == "accepted-or-goaway" {
      #expect(judge.verdict == "accepted" || judge.verdict == "goaway" && judge.code == block["code"])
    } else {
      #expect(judge.verdict == block["verdict"])
      #expect(judge.code == block["code"])
    }
  }
}

/// One block of the file.
struct GoldenConnection: CustomTestStringConvertible, Sendable {
  var entries: [String: String] = [:]

  subscript(key: String) -> String? { entries[key] }

  var testDescription: String { self["name"] ?? "?" }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    let digits = (self["hex"] ?? "").compactMap(\.hexDigitValue)
    for index in stride(from: 0, to: digits.count - 1, by: 2) {
      bytes.append(UInt8(digits[index] * 16 + digits[index + 1]))
    }
    return bytes
  }

  static func read() -> [GoldenConnection] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appendingPathComponent("proto/golden/negative/connections.txt")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.components(separatedBy: "\n\n").compactMap { paragraph in
      var block = GoldenConnection()
      for line in paragraph.split(separator: "\n") where !line.hasPrefix("#") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        block.entries[String(line[..<colon])] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      }
      return block.entries.isEmpty ? nil : block
    }
  }
}

/// How calls ended.
private final class FailureList: Sendable {
  private let errors = Mutex<[RPCError]>([])

  func append(_ error: any Error) {
    guard let error = error as? RPCError else { return }
    errors.withLock { $0.append(error) }
  }

  var last: RPCError? { errors.withLock { $0.last } }
}

/// Feeds a connection and reads its verdict from what it sends and does.
private final class Judge {
  private let raw: RawConnection
  private let isClient: Bool
  private(set) var verdict = "accepted"
  private(set) var code: String?
  private(set) var closeFlags: String?
  private(set) var stream: String?
  private var tasks: [Task<Void, Never>] = []
  private let failures = FailureList()

  /// Calls of other methods go to a channel that never connects.
  private struct EndlessRelay: CallRelay {
    let target: ClientChannel

    func route(_ call: RelayedOpen) -> RelayDecision { .forward(to: target) }
  }

  init(_ block: GoldenConnection) {
    isClient = block["receiver"] == "client"
    var limits = WireLimits.standard
    // What the blocks take for granted: the protocol's defaults.
    limits.frameBytesMax = 65_536
    limits.acceptsCompressed = block["compressors"] == "zlib"
    if let credit = block["credit"].flatMap({ Int($0) }) { limits.streamWindowBytes = credit }
    if isClient {
      raw = RawConnection(clientWith: limits)
      let opened = (block["opened"] ?? "none").split(separator: " ").compactMap { UInt32($0) }
      if limits.acceptsCompressed { openReadingCalls(opened) } else { raw.openStreams(opened) }
      _ = raw.frames()
    } else {
      let loop = TestLoop()
      let queue = RunQueue(driver: loop)
      let target = ClientChannel(
        connector: HoldingConnector(),
        limits: .standard,
        runQueue: queue,
        logger: RawConnection.silentLogger,
        agent: "test"
      )
      raw = RawConnection(
        serverWith: Judge.readingRouter,
        relay: EndlessRelay(target: target),
        limits: limits,
        loop: loop,
        runQueue: queue
      )
    }
  }

  /// An application that takes, and so inflates, every message at once, and never ends a call by itself.
  private static var readingRouter: Router {
    var router = Router()
    router.register(
      AnyMethod(path: "ocop.rpc.v1.Health/Check", kind: .bidirectional),
      .stream { call in
        call.run { call in
          do throws(RPCError) {
            while try await call.nextRequest() != nil {}
            for await _ in AsyncStream<Never>.makeStream().stream {}
          } catch {
            call.finish(error: error)
          }
        }
      },
      exchangeHandler: { _ in }
    )
    return router
  }

  /// Calls whose answers are taken at once.
  private func openReadingCalls(_ streams: [UInt32]) {
    for _ in streams {
      let method = AnyMethod(path: "ocop.rpc.v1.Health/Check", kind: .serverStreaming)
      guard let exchange = try? raw.channel?.stream(method, request: [], options: CallOptions()) else { continue }
      let failures = failures
      tasks.append(
        Task(executorPreference: raw.runQueue) {
          do {
            while try await exchange.nextResponse() != nil {}
          } catch {
            failures.append(error)
          }
        }
      )
    }
    raw.feed([])
  }

  func feed(_ bytes: [UInt8]) {
    raw.feed(bytes)
    for frame in raw.frames() {
      switch frame.header.type {
      case .goAway:
        verdict = "goaway"
        code =
          (try? RpcV1.GoAway(decodingBytes: frame.data)).flatMap { StatusCode(rawValue: UInt8($0.code)) }?
          .description
      case .close:
        verdict = "stream-error"
        code = StatusCode(rawValue: frame.meta[0])?.description
        closeFlags = frame.meta[1] == CloseStatus.Flags.notProcessed.rawValue ? "NOT_PROCESSED" : "none"
        stream = "\(frame.header.stream)"
      case .cancel where isClient:
        verdict = "stream-error"
        stream = "\(frame.header.stream)"
        code = (failures.last ?? raw.endedCalls.last)?.code.description
      default:
        break
      }
    }
    if raw.transport.isClosed && verdict == "accepted" { verdict = "close-silently" }
    if verdict == "accepted", isClient, let failure = failures.last {
      // Nothing is said to the server, which has ended the call itself.
      verdict = "call-fails"
      code = failure.code.description
      stream = "1"
    }
  }
}
