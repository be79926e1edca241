import ClientKit
import Foundation
import LoadEngine
import LoadStatistics
import RPC

/// Makes loads and judges them.
struct LoadMaker: Sendable {
  let session: LoadSession
  /// To the targets, for asking the daemons what the load costs them.
  let channels: [any Channel]
  let thresholds: [LoadThreshold]
  let judging: JudgingOptions

  /// Makes a load. Cancelling the task ends it early, with what was measured until then.
  ///
  /// - Throws: ``CommandFailure`` when the target cannot be reached, or a request cannot be made.
  func run(_ job: LoadJob) async throws -> LoadRunResult {
    let watch = await DaemonWatch(channels)
    let total = (job.pace.warmUp + job.pace.duration) / .seconds(1)
    let line = LiveLine(session.diagnostics, totalSeconds: total)
    let crew = WorkerCrew(job: job, session: session)
    let started = Date()
    let report: WorkerReport
    do {
      report = try await crew.run(onStart: {}, onProgress: { line.show($0) })
      line.clear()
    } catch {
      line.clear()
      throw error
    }
    var result = report.result
    let measured = result.description.durationSeconds
    result.description = job.description(
      startUnixMilliseconds: Int64((started.timeIntervalSince1970 + job.pace.warmUp / .seconds(1)) * 1000),
      leastShare: judging.leastShare ?? JudgingOptions.leastShareDefault
    )
    // A load that was ended early has a length of its own.
    result.description.durationSeconds = measured
    result.daemons = await watch.results()
    result.verdicts = thresholds.map { $0.verdict(on: result) }
    for notice in report.notices { try session.note("ocop-load: " + notice) }
    if result.daemons.isEmpty, let silence = watch.silence {
      try session.note("ocop-load: the daemon does not tell what the load costs it: \(silence)")
    }
    return result
  }
}
