import ClientKit
import Foundation
import LoadEngine
import LoadStatistics
import Synchronization

/// A worker within this process, on a thread of its own.
struct LocalWorker: Sendable {
  let job: LoadJob
  let worker: Int

  /// Connects, waits for the start, and runs the load to its end. Cancelling the task ends the load early.
  ///
  /// - Parameters:
  ///   - waitForStart: Called once everything is connected, on the load's thread; gives the time of the first call by
  ///     ``Monotonic``.
  ///   - onProgress: Called at the end of each interval, on the load's thread.
  /// - Throws: ``CommandFailure`` when the target cannot be reached, or a request cannot be made.
  func run(
    waitForStart: @escaping @Sendable () -> Int64?,
    onProgress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws -> WorkerReport {
    let flag = StopFlag()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread {
          continuation.resume(with: Result { try work(flag, waitForStart, onProgress) })
        }
      }
    } onCancel: {
      flag.set()
    }
  }

  private func work(
    _ flag: StopFlag,
    _ waitForStart: @escaping () -> Int64?,
    _ onProgress: @escaping (LoadProgress) -> Void
  ) throws -> WorkerReport {
    let configuration = try job.configuration(worker: worker)
    let entries = try job.entries(worker: worker)
    do throws(SystemFailure) {
      let loop = try LoadLoop(configuration, entries: entries, stopFlag: flag, onProgress: onProgress)
      try loop.connect()
      let began = ProcessCost.now
      let recorder = loop.run(startNanoseconds: waitForStart())
      return report(recorder, since: began)
    } catch {
      throw CommandFailure(.unavailable, error.description)
    }
  }

  private func report(_ recorder: LoadRecorder, since began: ProcessCost) -> WorkerReport {
    var result = recorder.result
    let cost = ProcessCost.now
    result.clientCPUSeconds = cost.cpuSeconds - began.cpuSeconds
    result.clientResidentBytes = cost.residentBytes
    var notices: [String] = []
    if let failure = recorder.requestFailure {
      notices.append("\(recorder.requestFailureCount) requests could not be made, the first of them: \(failure)")
    }
    if recorder.disconnectCount > 0, let failure = recorder.connectionFailure {
      notices.append("\(recorder.disconnectCount) connections were lost, the first of them: \(failure)")
    }
    return WorkerReport(result: result, notices: notices)
  }
}
