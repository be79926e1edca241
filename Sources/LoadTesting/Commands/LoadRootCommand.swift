import ArgumentParser
import ClientKit

/// `ocop-load`
struct LoadRootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ocop-load",
    abstract: "Load any method of any daemon, or whole scenarios, and see what callers would have seen.",
    discussion: """
      In an open loop calls are due on a schedule, whatever became of those before, and the latency of each counts \
      from when it was due: a server that stalls is seen by everybody who would have called meanwhile. A closed loop \
      sends a call when one before it has ended, and hides that.

      Nothing is called but what --target names, and every load ends by itself.

      First steps:
        ocop-load --target unix:/run/ocop/registry.sock --call Health/Check --arrival "constant 1000/s"
        ocop-load --target tcp:127.0.0.1:7400 --call Registry/GetRecord --duration 30s --warm-up 5s \\
          --request '{"kind": "RECORD_KIND_PRODUCER", "id": "${csv(producers.csv, id, random)}"}' \\
          --arrival "poisson 500/s" --fail-if "p99 > 20ms" --html report.html --json after.json
        ocop-load season.yaml --target unix:/run/ocop/gateway.sock
        ocop-load compare before.json after.json

      Exit status:
      \(exitStatusLines)
      """,
    version: LoadTester.version,
    subcommands: [RunCommand.self, CompareCommand.self, ShowCommand.self],
    defaultSubcommand: RunCommand.self
  )

  private static var exitStatusLines: String {
    LoadStatus.allCases.map { "  \(String($0.rawValue).padded(to: 4)) \($0.explanation)" }.joined(separator: "\n")
  }
}
