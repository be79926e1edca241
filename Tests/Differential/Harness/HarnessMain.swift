import Glibc
import RPC

/// `reporting-harness`: the shipped reporting service, driven through standard input and output by Tests/Differential.
@main
enum HarnessMain {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    var service: ServiceUnderTest?
    while let frame = Pipe.read() {
      do {
        Pipe.write([0] + (try await answer(frame, &service)))
      } catch let error as RPCError {
        Pipe.write([1] + Array("\(error.code): \(error.message)".utf8))
      } catch {
        Pipe.write([2] + Array("\(error)".utf8))
      }
    }
    await service?.stop()
  }

  private static func answer(_ frame: [UInt8], _ service: inout ServiceUnderTest?) async throws -> [UInt8] {
    var reader = FrameReader(frame)
    let command = reader.text()
    if command == "new" {
      await service?.stop()
      service = try ServiceUnderTest(batchEventsMax: Int(reader.integer(byteCount: 4)))
      return []
    }
    guard let service else { throw RPCError(.failedPrecondition, "the first command has to be new") }
    switch command {
    case "append":
      let isRegistry = reader.text() == "registry"
      var entries: [SourceLog.Entry] = []
      while !reader.isAtEnd {
        let recordedAt = reader.integer(byteCount: 8)
        entries.append(SourceLog.Entry(recordedAt: recordedAt, subject: reader.text(), record: reader.bytes()))
      }
      try await service.append(entries, isRegistry: isRegistry)
    case "wait":
      try await service.waitUntilApplied()
    case "restart":
      var replayed: [String] = []
      while !reader.isAtEnd { replayed.append(reader.text()) }
      try await service.restart(replaying: replayed)
    case "call":
      let method = reader.text()
      return try await service.call(method, reader.bytes())
    default:
      throw RPCError(.unimplemented, "the harness does not know the command \(command)")
    }
    return []
  }
}
