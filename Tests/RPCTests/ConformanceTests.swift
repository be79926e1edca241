import Foundation
import Messages
import RPC
import Testing
import Wire

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
    #expect(judge.verdict == block["verdict"])
    #expect(judge.code == block["code"])
    #expect(judge.closeFlags == block["close_flags"])
    #expect(judge.stream == block["stream"])
    if let expected = block["decided_after"] { #expect("\(decidedAfter)" == expected) }
  }

  @Test("every golden connection gets the same verdict when it arrives at once", arguments: blocks)
  func whole(_ block: GoldenConnection) throws {
    let judge = Judge(block)
    judge.feed(block.bytes)
    #expect(judge.verdict == block["verdict"])
    #expect(judge.code == block["code"])
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

/// Feeds a connection and reads its verdict from what it sends and does.
private final class Judge {
  private let raw: RawConnection
  private let isClient: Bool
  private(set) var verdict = "accepted"
  private(set) var code: String?
  private(set) var closeFlags: String?
  private(set) var stream: String?
  private var calls: [Task<Void, Never>] = []

  /// Every call goes to a channel that never connects: an application that never ends a call by itself.
  private struct EndlessRelay: CallRelay {
    let target: ClientChannel

    func route(_ call: RelayedOpen) -> RelayDecision { .forward(to: target) }
  }

  init(_ block: GoldenConnection) {
    isClient = block["receiver"] == "client"
    if isClient {
      raw = RawConnection(clientWith: .standard)
      raw.openStreams((block["opened"] ?? "none").split(separator: " ").compactMap { UInt32($0) })
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
      raw = RawConnection(serverWith: Router(), relay: EndlessRelay(target: target), loop: loop, runQueue: queue)
    }
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
        code = raw.endedCalls.last?.code.description
      default:
        break
      }
    }
    if raw.transport.isClosed && verdict == "accepted" { verdict = "close-silently" }
  }
}
