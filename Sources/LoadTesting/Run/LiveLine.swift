import ClientKit
import Foundation
import LoadEngine
import LoadStatistics
import Synchronization

/// One line on a terminal that says how the load is going.
final class LiveLine: Sendable {
  private let output: any TextOutput
  private let totalSeconds: Double
  private let hasWritten = Atomic(false)

  /// - Parameter totalSeconds: How long the load goes on, the warm-up included.
  init(_ output: any TextOutput, totalSeconds: Double) {
    self.output = output
    self.totalSeconds = totalSeconds
  }

  func show(_ progress: LoadProgress) {
    guard output.isTerminal else { return }
    hasWritten.store(true, ordering: .relaxed)
    // What cannot be written is no reason to end a load.
    try? output.write("\r\u{1B}[K" + LiveLine.text(progress, totalSeconds: totalSeconds))
  }

  /// Takes the line away.
  func clear() {
    if hasWritten.load(ordering: .relaxed) { try? output.write("\r\u{1B}[K") }
  }

  static func text(_ progress: LoadProgress, totalSeconds: Double) -> String {
    let phase = progress.isWarmingUp ? "warm-up" : "measuring"
    let elapsed = Int(progress.elapsedSeconds.rounded())
    func time(_ nanoseconds: UInt64) -> String { DecimalText.time(nanoseconds: Double(nanoseconds)) }
    let parts = [
      "\(phase) \(elapsed)/\(Int(totalSeconds.rounded())) s",
      "\(DecimalText.rate(progress.endedRate))/s of \(DecimalText.rate(progress.dueRate)) due",
      "p50 \(time(progress.medianNanoseconds))",
      "p99 \(time(progress.percentile99Nanoseconds))",
      "max \(time(progress.maxNanoseconds))",
      progress.errorCount > 0 ? "\(progress.errorCount) ERRORS" : "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }
}
