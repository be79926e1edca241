import ArgumentParser
import ClientKit
import LoadPlan
import Testing

@testable import LoadTesting

@Suite("How much load is made")
struct PaceTests {
  private static func pace(_ arguments: [String], _ settings: LoadSettings = LoadSettings()) throws -> LoadPace {
    try PaceOptions.parse(arguments).pace(settings, seed: 42)
  }

  @Test("The command line goes before the scenario, and the scenario before what is usual")
  func order() throws {
    var settings = LoadSettings()
    settings.arrival = "constant 5/s"
    settings.duration = .seconds(20)
    settings.connections = 3
    let pace = try Self.pace(["--duration", "30s", "--seed", "7"], settings)
    #expect(pace.duration == .seconds(30))
    #expect(pace.arrivalText == "constant 5/s")
    #expect(pace.connectionCount == 3)
    #expect(pace.warmUp == .seconds(1) && pace.timeout == .seconds(10) && pace.inFlight == 64)
    #expect(pace.seed == 7)
    #expect(try Self.pace([]).seed == 42)
  }

  @Test("Connections are dealt to workers as evenly as can be")
  func connections() throws {
    let pace = try Self.pace(["--connections", "8", "--workers", "3"])
    #expect((0..<3).map(pace.connectionCount(of:)) == [3, 3, 2])
  }

  @Test(
    "A long load has longer intervals, so that its record stays small",
    arguments: [("10s", 1), ("10m", 1), ("24h", 144)]
  )
  func intervals(duration: String, seconds: Int64) throws {
    #expect(try Self.pace(["--duration", duration]).intervalNanoseconds == seconds * 1_000_000_000)
  }

  @Test(
    "What is beyond a limit is refused with the option's name",
    arguments: [
      (["--duration", "0s"], "--duration"), (["--duration", "25h"], "--duration"), (["--timeout", "0ms"], "--timeout"),
      (["--warm-up", "25h"], "--warm-up"), (["--connections", "0"], "--connections"),
      (["--connections", "10001"], "--connections"), (["--in-flight", "100001"], "--in-flight"),
      (["--workers", "65", "--connections", "100"], "--workers"), (["--workers", "2"], "--workers"),
      (["--arrival", "often"], "arrival pattern"), (["--duration", "ten"], "--duration ten"),
    ]
  )
  func refusals(arguments: [String], words: String) throws {
    let error = #expect(throws: CommandFailure.self) { try Self.pace(arguments) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "nothing")")
  }
}
