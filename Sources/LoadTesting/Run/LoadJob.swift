import ClientKit
import LoadEngine
import LoadPlan
import LoadStatistics
import Logging
import Messages
import RPC
import RPCSocket
import RPCTLS

/// A load that has been understood: whom to call, what, and how much.
struct LoadJob: Sendable {
  var title: String
  let targets: [GatewayAddress]
  let scenario: LoadScenario
  let plan: ScenarioPlan
  var pace: LoadPace
  /// A text that no other run has, for identifiers that must not meet those of an earlier run.
  let run: String

  /// What one worker calls.
  ///
  /// - Throws: ``CommandFailure`` when a request of a template cannot be made.
  func entries(worker: Int) throws -> [LoadEntry] {
    let context = TemplateContext(worker: worker, workerCount: pace.workerCount, run: run)
    return try plan.entries.enumerated().map { place, entry in
      LoadEntry(
        weight: Double(entry.weight),
        steps: try entry.steps.indices.map { index in
          let seed = pace.seed &+ UInt64(place * 1_000 + index) &+ UInt64(worker) << 32
          do {
            return step(
              entry.steps,
              index,
              try TemplateRequests(entry.steps, index: index, context: context, seed: seed)
            )
          } catch {
            throw CommandFailure(.refused, "\(entry.steps[index].method.path): \(error)")
          }
        }
      )
    }
  }

  private func step(_ steps: [ScenarioPlan.Step], _ index: Int, _ requests: TemplateRequests) -> LoadStep {
    let planned = steps[index]
    var step = LoadStep(path: planned.method.callable.path, kind: planned.kind, requests: requests)
    step.isIdempotent = planned.method.callable.idempotency != .unknown
    step.metadata = planned.step.metadata
    for entry in targets[0].identityMetadata where step.metadata[texts: entry.key].isEmpty {
      if case .text(let text) = entry.content { step.metadata.append(text, forKey: entry.key) }
    }
    step.timeoutNanoseconds = (planned.step.timeout ?? pace.timeout).nanosecondsClamped
    step.requestCount = planned.step.messageCount ?? 1
    switch planned.step.streamEnd {
    case .messages(let count): step.answerCountMax = count
    case .duration(let duration):
      step.timeoutNanoseconds = duration.nanosecondsClamped
      step.endsWithTimeout = true
    case nil: break
    }
    step.expectedCodes = Set(planned.step.expected)
    if index > 0 { step.pauseNanoseconds = steps[index - 1].step.pause.nanosecondsClamped }
    if !planned.step.checks.isEmpty {
      let checks = planned.step.checks
      let answer = planned.method.output
      step.check = { bytes in LoadJob.fault(in: bytes, of: answer, checks) }
    }
    let name = planned.step.name
    step.keepsAnswer = steps.dropFirst(index + 1).contains { later in
      later.step.request.answerReferences.contains { $0.step == name }
    }
    return step
  }

  private static func fault(in bytes: [UInt8], of descriptor: MessageDescriptor, _ checks: [AnswerCheck]) -> String? {
    do {
      let answer = MessageJSON.value(of: try DynamicMessage(descriptor, decodingBytes: bytes))
      return checks.lazy.compactMap { $0.fault(in: answer) }.first
    } catch {
      return "the answer cannot be read: \(error)"
    }
  }

  /// How one worker calls.
  ///
  /// - Throws: ``CommandFailure`` when TLS cannot be used.
  func configuration(worker: Int) throws(CommandFailure) -> EngineConfiguration {
    var configuration = EngineConfiguration(targets: targets.map(\.endpoint))
    if let files = targets[0].tls {
      do throws(SocketError) {
        let logger = Logger(label: "ocop-load") { _ in SwiftLogNoOpLogHandler() }
        configuration.security = try TLS.client(files, serverName: targets[0].serverName, logger: logger)
      } catch {
        throw CommandFailure(.usage, "TLS cannot be used: \(error.message)")
      }
    }
    configuration.connectionCount = pace.connectionCount(of: worker)
    configuration.inFlight = pace.inFlight
    configuration.arrival = pace.arrival
    configuration.durationNanoseconds = pace.duration.nanosecondsClamped
    configuration.warmUpNanoseconds = pace.warmUp.nanosecondsClamped
    configuration.drainNanoseconds = pace.timeout.nanosecondsClamped
    configuration.intervalNanoseconds = pace.intervalNanoseconds
    configuration.worker = worker
    configuration.workerCount = pace.workerCount
    configuration.seed = pace.seed
    return configuration
  }

  /// What is going to happen, for people.
  var announcement: String {
    let places = targets.map(\.endpoint.description).joined(separator: ", ")
    let calls = plan.entries.map { $0.steps.count > 1 ? "scenario \($0.name)" : $0.name }.joined(separator: ", ")
    let most = pace.warmUp + pace.duration + pace.timeout
    return """
      Calls \(calls) at \(places): \(pace.loopText), \(pace.duration) after \(pace.warmUp) of warm-up, \
      \(pace.connectionCount) connection(s) with up to \(pace.inFlight) calls each, \(pace.workerCount) worker(s), \
      seed \(pace.seed). Ends by itself after at most \(most).
      """
  }

  /// What is known of a run before it is made.
  func description(startUnixMilliseconds: Int64, leastShare: Double?) -> LoadRunDescription {
    var description = LoadRunDescription()
    description.title = title
    description.targets = targets.map(\.endpoint.description)
    description.arrival = pace.loopText
    description.isOpenLoop = pace.arrival != .closed
    description.programVersion = LoadTester.version
    description.startUnixMilliseconds = startUnixMilliseconds
    description.durationSeconds = pace.duration / .seconds(1)
    description.warmUpSeconds = pace.warmUp / .seconds(1)
    description.workerCount = pace.workerCount
    description.connectionCount = pace.connectionCount
    description.streamsPerConnection = pace.inFlight
    description.intervalSeconds = Double(pace.intervalNanoseconds) / 1e9
    if case .scheduled(let profile, _) = pace.arrival {
      let warmUp = pace.warmUp / .seconds(1)
      let end = warmUp + description.durationSeconds
      let count = profile.callCount(untilSeconds: end) - profile.callCount(untilSeconds: warmUp)
      description.targetRate = count / description.durationSeconds
      description.shareRequired = leastShare
    }
    return description
  }
}
