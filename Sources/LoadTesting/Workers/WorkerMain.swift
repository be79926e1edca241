import ClientKit
import Foundation
import LoadEngine

/// What a worker process does.
struct WorkerMain: Sendable {
  let job: LoadJob
  let worker: Int
  let session: LoadSession

  /// Makes its part of the load, and tells the process that started it.
  func run() async -> LoadStatus {
    let output = session.output
    @Sendable func tell(_ message: WorkerMessage) {
      // Without a reader there is nobody to tell.
      try? output.write(message.line)
    }
    do {
      let report = try await LocalWorker(job: job, worker: worker).run(
        waitForStart: {
          tell(.ready)
          return readLine().flatMap { Int64($0) }
        },
        onProgress: { tell(.progress($0)) }
      )
      tell(.report(report))
      return .passed
    } catch {
      let failure = CommandFailure(error, gateway: "the target")
      tell(.failure(failure))
      return LoadStatus(failure.status)
    }
  }
}
