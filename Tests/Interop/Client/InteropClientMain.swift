import Glibc
import InteropCases
import Logging
import RPC
import RPCSocket

/// `interop-client --server ADDRESS [--case NAME …] [--scale FACTOR]`: runs the cases against a server, prints a line
/// for each.
@main
enum InteropClientMain {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    var address: String?
    var names: [String] = []
    var scale = 1.0
    var arguments = CommandLine.arguments.dropFirst()
    while let flag = arguments.popFirst() {
      switch (flag, arguments.popFirst()) {
      case ("--server", let value?): address = value
      case ("--case", let value?):
        names.append(value)
        while let next = arguments.first, !next.hasPrefix("--") { names.append(arguments.removeFirst()) }
      case ("--scale", let value?):
        guard let factor = Double(value), factor > 0, factor <= 1 else { usage() }
        scale = factor
      default: usage()
      }
    }
    let known = InteropCase.all.map(\.name)
    guard let address, let endpoint = try? Endpoint(parsing: address), names.allSatisfy(known.contains) else { usage() }
    let channel = SocketChannel(endpoint: endpoint, logger: Logger(label: "interop-client"))
    let session = InteropSession(channel: channel, payloadScale: scale)
    var failedCount = 0
    let cases = InteropCase.all.filter { names.isEmpty || names.contains($0.name) }
    for interopCase in cases {
      do {
        try await interopCase.run(session)
        StandardText.output("passed \(interopCase.name)")
      } catch {
        failedCount += 1
        StandardText.output("failed \(interopCase.name): \(error)")
      }
    }
    await channel.close()
    StandardText.output("\(cases.count - failedCount) passed, \(failedCount) failed")
    exit(failedCount == 0 ? 0 : 1)
  }

  private static func usage() -> Never {
    let cases = InteropCase.all.map(\.name).joined(separator: " ")
    StandardText.error("usage: interop-client --server ADDRESS [--case NAME …] [--scale FACTOR]\ncases: \(cases)")
    exit(2)
  }
}
