import ArgumentParser
import ClientKit
import Foundation
import LoadEngine
import LoadPlan
import LoadStatistics
import Logging
import RPC
import RPCSocket

/// `ocop-load run`, which is what `ocop-load` does when nothing else is said.
struct RunCommand: LoadCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Make a load (the default command).",
    discussion: """
      What the methods take, the daemon itself says (ocop.rpc.v1.Reflection). Requests are made of templates before \
      they are due, so that sending one is cheap.

      Examples:
        ocop-load --target unix:/run/ocop/registry.sock --call Health/Check --arrival "constant 1000/s"
        ocop-load season.yaml --target tcp:127.0.0.1:7400 --duration 5m --html report.html
        ocop-load --target unix:/run/ocop/listing.sock --call Listing/Watch --stop-after "100 messages"
        ocop-load --target tcp:127.0.0.1:7400 --call Registry/GetRecord --request @request.json \\
          --find-capacity --fail-if "p99 > 20ms"
      """
  )

  @OptionGroup(title: "Target") var target: TargetOptions
  @OptionGroup(title: "Calls") var work: WorkOptions
  @OptionGroup(title: "Pace") var pace: PaceOptions
  @OptionGroup(title: "Judging") var judging: JudgingOptions
  @OptionGroup(title: "Capacity") var capacity: CapacityOptions
  @OptionGroup(title: "Outputs") var outputs: OutputOptions

  @Option(name: .long, help: ArgumentHelp("What the run is called in outputs.", valueName: "text"))
  var title: String?

  func run(in session: LoadSession) async throws -> LoadStatus {
    let scenario = try work.read()
    let thresholds = try judging.thresholds(besides: scenario.failureConditions)
    let addresses = try target.addresses(orElse: scenario.target, environment: session.environment)
    var settled = try pace.pace(scenario.load, seed: UInt64.random(in: 0..<1_000_000_000))
    let order = try WorkerOrder(environment: session.environment)
    if let order {
      settled.seed = order.seed
      settled.arrivalText = order.arrivalText
      settled.arrival = try ArrivalPattern(parsing: order.arrivalText)
    }
    let logger = Logger(label: "ocop-load") { _ in SwiftLogNoOpLogHandler() }
    let channels = try addresses.map { try $0.openChannel(logger: logger) }
    do {
      let job = LoadJob(
        title: title ?? work.title,
        targets: addresses,
        scenario: scenario,
        plan: try await resolve(scenario, channels[0], addresses[0]),
        pace: settled,
        run: order?.run ?? RandomText.next()
      )
      let status: LoadStatus
      if let order {
        status = await WorkerMain(job: job, worker: order.worker, session: session).run()
      } else {
        let maker = LoadMaker(session: session, channels: channels, thresholds: thresholds, judging: judging)
        status = try await make(job, maker, session)
      }
      for channel in channels { await channel.close() }
      return status
    } catch {
      for channel in channels { await channel.close() }
      throw error
    }
  }

  private func make(_ job: LoadJob, _ maker: LoadMaker, _ session: LoadSession) async throws -> LoadStatus {
    if !outputs.quiet { try session.note(job.announcement) }
    let outcome: LoadRunResult
    if capacity.findCapacity {
      outcome = try await CapacitySearch(job: job, maker: maker, options: capacity).run()
    } else {
      outcome = try await maker.run(job)
    }
    try outputs.write(outcome, in: session)
    if Task.isCancelled { return .interrupted }
    return outcome.passed ? .passed : .failed
  }

  private func resolve(
    _ scenario: LoadScenario,
    _ channel: any Channel,
    _ address: GatewayAddress
  ) async throws -> ScenarioPlan {
    let place = address.endpoint.description
    let schema = DaemonSchema(channel: channel, options: CallOptions(timeout: .seconds(10)), place: place)
    do {
      return try await scenario.resolve { try await schema.method(named: $0).descriptor }
    } catch let error as RPCError where error.code == .unavailable {
      throw CommandFailure(.unavailable, "\(place) cannot be reached: \(error.message)")
    }
  }
}
