import ClientKit
import Foundation

/// What a worker process is told in its environment, beside the arguments of the command that started it.
struct WorkerOrder: Sendable {
  /// The variable that holds an order.
  static let variable = "OCOP_LOAD_WORKER"

  let worker: Int
  /// The run's text; see ``LoadJob``.
  let run: String
  let seed: UInt64
  /// Takes the place of what the arguments say, for a search of the capacity.
  let arrivalText: String

  /// As it stands in the environment.
  var text: String {
    JSONWriter.oneLine(
      .members(
        ("worker", .number(String(worker))),
        ("run", .string(run)),
        ("seed", .string(String(seed))),
        ("arrival", .string(arrivalText))
      )
    )
  }

  init(worker: Int, job: LoadJob) {
    self.worker = worker
    run = job.run
    seed = job.pace.seed
    arrivalText = job.pace.arrivalText
  }

  /// The order in an environment; nil when this process is no worker.
  ///
  /// - Throws: ``CommandFailure`` when it makes no sense.
  init?(environment: [String: String]) throws(CommandFailure) {
    guard let text = environment[Self.variable] else { return nil }
    guard let json = try? JSONParser.value(of: Array(text.utf8)),
      case .number(let workerText)? = json["worker"], let worker = Int(workerText),
      case .string(let run)? = json["run"],
      case .string(let seedText)? = json["seed"], let seed = UInt64(seedText),
      case .string(let arrivalText)? = json["arrival"]
    else {
      throw CommandFailure(.usage, "\(Self.variable) is for the workers that ocop-load starts itself")
    }
    self.worker = worker
    self.run = run
    self.seed = seed
    self.arrivalText = arrivalText
  }
}
