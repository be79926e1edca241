import ClientKit
import LoadEngine
import LoadStatistics

/// What a worker process tells the one that started it: one line of JSON each.
enum WorkerMessage: Sendable {
  /// Everything is connected: the start may be told.
  case ready
  case progress(LoadProgress)
  case report(WorkerReport)
  /// The load could not be made.
  case failure(CommandFailure)

  var line: String {
    let json: JSONValue =
      switch self {
      case .ready: .members(("ready", .bool(true)))
      case .progress(let progress): .members(("progress", progress.json))
      case .report(let report):
        .members(
          ("result", report.result.json),
          ("notices", .array(report.notices.map { .string($0) }))
        )
      case .failure(let failure):
        .members(
          ("failure", .string(failure.message)),
          ("status", .number(String(failure.status.rawValue)))
        )
      }
    return JSONWriter.oneLine(json) + "\n"
  }

  /// - Throws: ``CommandFailure`` for a line that no worker writes.
  init(line: String) throws(CommandFailure) {
    guard let json = try? JSONParser.value(of: Array(line.utf8)) else {
      throw CommandFailure(.failure, "a worker writes what is no JSON: \(line.prefix(200))")
    }
    if json["ready"] != nil {
      self = .ready
    } else if let progress = json["progress"].flatMap({ LoadProgress(json: $0) }) {
      self = .progress(progress)
    } else if let result = json["result"], case .array(let notices)? = json["notices"] {
      do throws(ResultJSONError) {
        self = .report(
          WorkerReport(
            result: try LoadRunResult(json: result),
            notices: notices.compactMap { notice in
              if case .string(let text) = notice { text } else { nil }
            }
          )
        )
      } catch {
        throw CommandFailure(.failure, "a worker's result cannot be read: \(error)")
      }
    } else if case .string(let message)? = json["failure"], case .number(let status)? = json["status"] {
      self = .failure(CommandFailure(Int32(status).flatMap { CommandStatus(rawValue: $0) } ?? .failure, message))
    } else {
      throw CommandFailure(.failure, "a worker writes what makes no sense: \(line.prefix(200))")
    }
  }
}
