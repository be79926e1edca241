import ClientKit
import LoadEngine
import LoadStatistics

/// All workers of a load.
struct WorkerCrew: Sendable {
  let job: LoadJob
  let session: LoadSession

  /// Time from when the last worker is connected to the first call: enough for all of them to hear of it.
  private static let noticeNanoseconds: Int64 = 50_000_000

  /// Makes the load. Cancelling the task ends it early, with what was measured until then.
  ///
  /// - Parameters:
  ///   - onStart: Called when everything is connected.
  ///   - onProgress: Called at the end of each interval.
  /// - Throws: ``CommandFailure`` when the target cannot be reached, or a request cannot be made.
  func run(
    onStart: @escaping @Sendable () -> Void,
    onProgress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws -> WorkerReport {
    if job.pace.workerCount == 1 {
      return try await LocalWorker(job: job, worker: 0).run(
        waitForStart: {
          onStart()
          return nil
        },
        onProgress: onProgress
      )
    }
    let processes = try (0..<job.pace.workerCount).map { worker in
      try WorkerProcess(WorkerOrder(worker: worker, job: job), in: session)
    }
    // Not cancelled with this task: workers that are interrupted still tell what they have measured.
    let gathering = Task { try await gather(processes, onStart: onStart, onProgress: onProgress) }
    return try await withTaskCancellationHandler {
      try await gathering.value
    } onCancel: {
      for process in processes { process.interrupt() }
    }
  }

  private func gather(
    _ processes: [WorkerProcess],
    onStart: @escaping @Sendable () -> Void,
    onProgress: @escaping @Sendable (LoadProgress) -> Void
  ) async throws -> WorkerReport {
    let board = ProgressBoard(workerCount: processes.count)
    do {
      return try await withThrowingTaskGroup(of: (Int, WorkerReport).self) { group in
        for (worker, process) in processes.enumerated() {
          group.addTask {
            for try await message in process.messages {
              switch message {
              case .ready:
                guard board.noteReady() else { continue }
                onStart()
                let start = Monotonic.nowNanoseconds + Self.noticeNanoseconds
                for process in processes { process.begin(startNanoseconds: start) }
              case .progress(let progress):
                if let all = board.note(progress, of: worker) { onProgress(all) }
              case .report(let report): return (worker, report)
              case .failure(let failure): throw failure
              }
            }
            throw CommandFailure(.interrupted, "")
          }
        }
        var reports: [(worker: Int, report: WorkerReport)] = []
        for try await report in group { reports.append(report) }
        reports.sort { $0.worker < $1.worker }
        return Self.together(reports.map(\.report))
      }
    } catch {
      for process in processes { process.interrupt() }
      throw error
    }
  }

  private static func together(_ reports: [WorkerReport]) -> WorkerReport {
    reports.dropFirst().reduce(reports[0]) { sum, report in
      var sum = sum
      sum.result.merge(report.result)
      sum.notices += report.notices
      return sum
    }
  }
}
