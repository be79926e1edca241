import ArgumentParser
import ClientKit
import LoadEngine
import LoadPlan

/// How much load is made, how long, over what.
struct PaceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "When calls are due: closed (the default), \"constant 1000/s\", \"poisson 500/s\", \"ramp 0..1000/s over 30s\".",
      discussion: """
        Also "steps 100,200,400/s each 10s", "spike 100..2000/s for 1s every 10s", "soak 200/s"; "poisson" in front of \
        any of them makes arrivals random.
        """,
      valueName: "pattern"
    )
  )
  var arrival: String?

  @Option(
    name: .long,
    help: ArgumentHelp("How long calls are measured, at most 24h (default 10s).", valueName: "duration")
  )
  var duration: String?

  @Option(name: .long, help: ArgumentHelp("How long calls are made before (default 1s).", valueName: "duration"))
  var warmUp: String?

  @Option(name: .long, help: ArgumentHelp("Connections, of all workers together (default 1).", valueName: "count"))
  var connections: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Calls that may be open on each connection (default 64).", valueName: "count")
  )
  var inFlight: Int?

  @Option(name: .long, help: ArgumentHelp("Processes that make the load, each from one core.", valueName: "count"))
  var workers = 1

  @Option(name: .long, help: ArgumentHelp("Time that one call may take (default 10s).", valueName: "duration"))
  var timeout: String?

  @Option(name: .long, help: ArgumentHelp("Of everything that is left to chance; printed.", valueName: "number"))
  var seed: UInt64?

  /// Longest load, in seconds.
  private static let durationSecondsMax: Int64 = 86_400
  private static let workerCountMax = 64
  private static let inFlightMax = 100_000

  /// What is said here, else in the scenario, else by default.
  ///
  /// - Throws: ``CommandFailure`` for what makes no sense or is beyond a limit.
  func pace(_ settings: LoadSettings, seed generated: UInt64) throws -> LoadPace {
    var pace = LoadPace(seed: seed ?? generated)
    do throws(ArrivalPatternError) {
      pace.arrivalText = arrival ?? settings.arrival ?? "closed"
      pace.arrival = try ArrivalPattern(parsing: pace.arrivalText)
    } catch {
      throw CommandFailure(.usage, "\(error)")
    }
    pace.duration = try Self.duration(duration, "--duration") ?? settings.duration ?? pace.duration
    pace.warmUp = try Self.duration(warmUp, "--warm-up") ?? settings.warmUp ?? pace.warmUp
    pace.timeout = try Self.duration(timeout, "--timeout") ?? settings.timeout ?? pace.timeout
    pace.connectionCount = connections ?? settings.connections ?? pace.connectionCount
    pace.inFlight = inFlight ?? settings.inFlight ?? pace.inFlight
    pace.workerCount = workers
    let longest = Duration.seconds(Self.durationSecondsMax)
    for (name, value) in [("--duration", pace.duration), ("--timeout", pace.timeout)] {
      guard value >= .milliseconds(1), value <= longest else {
        throw CommandFailure(.usage, "\(name) is from 1ms to 24h")
      }
    }
    guard pace.warmUp <= longest else { throw CommandFailure(.usage, "--warm-up is at most 24h") }
    try Self.check(pace.connectionCount, "--connections", max: EngineConfiguration.connectionCountMax)
    try Self.check(pace.inFlight, "--in-flight", max: Self.inFlightMax)
    try Self.check(workers, "--workers", max: Self.workerCountMax)
    guard workers <= pace.connectionCount else {
      throw CommandFailure(.usage, "--workers \(workers) need as many --connections, or more")
    }
    return pace
  }

  private static func duration(_ text: String?, _ name: String) throws(CommandFailure) -> Duration? {
    guard let text else { return nil }
    guard let duration = DurationText.duration(text) else {
      throw CommandFailure(.usage, "\(name) \(text): write \(DurationText.usage)")
    }
    return duration
  }

  private static func check(_ value: Int, _ name: String, max: Int) throws(CommandFailure) {
    guard (1...max).contains(value) else { throw CommandFailure(.usage, "\(name) is a number from 1 to \(max)") }
  }
}
