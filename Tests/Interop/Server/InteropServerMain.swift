import Dispatch
import Glibc
import InteropCases
import Logging
import RPC
import RPCSocket
import Services
import Wire

/// `interop-server --listen ADDRESS [--max-streams N]`: serves ocop.testing.v1.Interop until SIGTERM or SIGINT.
@main
enum InteropServerMain {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    var listen = "tcp:127.0.0.1:0"
    var limits = WireLimits.standard
    var arguments = CommandLine.arguments.dropFirst()
    while let flag = arguments.popFirst() {
      switch (flag, arguments.popFirst()) {
      case ("--listen", let value?): listen = value
      case ("--max-streams", let value?):
        guard let count = Int(value), (1...65_536).contains(count) else { usage() }
        limits.streamsMax = count
      default: usage()
      }
    }
    // So that any of its methods can be called by hand: "ocop call Interop/UnaryCall --gateway ADDRESS".
    var router = InteropService.router
    router.registerReflection()
    do {
      let server = try await SocketServer.start(
        endpoint: try Endpoint(parsing: listen),
        router: router,
        limits: limits,
        logger: Logger(label: "interop-server") { StreamLogHandler.standardError(label: $0, metadataProvider: nil) },
        agent: "interop-server"
      )
      // Before anybody can know that it serves: whoever knows may ask it to stop.
      let (sources, stops) = await terminationSignals()
      StandardText.output("listening on \(server.endpoint)")
      for await _ in stops { break }
      withExtendedLifetime(sources) {}
      server.beginGracefulShutdown()
      await server.waitUntilStopped()
    } catch {
      StandardText.error("interop-server: \(error)")
      exit(1)
    }
  }

  private static func usage() -> Never {
    StandardText.error("usage: interop-server [--listen tcp:HOST:PORT|unix:PATH] [--max-streams N]")
    exit(2)
  }

  /// What comes when the process is told to stop; signals are listened for when this returns.
  private static func terminationSignals() async -> ([any DispatchSourceSignal], AsyncStream<Void>) {
    let (stops, stopped) = AsyncStream.makeStream(of: Void.self)
    var sources: [any DispatchSourceSignal] = []
    for number in [SIGTERM, SIGINT] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { stopped.yield() }
      await withCheckedContinuation { registered in
        source.setRegistrationHandler { registered.resume() }
        source.resume()
      }
      sources.append(source)
    }
    return (sources, stops)
  }
}
